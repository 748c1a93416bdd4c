// A row of buttons over the table of claims shows one verdict at a time.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector(".ledger-table");
  if (!table) return;
  const rows = [...table.querySelectorAll("tbody tr")];
  const word = row => row.dataset.verdict.replaceAll("-", " ");
  const words = ["all", ...new Set(rows.map(word))];
  const bar = document.createElement("div");
  bar.className = "ledger-filter";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Show claims by verdict");
  const show = chosen => {
    rows.forEach(row => { row.hidden = chosen !== "all" && word(row) !== chosen; });
    [...bar.children].forEach(b => b.setAttribute("aria-pressed", String(b.value === chosen)));
  };
  for (const name of words) {
    const button = document.createElement("button");
    const count = name === "all" ? rows.length : rows.filter(row => word(row) === name).length;
    button.type = "button";
    button.value = name;
    button.textContent = `${name} (${count})`;
    button.addEventListener("click", () => show(name));
    bar.append(button);
  }
  table.closest(".course-table").before(bar);
  show("all");
});
