// One switch for all code of a page, remembered for the site. Without this script each fold opens
// by itself; with it, cells that show nothing hide until the code is asked for.
(() => {
  const KEY = "course-code";
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem(KEY) === "shown"; } catch { return false; } };
  const keep = (shown) => { try { localStorage.setItem(KEY, shown ? "shown" : "folded"); } catch { /* a private window forgets */ } };
  root.dataset.code = read() ? "shown" : "folded";

  const folds = () => document.querySelectorAll("div.cell.tag_hide-input details.above-input");
  const apply = (shown) => {
    root.dataset.code = shown ? "shown" : "folded";
    for (const fold of folds()) fold.open = shown;
  };

  document.addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector(".article-header-buttons");
    if (!place || !folds().length) return;
    const button = document.createElement("button");
    button.className = "btn btn-sm course-code-switch";
    const say = (shown) => {
      button.setAttribute("aria-pressed", String(shown));
      button.textContent = shown ? "Hide code" : "Show code";
    };
    button.type = "button";
    button.addEventListener("click", () => {
      const shown = root.dataset.code !== "shown";
      // What the reader looks at stays where it is.
      const seen = [...document.querySelectorAll("article p, article h2, article h3, article figure")]
        .find((element) => element.getBoundingClientRect().top > 60);
      const before = seen?.getBoundingClientRect().top;
      apply(shown);
      if (seen) scrollBy({ top: seen.getBoundingClientRect().top - before, behavior: "instant" });
      keep(shown);
      say(shown);
    });
    place.prepend(button);
    say(read());
    if (read()) apply(true);
  });
})();
