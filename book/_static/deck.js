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
}
