// Begins a deck, or, with ?handout, leaves its pictures and questions on one page for paper.
if (new URLSearchParams(location.search).has("handout")) {
  document.documentElement.classList.add("handout");
  document.querySelector("link[href$='reveal.css']").remove(); // it has rules of its own for paper
} else {
  document.documentElement.dataset.deck = ""; // the address names the slide, not an explorer's state
  const back = () => Reveal.prev(), on = () => Reveal.next();
  // No scaling: the style sheet sizes the slides, and a pointer on an explorer is where it seems.
  Reveal.initialize({
    disableLayout: true, hash: true, controls: true, progress: true, slideNumber: "c/t",
    transition: "none", width: "100%", height: "100%", plugins: [RevealNotes], overview: false,
    keyboard: { 27: null, 79: null },
    keyboardCondition: (event) => !event.target.closest("course-explorer"),
  });

  // A clicker's keys always move the deck, and so do the arrows and space, unless one has gone to a
  // control of an explorer by the Tab key: then those are the control's.
  const clicker = { PageUp: back, PageDown: on };
  const keys = { ArrowLeft: back, ArrowUp: back, ArrowRight: on, ArrowDown: on, " ": on };
  let byTab = false;
  addEventListener("pointerdown", () => { byTab = false; }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Tab") byTab = true;
    const held = byTab && event.target.closest("course-explorer");
    const move = clicker[event.key] || (!held && keys[event.key]);
    if (!move || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }, true);

  // O or Escape: all slides at a glance, as a list of their headlines.
  const list = document.createElement("dialog");
  list.className = "deck-list";
  list.setAttribute("aria-label", "All slides");
  const slides = () => Reveal.getSlides();
  const choose = (slide) => {
    list.close();
    Reveal.slide(slides().indexOf(slide));
  };
  const openList = () => {
    const rows = slides().map((slide, k) => {
      const row = document.createElement("button");
      row.textContent = `${k + 1}  ${slide.querySelector("h1, h2").textContent}`;
      row.setAttribute("aria-current", String(slide === Reveal.getCurrentSlide()));
      row.addEventListener("click", () => choose(slide));
      return row;
    });
    list.replaceChildren(...rows);
    list.showModal();
    list.querySelector("[aria-current='true']").focus();
  };
  document.body.append(list);
  addEventListener("keydown", (event) => {
    if (list.open || event.ctrlKey || event.metaKey || !["o", "O", "Escape"].includes(event.key)) return;
    event.preventDefault();
    openList();
  });

  // A slide that is too full is set smaller until it fits; explorers grow as they draw themselves.
  const fit = () => {
    const slide = Reveal.getCurrentSlide();
    let size = Number(slide.style.getPropertyValue("--fit") || 1);
    const full = (part) => part.scrollHeight > part.clientHeight + 1;
    while (size > 0.5 && (full(slide) || full(slide.querySelector(".body")))) {
      size -= 0.04;
      slide.style.setProperty("--fit", size.toFixed(2));
    }
  };
  const watcher = new ResizeObserver(fit);
  const turn = () => {
    watcher.disconnect();
    for (const part of Reveal.getCurrentSlide().querySelectorAll(".body > *")) watcher.observe(part);
    fit();
  };
  const renew = () => {
    for (const slide of slides()) slide.style.removeProperty("--fit");
    turn();
  };
  Reveal.on("ready", turn);
  Reveal.on("slidechanged", turn);
  addEventListener("resize", renew);
}
