// What scripts add to pages that work without them: focus on errors, one sending per form, copying, showing a password,
// and a warning before a sign-in runs out.
"use strict";

(() => {
  const MINUTE = 60_000;
  const body = document.body;

  // Make an element with its text and attributes.
  const make = (tag, text = "", attributes = {}) => {
    const element = document.createElement(tag);
    element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  // ---- errors -----------------------------------------------------------------------------------------------------
  const problem = document.querySelector("[data-focus]");
  if (problem) problem.focus();

  // ---- one sending per form ---------------------------------------------------------------------------------------
  // Buttons sleep once their form is on its way. They wake up when people come back, and after a while in any case,
  // because an answer that is a download leaves the page where it is.
  const SENDING = 8_000;
  const buttonsOf = (form) => [...form.elements].filter((control) => control.type === "submit");
  const wake = () => {
    for (const button of document.querySelectorAll("[data-sending]")) {
      button.disabled = false;
      button.removeAttribute("data-sending");
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    // Only after the form has been read, or the button pressed would not be sent with it.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      unsaved = false;
      for (const button of buttonsOf(form)) {
        if (button.disabled) continue;
        button.disabled = true;
        button.setAttribute("data-sending", "");
      }
      setTimeout(wake, SENDING);
    });
  });
  window.addEventListener("pageshow", wake);

  // ---- copying ----------------------------------------------------------------------------------------------------
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    const told = document.querySelector("[data-copied]");
    source.addEventListener("focus", () => source.select());
    if (!navigator.clipboard) continue;
    button.closest("[data-copy-row]").hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(source.value);
        told.textContent = "Copied. Paste it where you want to hand it over.";
      } catch {
        source.select();
        told.textContent = "Press Ctrl and C, or hold the link and choose Copy.";
      }
    });
  }

  // ---- showing a password -----------------------------------------------------------------------------------------
  for (const field of document.querySelectorAll("input[type=password]")) {
    const label = document.querySelector(`label[for="${field.id}"]`).textContent.trim().toLowerCase();
    const button = make("button", "Show", { type: "button", class: "btn btn-sm btn-link show-password" });
    const name = make("span", ` ${label}`, { class: "visually-hidden" });
    button.append(name);
    button.addEventListener("click", () => {
      const isShown = field.type === "text";
      field.type = isShown ? "password" : "text";
      button.replaceChildren(isShown ? "Show" : "Hide", name);
    });
    field.after(button);
    // Browsers keep what is typed into text fields.
    field.form.addEventListener("submit", () => { field.type = "password"; });
  }

  // ---- words that are not saved yet -------------------------------------------------------------------------------
  let unsaved = "unsaved" in body.dataset || problem !== null;
  let typedAt = 0;
  document.addEventListener("input", (event) => {
    typedAt = Date.now();
    if (event.target.form?.method === "post") unsaved = true;
  });

  // ---- the sign-in runs out ---------------------------------------------------------------------------------------
  if (!body.dataset.left) return;
  const warnBefore = Number(body.dataset.warn) * 1000;
  let over, end, pingedAt = Date.now(), isOver = false, hasSeenTheEnd = false;
  const setTimes = ({ left, ends }) => {
    over = Date.now() + left * 1000;
    end = Date.now() + ends * 1000;
  };
  setTimes({ left: Number(body.dataset.left), ends: Number(body.dataset.ends) });
  const isTheEnd = () => end - over < 2_000;
  const clock = (moment) => new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

  // All open tabs share one sign-in: what one learns, it tells the others.
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("sign-in") : null;
  tabs?.addEventListener("message", ({ data }) => {
    if (data.person !== body.dataset.person) return;
    setTimes(data);
    isOver = hasSeenTheEnd = false;
    close();
  });
  tabs?.postMessage({ left: Number(body.dataset.left), ends: Number(body.dataset.ends), person: body.dataset.person });

  // Say that somebody is here. True when the sign-in goes on, false when it has run out, null when nobody answers.
  const stay = async () => {
    pingedAt = Date.now();
    try {
      const answer = await fetch(body.dataset.stay, {
        method: "POST",
        headers: { "X-CSRFToken": body.dataset.token },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.status >= 500) return null;
      if (!answer.ok) return false;
      const times = await answer.json();
      setTimes(times);
      tabs?.postMessage({ ...times, person: body.dataset.person });
      return true;
    } catch {
      return null;
    }
  };

  const dialog = make("dialog", "", {
    class: "sign-in-dialog", role: "alertdialog", "aria-labelledby": "sign-in-title", "aria-describedby": "sign-in-text",
  });
  const title = make("h2", "", { id: "sign-in-title", class: "h4" });
  const text = make("p", "", { id: "sign-in-text" });
  const button = make("button", "", { type: "button", class: "btn btn-primary" });
  dialog.append(title, text, button);
  body.append(dialog);

  const show = (heading, words, press, act) => {
    title.textContent = heading;
    text.textContent = words;
    button.textContent = press;
    button.onclick = act;
    if (!dialog.open) dialog.showModal();
    button.focus();
  };
  const close = () => { if (dialog.open) dialog.close(); };

  const stayPressed = async () => {
    const goesOn = await stay();
    if (goesOn) close();
    else if (goesOn === false) runOut();
    else text.textContent = "The tracker does not answer. Check your connection, then press again.";
  };
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    button.click();
  });

  const warn = () => {
    if (isTheEnd()) {
      if (hasSeenTheEnd) return;
      hasSeenTheEnd = true;
      show("Soon you have to sign in again",
        `You have been signed in for almost 12 hours. Save what you are doing before ${clock(over)}, then sign in again.`,
        "Go back to the page", close);
    } else if (!dialog.open) {
      show("Are you still there?",
        `To keep people’s information safe you will be signed out at ${clock(over)}. What you typed stays on the page.`,
        "Stay signed in", stayPressed);
    }
  };

  const runOut = () => {
    if (isOver) return;
    isOver = true;
    if (!unsaved) {
      // Nobody should read over the shoulder of somebody who has left. The page comes back after signing in.
      location.replace(location.href);
      return;
    }
    show("You have been signed out",
      "What you typed is still here. Press the button that saves it, as you would have done: you will be asked to sign "
      + "in, and then you get your words back. Files have to be chosen again.",
      "Go back to what I typed", close);
  };

  const look = () => {
    if (isOver) return;
    const now = Date.now();
    // Typing is being here: say so, at most once a minute.
    if (typedAt > pingedAt && now - pingedAt >= MINUTE && !isTheEnd()) stay();
    if (now >= over) runOut();
    else if (over - now <= warnBefore) warn();
    else if (dialog.open && button.onclick === stayPressed) close();
  };
  setInterval(look, 1_000);
  document.addEventListener("visibilitychange", look);
})();
