// What is copied of a page holds its formulas as TeX: MathJax draws them with letters that no other
// program can read.
"use strict";

document.addEventListener("copy", (event) => {
  const selection = document.getSelection();
  const formulas = [...(window.MathJax?.startup?.document?.math || [])];
  const touched = formulas.filter((item) => selection.containsNode(item.typesetRoot, true));
  if (!touched.length || !event.clipboardData) return;
  const range = selection.getRangeAt(0).cloneRange();
  const whole = (node) => touched.find((item) => item.typesetRoot.contains(node))?.typesetRoot;
  if (whole(range.startContainer)) range.setStartBefore(whole(range.startContainer));
  if (whole(range.endContainer)) range.setEndAfter(whole(range.endContainer));
  const copied = document.createElement("div");
  copied.append(range.cloneContents());
  [...copied.querySelectorAll("mjx-container")].forEach((drawn, number) => {
    const {math, display} = touched[number];
    drawn.replaceWith(display ? `$$${math.trim()}$$` : `$${math.trim()}$`);
  });
  copied.style.cssText = "position: fixed; left: -9999px; white-space: pre-line";
  document.body.append(copied); // innerText needs layout to know where lines end
  event.clipboardData.setData("text/plain", copied.innerText);
  event.clipboardData.setData("text/html", copied.innerHTML);
  copied.remove();
  event.preventDefault();
});
