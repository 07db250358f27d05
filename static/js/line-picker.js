// Finding a line among the ticks of a form: typing a code or a word leaves those that fit; the choice stands in the heading.
"use strict";

(() => {
  for (const picker of document.querySelectorAll("[data-line-picker]")) {
    const groups = [...picker.querySelectorAll(".line-group")];
    const choices = [...picker.querySelectorAll(".line-choice")];
    const chosen = picker.closest("details")?.querySelector("[data-chosen]");
    const boxOf = (choice) => choice.querySelector("input[type=checkbox]");
    const plain = (text) => text.toLowerCase().replaceAll(/\s+/g, " ").trim();
    const wordsOf = new Map(choices.map((choice) => [choice, plain(choice.querySelector("label").textContent)]));

    const label = document.createElement("label");
    label.className = "form-label";
    label.textContent = "Find a line";
    const field = Object.assign(document.createElement("input"), {
      type: "search", className: "form-control", id: "line-filter", placeholder: "A code or a word, such as S2 or meals",
      autocomplete: "off",
    });
    label.htmlFor = field.id;
    const told = document.createElement("p");
    told.className = "form-text";
    told.setAttribute("aria-live", "polite");
    const row = document.createElement("div");
    row.className = "line-filter";
    row.append(label, field, told);
    groups[0]?.before(row);

    const narrow = () => {
      const wanted = plain(field.value).split(" ").filter(Boolean);
      let found = 0;
      for (const choice of choices) {
        const fits = wanted.every((word) => wordsOf.get(choice).includes(word));
        choice.hidden = !fits && !boxOf(choice).checked;
        if (fits) found += 1;
      }
      for (const group of groups) {
        const shown = [...group.querySelectorAll(".line-choice")].filter((choice) => !choice.hidden);
        group.hidden = wanted.length > 0 && !shown.length;
        group.open = shown.length > 0 && (wanted.length > 0 || shown.some((choice) => boxOf(choice).checked));
      }
      if (!wanted.length) told.textContent = "";
      else told.textContent = found ? `${found} ${found === 1 ? "line fits" : "lines fit"}.` : "No line fits. Try another word.";
    };
    const tell = () => {
      const codes = choices.filter((choice) => boxOf(choice).checked).map((choice) => choice.querySelector(".line-code").textContent);
      if (chosen) chosen.textContent = codes.length ? codes.join(", ") : chosen.dataset.chosen;
    };
    field.addEventListener("input", (event) => {
      event.stopPropagation();  // what is looked for is nothing to save
      narrow();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (field.value.trim()) choices.map((choice) => !choice.hidden && boxOf(choice)).find((box) => box && !box.checked)?.focus();
    });
    picker.addEventListener("change", tell);
    tell();
  }
})();
