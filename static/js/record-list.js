// What scripts add to a list whose records can be ticked: one tick for all on the page, and how many are ticked.
"use strict";

(() => {
  for (const form of document.querySelectorAll("form.many")) {
    const boxes = [...form.querySelectorAll("input[name='record']")];
    const words = form.querySelector(".many-words");
    const unticked = words.textContent;
    const label = document.createElement("label");
    const all = document.createElement("input");
    label.className = "tick-all";
    all.type = "checkbox";
    all.className = "form-check-input";
    label.append(all, ` Tick all ${boxes.length} on this page`);
    if (boxes.length > 1) form.prepend(label);

    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && !all.checked;
      words.textContent = ticked ? `${ticked} ticked:` : unticked;
    };
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      count();
    });
    form.addEventListener("change", count);
    // Browsers bring ticks back when people come back to the page.
    window.addEventListener("pageshow", count);
    count();
  }
})();
