// Makes pages for paper of a deck: first all questions with room to write, then, from a page of
// their own on, the pictures with what was found.
function makeHandout() {
  document.documentElement.classList.add("handout");
  document.querySelector("link[href$='reveal.css']").remove(); // it has rules of its own for paper
  const slides = [...document.querySelectorAll(".slides > section")];
  for (const name of ["hidden", "aria-hidden", "style"]) slides.forEach((slide) => slide.removeAttribute(name));
  slides.forEach((slide, k) => slide.querySelector("h1, h2").setAttribute("data-number", k + 1));
  const first = document.querySelector(".slides > .picture");
  for (const question of document.querySelectorAll(".slides > .ask")) {
    for (let line = 0; line < 4; line++) question.append(Object.assign(document.createElement("div"), { className: "line" }));
    first.before(question);
  }
  const head = Object.assign(document.createElement("h1"), { className: "found", textContent: "What was found" });
  first.before(head);
}

// Begins a deck, or, with ?handout, shows what is for paper.
if (new URLSearchParams(location.search).has("handout")) makeHandout();
else {
  // Whoever prints the deck gets the handout, before the explorers draw for paper; and a second
  // later, when the printer has read it, the deck again.
  addEventListener("beforeprint", makeHandout, { capture: true, once: true });
  addEventListener("afterprint", () => setTimeout(() => location.reload(), 1000));
  document.documentElement.dataset.deck = ""; // the address names the slide, not an explorer's state
  // A move on a black screen brings the slide back that was left, and no more.
  const awake = (move) => (event) => (Reveal.isPaused() ? Reveal.togglePause(false) : move(event));
  const back = awake(() => Reveal.prev()), on = awake(() => Reveal.next());
  const first = awake(() => Reveal.slide(0)), last = awake(() => Reveal.slide(Reveal.getTotalSlides() - 1));
  const moves = { 33: back, 34: on, 35: last, 36: first, 37: back, 38: back, 39: on, 40: on };
  const list = document.createElement("dialog");
  // No scaling: the style sheet sizes the slides, and a pointer on an explorer is where it seems.
  Reveal.initialize({
    disableLayout: true, hash: true, controls: true, progress: true, slideNumber: "c/t",
    transition: "none", width: "100%", height: "100%", plugins: [RevealNotes], overview: false,
    keyboard: { 27: null, 79: null, ...moves },
    // A key of the speaker's window comes without a target; on a black screen reveal hears but few.
    keyboardCondition: (event) => {
      if (list.open || event.target?.closest?.("course-explorer")) return false;
      const wakes = Reveal.isPaused() && (moves[event.keyCode] || event.keyCode === 32);
      if (wakes) Reveal.togglePause(false);
      return !wakes;
    },
  });

  // A clicker's keys always move the deck, and so do the arrows, space, Home and End, unless one has
  // gone to a control of an explorer by the Tab key: then those are the control's.
  const clicker = { PageUp: back, PageDown: on };
  const keys = {
    ArrowLeft: back, ArrowUp: back, ArrowRight: on, ArrowDown: on, Home: first, End: last,
    " ": (event) => (event.shiftKey ? back : on)(event),
  };
  let byTab = false;
  addEventListener("pointerdown", () => { byTab = false; }, true);
  addEventListener("keydown", (event) => {
    if (event.key === "Tab") byTab = true;
    const held = byTab && event.target.closest("course-explorer");
    const move = clicker[event.key] || (!held && keys[event.key]);
    if (!move || list.open) return;
    event.preventDefault();
    event.stopPropagation();
    move(event);
  }, true);

  // O or Escape: all slides at a glance, as a list of their headlines; again, and it is gone. In it
  // the arrows and a clicker move the choice.
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
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", () => list.close());
    list.replaceChildren(...rows, close);
    list.showModal();
    list.querySelector("[aria-current='true']").focus();
  };
  document.body.append(list);
  const steps = { ArrowUp: -1, ArrowLeft: -1, PageUp: -1, ArrowDown: 1, ArrowRight: 1, PageDown: 1 };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    if (["o", "O", "Escape"].includes(event.key)) {
      event.preventDefault();
      if (list.open) list.close();
      else openList();
    } else if (list.open && steps[event.key]) {
      event.preventDefault();
      const rows = [...list.children], k = rows.indexOf(document.activeElement) + steps[event.key];
      rows[Math.min(Math.max(k, 0), rows.length - 1)].focus();
    }
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
  // Explorers are laid out for 1280 × 720 pixels and enlarged, so that their letters are a slide's.
  const enlarge = () => {
    const zoom = (5 / 3) * Math.min(innerWidth / 1280, innerHeight / 720);
    document.documentElement.style.setProperty("--zoom", zoom.toFixed(3));
  };
  const watcher = new ResizeObserver(fit);
  const turn = () => {
    watcher.disconnect();
    for (const part of Reveal.getCurrentSlide().querySelectorAll(".body > *")) watcher.observe(part);
    fit();
  };
  const renew = () => {
    enlarge();
    for (const slide of slides()) slide.style.removeProperty("--fit");
    turn();
  };
  enlarge();
  Reveal.on("ready", turn);
  Reveal.on("slidechanged", turn);
  addEventListener("resize", renew);
}
