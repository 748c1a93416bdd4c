// Links in the prose move sliders: <a href="#explorer-01-plane:zoom=8,normalisation=filter">

function followLinks(stage) {
  stage.listen(document, "click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
    if (!link || elsewhere || !concerns(stage, link.hash)) return;
    if (stage.model.page && link.href.split("#")[0] !== location.href.split("#")[0]) return;
    event.preventDefault();
    event.stopPropagation();
    if (stage.model.page && location.hash !== link.hash) history.pushState(null, "", link.hash);
    follow(stage, link.hash);
  }, true);
  if (!stage.model.page) return;
  const arrive = () => concerns(stage, location.hash) && follow(stage, location.hash);
  stage.listen(window, "hashchange", arrive);
  setTimeout(arrive);
}

function concerns(stage, hash) {
  return (hash || "").startsWith(`#${stage.definition.id}:`);
}

function follow(stage, hash) {
  const pairs = decodeURIComponent(hash.slice(stage.definition.id.length + 2)).split(",");
  for (const pair of pairs) {
    const [name, word] = pair.split("=");
    const control = stage.controls.get(plainWord(name));
    const place = control && word !== undefined ? control.find(word) : null;
    if (place === null) console.warn(`${stage.definition.id}: ${pair} in a link leads nowhere`);
    else control.set(place);
  }
  stage.paint();
  stage.root.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
  stage.root.classList.remove("ce-found");
  requestAnimationFrame(() => stage.root.classList.add("ce-found"));
}
