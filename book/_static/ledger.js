// A row of buttons over the ledger's cards shows one verdict at a time. The choice stands in the
// address (#show=fails), so that it can be sent; a link to a part (#C20.jagged) shows all again.
document.addEventListener("DOMContentLoaded", () => {
  const cards = [...document.querySelectorAll(".ledger-card")];
  if (!cards.length) return;
  const words = ["all", ...new Set(cards.map(card => card.dataset.word))];
  const bar = document.createElement("div");
  bar.className = "ledger-filter";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show claims by verdict");
  const show = chosen => {
    cards.forEach(card => { card.hidden = chosen !== "all" && card.dataset.word !== chosen; });
    [...bar.children].forEach(b => b.setAttribute("aria-pressed", String(b.value === chosen)));
  };
  for (const name of words) {
    const button = document.createElement("button");
    const count = cards.filter(card => name === "all" || card.dataset.word === name).length;
    button.type = "button";
    button.value = name;
    button.textContent = `${name.replaceAll("-", " ")} (${count})`;
    button.addEventListener("click", () => { location.hash = `show=${name}`; });
    bar.append(button);
  }
  const follow = () => {
    const chosen = /^#show=([a-z-]+)$/.exec(location.hash);
    show(chosen && words.includes(chosen[1]) ? chosen[1] : "all");
    if (!chosen) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  };
  document.querySelector(".ledger-map").after(bar);
  window.addEventListener("hashchange", follow);
  follow();
});
