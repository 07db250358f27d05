// Files of a form with `data-files` are sent as soon as they are chosen, one after the other, each with its own progress:
// the site keeps them under the form's key and says of each whether it takes it. Saving the form waits for them.
"use strict";

(() => {
  const form = document.querySelector("form[data-files]");
  const input = form?.querySelector("input[type=file]");
  if (!input) return;
  const { token } = document.body.dataset;
  const { limit, tooLarge } = input.dataset;
  const endings = input.accept.split(",");
  const HEAD = 4096;
  // Chosen, on its way, has arrived, is not taken, did not get through.
  const WAITS = "waits", GOES = "goes", HERE = "here", REFUSED = "refused", FAILED = "failed";
  const rows = [];
  let submitter = null, isAsked = false;

  const make = (tag, text = "", attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const list = make("ul", "", { class: "file-rows", "aria-label": "Files chosen" });
  const told = make("p", "", { class: "visually-hidden", "aria-live": "polite" });
  input.after(list, told);

  const address = () => form.dataset.files.replace("FORM-KEY", encodeURIComponent(form.elements.namedItem("once").value));
  const inWords = (bytes) => {
    if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} kB`;
    return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  };

  // ---- a row ------------------------------------------------------------------------------------------------------
  const addRow = (name, size, state, more = {}) => {
    const line = make("li", "", { class: "file-row" });
    const head = make("span", "", { class: "file-row-name" });
    head.append(make("span", name, { class: "text-break" }));
    if (size) head.append(" ", make("span", inWords(size), { class: "muted" }));
    const progress = make("progress", "", { max: "100", value: "0", "aria-label": `Sending ${name}` });
    const words = make("span", "", { class: "file-row-words" });
    const again = make("button", "Try again", { type: "button", class: "btn btn-sm btn-outline-primary" });
    const off = make("button", "Take it off", { type: "button", class: "btn btn-sm btn-link" });
    for (const button of [again, off]) button.append(make("span", ` ${name}`, { class: "visually-hidden" }));
    line.append(head, progress, words, again, off);
    list.append(line);
    const row = { name, line, progress, words, again, off, ...more };
    rows.push(row);
    again.addEventListener("click", () => { show(row, WAITS); next(); });
    off.addEventListener("click", () => takeOff(row));
    show(row, state);
    return row;
  };
  const show = (row, state, words = "") => {
    Object.assign(row, { state });
    row.line.dataset.state = state;
    row.progress.hidden = state !== GOES && state !== WAITS;
    row.again.hidden = state !== FAILED;
    row.words.textContent = { [WAITS]: "Waits its turn", [GOES]: words || "Sending", [HERE]: "Has arrived" }[state] ?? words;
    if (state === HERE) told.textContent = `${row.name} has arrived.`;
    if (state === REFUSED || state === FAILED) told.textContent = `${row.name}: ${words}`;
  };
  const takeOff = async (row) => {
    if (row.id) {
      const body = new FormData();
      body.append("leave_out", row.id);
      try {
        const answer = await fetch(address(), { method: "POST", body, headers: { "X-CSRFToken": token } });
        if (!answer.ok) throw new Error(String(answer.status));
      } catch {
        row.words.textContent = "It could not be taken off. Check your connection, then try again.";
        return;
      }
    }
    rows.splice(rows.indexOf(row), 1);
    row.request?.abort();
    row.line.remove();
    told.textContent = `${row.name} is off the list.`;
    input.focus();
  };

  // ---- sending ----------------------------------------------------------------------------------------------------
  // The message stands beside the name.
  const about = (row, words) => (words.startsWith(row.name) ? `It${words.slice(row.name.length)}` : words);
  const answered = (row, request) => {
    let said = null;
    try { said = JSON.parse(request.responseText); } catch { /* a page for people, not an answer to us */ }
    if (said?.refused?.length) show(row, REFUSED, about(row, said.refused.join(" ")));
    else if (said?.kept && request.status === 200) {
      row.id = said.kept.at(-1)?.id;
      show(row, HERE);
      form.dataset.typed = "";
      input.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (request.status === 413) show(row, REFUSED, tooLarge.replace("THIS", "It"));
    else if (request.status === 200) show(row, REFUSED, "You have been signed out. Take it off, save what you typed, and choose it again after you have signed in.");
    else show(row, FAILED, "It could not be stored. Wait a moment, then try again.");
  };
  const send = (row) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    // Of a kind that is not taken, its beginning is enough for the site to say what to do instead.
    const isTaken = endings.some((ending) => row.name.toLowerCase().endsWith(ending));
    body.append("files", isTaken ? row.file : row.file.slice(0, HEAD), row.name);
    request.open("POST", address());
    request.setRequestHeader("X-CSRFToken", token);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const part = Math.floor((event.loaded / event.total) * 100);
      row.progress.value = part;
      row.words.textContent = part < 100 ? `Sending: ${part} %` : "Being checked";
    });
    request.addEventListener("load", () => answered(row, request));
    request.addEventListener("error", () => show(row, FAILED, "It did not get through. Check your connection, then try again."));
    request.addEventListener("loadend", () => { row.request = null; next(); });
    row.request = request;
    show(row, GOES);
    request.send(body);
  };
  const next = () => {
    if (rows.some((row) => row.state === GOES)) return;
    const row = rows.find((each) => each.state === WAITS);
    if (row) send(row);
    else if (isAsked) finish();
  };

  input.addEventListener("change", () => {
    if (!input.files.length) return;
    for (const file of [...input.files]) {
      const row = addRow(file.name, file.size, WAITS, { file });
      if (file.size > Number(limit)) show(row, REFUSED, tooLarge.replace("THIS", "It"));
    }
    input.value = "";
    next();
  });

  // ---- saving waits -----------------------------------------------------------------------------------------------
  const unsent = () => rows.find((row) => row.state === FAILED || row.state === REFUSED);
  const finish = () => {
    isAsked = false;
    const button = submitter;
    if (button) button.disabled = false;
    if (unsent()) stop();
    else form.requestSubmit(button);
  };
  const stop = () => {
    const row = unsent();
    told.textContent = `Not saved yet: see to ${row.name} first.`;
    (row.again.hidden ? row.off : row.again).focus();
  };
  form.addEventListener("submit", (event) => {
    const isBusy = rows.some((row) => row.state === GOES || row.state === WAITS);
    if (!isBusy && !unsent()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!isBusy) return stop();
    submitter = event.submitter;
    if (submitter) submitter.disabled = true;
    isAsked = true;
    told.textContent = "It is saved as soon as the files have arrived.";
  }, { capture: true });

  // ---- files that have arrived before -------------------------------------------------------------------------------
  const listAgain = (id, name) => { if (!rows.some((row) => row.id === id)) addRow(name, 0, HERE, { id }); };
  // What the page lists with ticks looks and works like what is chosen now.
  for (const arrived of form.querySelectorAll("[data-arrived]")) {
    arrived.remove();
    for (const { dataset } of arrived.querySelectorAll("[data-id]")) listAgain(dataset.id, dataset.name);
  }

  // ---- files of a draft that is back ------------------------------------------------------------------------------
  const showKept = async () => {
    try {
      const answer = await fetch(address(), { headers: { Accept: "application/json" } });
      for (const { id, name } of (await answer.json()).kept) listAgain(id, name);
    } catch { /* they are attached with the form all the same */ }
  };
  form.addEventListener("draft-back", showKept);
  if ("back" in form.dataset) showKept();
})();
