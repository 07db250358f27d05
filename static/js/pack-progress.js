// Shows how far a pack is without pressing anything; the link on the page does the same without this.
"use strict";

(() => {
  const place = document.getElementById("pack-progress");
  const wait = 3000;

  async function look() {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById("pack-progress");
      if (!answer.ok || !now || !("live" in now.dataset)) {
        location.reload();
        return;
      }
      place.replaceChildren(...now.childNodes);
    } catch {
      // No network for the moment: look again later.
    }
    setTimeout(look, wait);
  }

  if (place && "live" in place.dataset) {
    setTimeout(look, wait);
  }
})();
