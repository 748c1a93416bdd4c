// Begins a deck, or, with ?handout, leaves all its slides and notes on one page for paper.
if (new URLSearchParams(location.search).has("handout")) {
  document.documentElement.classList.add("handout");
  document.querySelector("link[href$='reveal.css']").remove(); // it has rules of its own for paper
} else {
  // No scaling: the style sheet sizes the slides, and a pointer on an explorer is where it seems.
  Reveal.initialize({
    disableLayout: true, hash: false, controls: true, progress: true, slideNumber: "c/t",
    transition: "none", width: "100%", height: "100%", plugins: [RevealNotes],
    keyboardCondition: (event) => !event.target.closest("course-explorer"),
  });

  // A slide that is too full is set smaller until it fits; explorers grow as they draw themselves.
  const fit = () => {
    const slide = Reveal.getCurrentSlide();
    let size = Number(slide.style.getPropertyValue("--fit") || 1);
    while (size > 0.5 && slide.scrollHeight > slide.clientHeight + 1) {
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
    for (const slide of Reveal.getSlides()) slide.style.removeProperty("--fit");
    turn();
  };
  Reveal.on("ready", turn);
  Reveal.on("slidechanged", turn);
  addEventListener("resize", renew);
}
