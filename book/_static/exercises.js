/* Answers to exercises, judged in the page as `exercises.check` judges them in a kernel. */
(() => {
  "use strict";

  const SIGNS = { right: "✓", nearly: "≈", wrong: "✗" };

  /* Whether values agree with others within a tolerance relative to each, or to a thousandth of the
     largest where that is more. */
  function close(values, truth, tolerance) {
    const largest = Math.max(0, ...truth.map(Math.abs));
    const size = (t) => Math.max(Math.abs(t), 1e-3 * largest);
    const agrees = (x, i) => Math.abs(x - truth[i]) <= tolerance * size(truth[i]) + 1e-12;
    return values.length === truth.length && values.every(agrees);
  }

  const sorted = (values) => [...values].sort((a, b) => a - b);
  const product = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

  /* The word and the hint for numbers that no known slip gives. */
  function difference(values, { truth, tolerance, close: nearby, help }) {
    const count = values.length;
    if (count !== truth.length) {
      return ["wrong", `These are ${count} values, asked are ${truth.length}. ${help}`];
    }
    if (!values.every(Number.isFinite)) {
      return ["wrong", `Some of the values are not finite numbers. ${help}`];
    }
    if (close(values, truth, 5 * tolerance)) return ["nearly", nearby];
    if (count < 2) return ["wrong", help];
    if (close(sorted(values), sorted(truth), tolerance)) {
      return ["nearly", "The right values in another order."];
    }
    const factor = product(values, truth) / product(values, values);
    if (close(values.map((x) => factor * x), truth, tolerance)) {
      return ["nearly", "Right up to one common factor: look at the normalisation."];
    }
    const right = values.filter((x, i) => {
      const others = truth.map((t, k) => (k === i ? x : t));
      return close(others, truth, tolerance);
    }).length;
    const some = right ? `${right} of ${count} values are right.` : "";
    return 2 * right >= count ? ["nearly", some] : ["wrong", `${some} ${help}`.trim()];
  }

  /* The word and the hint for an answer: letters in their order, or numbers. */
  function judge(answer, data) {
    if (data.replies) {
      const [word, hint] = data.replies[answer];
      return [word, hint || "Well done."];
    }
    if (data.one && answer.length !== 1) {
      const said = `these are ${answer.length}: an array of shape (${answer.length},)`;
      return ["wrong", `One number is asked, ${said}.`];
    }
    if (data.one && !Number.isFinite(answer[0])) {
      return ["wrong", `A finite number is asked, this is ${answer[0] > 0 ? "inf" : "-inf"}.`];
    }
    if (close(answer, data.truth, data.tolerance)) return ["right", "Well done."];
    const slip = data.slips.find(([made]) => close(answer, made, data.tolerance));
    return slip ? ["nearly", slip[1]] : difference(answer, data);
  }

  const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

  /* The numbers in a text, such as "1/4", "2.5e-1" or "[1, −2]"; null where there are none. */
  function numbers(text, one) {
    let plain = text.trim().replace(/[−–]/g, "-").replace(/\s*[·×]\s*10\^?/g, "e");
    if (one && /^[^.,]*,[^.,]*$/.test(plain)) plain = plain.replace(/,\s*/, ".");
    const parts = plain.replace(/^[[(]|[\])]$/g, "").trim().split(/\s*[,;]\s*|\s+/);
    const values = parts.map((part) => {
      const [over, under = "1", more] = part.split("/");
      return more === undefined && FLOAT.test(over) && FLOAT.test(under) ? over / under : NaN;
    });
    return values.some(Number.isNaN) ? null : values;
  }

  /* Move a choice's boxes to the statements before its cell, where all of them are found. */
  function toStatements(form, boxes) {
    let list = form.closest(".cell")?.previousElementSibling;
    while (list && list.tagName !== "UL" && !/^H\d$/.test(list.tagName)) {
      list = list.previousElementSibling;
    }
    const letters = [...(list?.querySelectorAll("li strong:first-child") ?? [])];
    const homes = boxes.map((box) => letters.find((s) => s.textContent === `${box.value}.`));
    if (!homes.every(Boolean)) return;
    boxes.forEach((box, i) => {
      const label = document.createElement("label");
      const words = homes[i].parentElement;
      box.setAttribute("form", form.id);
      label.append(box, " ", ...words.childNodes);
      words.append(label);
    });
    list.classList.add("exercise-statements");
    form.querySelector("fieldset").remove();
  }

  /* What was answered, or a sentence that asks for an answer. */
  function answered(form, boxes, data) {
    if (data.replies) {
      const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
      return chosen.length ? chosen.join("") : { ask: "Tick what holds." };
    }
    const form_ = data.one ? "a number, such as 0.25, 1/4 or 2.5e-1" : "numbers, parted by commas";
    return numbers(form.querySelector("input").value, data.one) ?? { ask: `Write ${form_}.` };
  }

  function show(output, word, hint) {
    const said = document.createElement("p");
    const sign = document.createElement("span");
    const strong = document.createElement("strong");
    said.className = "exercise-reply";
    said.dataset.reply = word;
    sign.setAttribute("aria-hidden", "true");
    [sign.textContent, strong.textContent] = [SIGNS[word] ?? "", word && `${word}.`];
    said.append(sign, " ", strong, ` ${hint}`);
    output.replaceChildren(said);
  }

  function enliven(form) {
    const text = Uint8Array.from(atob(form.dataset.judge), (letter) => letter.charCodeAt(0));
    const data = JSON.parse(new TextDecoder().decode(text));
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const output = form.querySelector("output");
    if (data.replies) toStatements(form, boxes);
    const fields = data.replies ? boxes : [form.querySelector("input")];
    fields.forEach((field) => field.addEventListener("input", () => output.replaceChildren()));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answer = answered(form, boxes, data);
      if (answer.ask) show(output, "", answer.ask);
      else show(output, ...judge(answer, data));
    });
    form.nextElementSibling.remove(); // that it needs a script
    form.hidden = false;
  }

  if (typeof module === "object") {
    module.exports = { judge, numbers };
    return;
  }
  const begin = () => document.querySelectorAll("form.exercise-form").forEach(enliven);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
