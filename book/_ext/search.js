// How Sphinx's search orders what it finds, and what it shows of it. The build puts this file into
// the search page (html_search_scorer).
"use strict";

// A chapter about the subject comes first, then its definition, then chapters that speak of it, then
// the book's other pages; lists and tables of everything come last.
const aboutTheBook = /^(CHANGELOG|book\/(status|exercises|bibliography|accessibility|library|teaching\/.*))$/;

var Scorer = {
  score: ([name, title, anchor, , score]) => {
    const words = new URLSearchParams(location.search).get("q").toLowerCase().split(/\W+/);
    const about = words.every((word) => title.toLowerCase().includes(word));
    const chapter = name.startsWith("notebooks/");
    if (aboutTheBook.test(name)) return score - 50;
    return score + (chapter ? 20 : 0) + (chapter && about ? 200 : 0) - (anchor && chapter ? 40 : 0);
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: {0: 15, 1: 5, 2: -5},
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};

// The sentences of a page, or of the place on it that was found: no contents, code or tables.
function prose(page, anchor) {
  const article = new DOMParser().parseFromString(page, "text/html").querySelector("article");
  const id = anchor ? `[id="${CSS.escape(anchor.slice(1))}"]` : "no-anchor";
  const found = article.querySelector(id);
  const place = found?.tagName === "DT" ? found.nextElementSibling : found?.closest("section");
  const paragraphs = [...(place || article).querySelectorAll("p")];
  return paragraphs
    .filter((p) => !p.closest(".cell_output, .cell_input, .prev-next-area, .admonition-title, table"))
    .map((p) => p.textContent.replace(/\\[()[\]]/g, "").replace(/\s+/g, " ").trim())
    .filter((text) => text.length > 40 || place);
}

// A page that is a file may read no other: what is found is then named without its sentences. The
// first is named before the page is ready.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

document.addEventListener("DOMContentLoaded", () => {
  Search.makeSearchSummary = (page, keywords, anchor) => {
    const texts = prose(page, anchor);
    const has = (text) => [...keywords].every((word) => text.toLowerCase().includes(word));
    const text = texts.find(has) || texts[0];
    if (!text) return null;
    const [first] = keywords;
    const start = Math.max(text.toLowerCase().indexOf(first) - 120, 0);
    const from = start ? text.indexOf(" ", start) + 1 : 0;
    const cut = text.slice(from, from + 240);
    const summary = document.createElement("p");
    summary.className = "context";
    summary.textContent = (from ? "… " : "") + cut + (from + 240 < text.length ? " …" : "");
    return summary;
  };
});
