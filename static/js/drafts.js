// What people type outlasts a reload, a crash and a lost signal: a form with `data-draft` is kept in this browser while it
// is filled in, offered back, and forgotten once it is saved, when the person signs out and when somebody else signs in.
// `data-draft="tab"` forgets with the tab, for what only managers may see. Files, passwords and tokens are never kept.
"use strict";

(() => {
  const START = "draft ", CLEARED = "drafts-cleared", LONGEST = 24 * 3_600_000, PAUSE = 300, LONGEST_PING = 8_000;
  const { person, saved, stay, token } = document.body.dataset;
  let isOver = false;

  const make = (tag, text = "", attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // ---- what is kept -----------------------------------------------------------------------------------------------
  // A browser may refuse to keep anything; then forms work as they do without scripts.
  const places = ["sessionStorage", "localStorage"].flatMap((name) => {
    try { return [window[name]]; } catch { return []; }
  });
  if (!places.length) return;
  const [ofTab, ofDevice] = [places[0], places.at(-1)];
  const attempt = (act) => { try { return act(); } catch { return undefined; } };

  const tab = attempt(() => {
    const known = ofTab.getItem("drafts-tab") ?? Math.random().toString(36).slice(2);
    ofTab.setItem("drafts-tab", known);
    return known;
  }) ?? "";
  // What is known of each draft stands in its key: whose it is, of which page, typed in which tab.
  const keyOf = (path, of = tab) => `${START}${person} ${path} ${of}`;
  const readKey = (key) => {
    const [owner, path, of] = key.slice(START.length).split(" ");
    return { key, owner, path, of };
  };
  const all = () => places.flatMap((place) => Object.keys(place).filter((key) => key.startsWith(START)).map(readKey));
  const forget = (key) => { for (const place of places) place.removeItem(key); };
  const read = (key) => attempt(() => JSON.parse(ofTab.getItem(key) ?? ofDevice.getItem(key)));
  const clear = () => { for (const { key } of all()) forget(key); };

  const now = Date.now();
  for (const { key, owner } of all()) {
    const draft = read(key);
    if (!(draft?.at > now - LONGEST) || (person && owner !== person)) forget(key);
  }
  // ---- signing out ------------------------------------------------------------------------------------------------
  // It throws drafts away, so whoever has some is asked first.
  const pending = [];
  let isAgreed = false;
  const pathOf = (form) => new URL(form.action, location.href).pathname;
  const goBack = (path) => {
    if (![...document.querySelectorAll("form[data-draft]")].some((form) => pathOf(form) === path)) location.assign(path);
  };
  const ask = (form, submitter, drafts) => {
    const dialog = make("dialog", "", {
      class: "sign-in-dialog", role: "alertdialog", "aria-labelledby": "unsaved-title", "aria-describedby": "unsaved-list",
    });
    if (!dialog.showModal) return false;
    const list = make("ul", "", { id: "unsaved-list", class: "text-break" });
    for (const { draft } of drafts) list.append(make("li", [draft.page, draft.words.title?.[0]].filter(Boolean).join(": ") || "A form"));
    const back = make("button", "Go back to them", { type: "button", class: "btn btn-primary" });
    const out = make("button", "Sign out and throw them away", { type: "button", class: "btn btn-outline-secondary" });
    const row = make("p", "", { class: "buttons" });
    row.append(back, out);
    dialog.append(make("h2", "You have words that are not saved", { id: "unsaved-title", class: "h4" }), list, row);
    dialog.addEventListener("close", () => dialog.remove());
    back.addEventListener("click", () => { dialog.close(); goBack(drafts[0].path); });
    out.addEventListener("click", () => { isAgreed = true; dialog.close(); form.requestSubmit(submitter); });
    document.body.append(dialog);
    dialog.showModal();
    back.focus();
    return true;
  };
  const mine = () => {
    for (const keepNow of pending) keepNow();
    const drafts = all().filter(({ owner }) => person && owner === person).map((each) => ({ ...each, draft: read(each.key) }));
    return drafts.filter(({ draft }) => draft?.words).sort((a, b) => b.draft.at - a.draft.at);
  };
  document.addEventListener("submit", (event) => {
    if (!("signsOut" in event.target.dataset)) return;
    const drafts = isAgreed ? [] : mine();
    if (drafts.length && ask(event.target, event.submitter, drafts)) {
      event.preventDefault();
      return;
    }
    isOver = true;
    clear();
    attempt(() => ofDevice.setItem(CLEARED, String(Date.now())));
  });
  // Signing out in one tab clears what the others keep for themselves.
  window.addEventListener("storage", (event) => {
    if (event.key !== CLEARED) return;
    isOver = true;
    clear();
  });
  if (!person) return;
  if (saved) forget(keyOf(saved));

  // ---- a form and its words ---------------------------------------------------------------------------------------
  const KEPT_TYPES = new Set(["file", "password", "submit", "button", "reset", "image", "fieldset"]);
  const controlsOf = (form) => [...form.elements].filter(
    (control) => control.name && control.name !== "csrf_token" && !KEPT_TYPES.has(control.type) && control.tagName !== "OUTPUT",
  );
  const isTick = (control) => control.type === "checkbox" || control.type === "radio";
  const wordsOf = (form) => {
    const words = {};
    for (const control of controlsOf(form)) {
      const values = words[control.name] ??= [];
      if (!isTick(control)) values.push(control.value);
      else if (control.checked) values.push(control.value);
    }
    return words;
  };
  const fill = (form, words) => {
    const left = structuredClone(words);
    const changed = [];
    for (const control of controlsOf(form)) {
      const values = left[control.name];
      if (!values) continue;
      const before = isTick(control) ? control.checked : control.value;
      if (isTick(control)) control.checked = values.includes(control.value);
      else if (values.length) control.value = values.shift();
      if (before !== (isTick(control) ? control.checked : control.value)) changed.push(control);
    }
    for (const control of changed) {
      for (let folded = control.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  const keepDrafts = (form) => {
    const path = pathOf(form);
    const untouched = JSON.stringify(wordsOf(form));
    let isWaiting = 0;

    const keep = () => {
      clearTimeout(isWaiting);
      if (isOver || !form.isConnected) return;
      const words = wordsOf(form);
      forget(keyOf(path));
      if (JSON.stringify(words) === untouched && !("typed" in form.dataset)) return;
      const isSecret = form.dataset.draft === "tab" || form.elements.namedItem("is_confidential")?.checked;
      const page = document.querySelector("h1")?.textContent.trim();
      const draft = JSON.stringify({ at: Date.now(), page, words });
      attempt(() => (isSecret ? ofTab : ofDevice).setItem(keyOf(path), draft));
    };

    const tell = (words, presses) => {
      const told = make("div", "", { class: "notice notice-info draft-notice", role: "status" });
      told.append(make("p", words));
      const row = make("p", "");
      for (const [press, act] of presses) {
        const button = make("button", press, { type: "button", class: "btn btn-sm btn-outline-primary" });
        button.addEventListener("click", () => act(told));
        row.append(button);
      }
      told.append(row);
      form.before(told);
    };
    const throwAway = (key) => [ "Throw it away", () => {
      isOver = true;
      forget(key);
      location.reload();
    }];
    const bringBack = (key, draft) => {
      forget(key);
      fill(form, draft.words);
      keep();
      tell(`Your draft from ${clock(draft.at)} is back. It is not saved yet.`, [throwAway(keyOf(path))]);
      form.dataset.back = "";  // for scripts that start later
      form.dispatchEvent(new CustomEvent("draft-back"));
    };
    const offer = () => {
      const mine = read(keyOf(path));
      if (mine) return bringBack(keyOf(path), mine);
      const others = all().filter((each) => each.path === path).map((each) => ({ ...each, draft: read(each.key) }));
      const latest = others.filter((each) => each.draft).sort((a, b) => b.draft.at - a.draft.at)[0];
      if (!latest) return undefined;
      return tell(`There is a draft of yours from ${clock(latest.draft.at)}, typed in another window.`, [
        ["Bring it here", (told) => { told.remove(); bringBack(latest.key, latest.draft); }],
        ["Throw it away", (told) => { told.remove(); forget(latest.key); }],
      ]);
    };

    if ("typed" in form.dataset) keep();  // the site has handed back what was typed
    else offer();
    const soon = () => {
      clearTimeout(isWaiting);
      isWaiting = setTimeout(keep, PAUSE);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    pending.push(() => { if (isWaiting) keep(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && isWaiting) keep(); });
    window.addEventListener("pagehide", () => { if (isWaiting) keep(); });
  };

  // ---- sending when the signal is gone ----------------------------------------------------------------------------
  // A browser that finds no signal shows its own page in place of the form. So the site is asked first.
  const answers = async () => {
    try {
      const answer = await fetch(stay, {
        method: "POST", headers: { "X-CSRFToken": token }, credentials: "same-origin", redirect: "manual",
        signal: AbortSignal.timeout?.(LONGEST_PING),
      });
      return answer.status < 500;
    } catch {
      return false;
    }
  };
  const askFirst = (form) => {
    let isSure = false;
    form.addEventListener("submit", async (event) => {
      if (isSure || event.defaultPrevented) return;
      event.preventDefault();
      const { submitter } = event;
      const told = form.querySelector("[data-unsent]");
      if (submitter) submitter.disabled = true;
      const isThere = await answers();
      if (submitter) submitter.disabled = false;
      told?.remove();
      if (isThere) {
        isSure = true;
        form.requestSubmit(submitter);
        isSure = false;
        return;
      }
      const notice = make("div", "", { class: "notice notice-warning", role: "alert", "data-unsent": "" });
      notice.append(make("p", "It is not saved yet: the tracker can’t be reached. What you typed is still here. Check your connection, then try again."));
      const again = make("button", "Try again", { type: "button", class: "btn btn-primary" });
      again.addEventListener("click", () => form.requestSubmit(submitter?.isConnected ? submitter : null));
      notice.append(again);
      (submitter?.form === form && submitter.closest(".buttons, form > *") || form.lastElementChild).before(notice);
      again.focus();
    });
  };

  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (form.method !== "post") continue;
    keepDrafts(form);
    if (stay && window.fetch) askFirst(form);
  }
})();
