// Keys for those who read many claims a day, and a look whether a page that is being prepared is there. Every page does
// all it does without this file.
(() => {
  "use strict";
  const OFF = "kiemchung-keys-off";
  const isTyping = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const rows = () =>
    [...document.querySelectorAll("tbody tr, [data-row]")].filter((row) => row.querySelector("a"));

  const step = (by) => {
    const all = rows();
    if (all.length === 0) return;
    const here = all.findIndex((row) => row.contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
    const row = all[Math.min(Math.max(next, 0), all.length - 1)];
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
  };

  // Keys of one letter get in the way of those who speak to their machine, so that each may turn them off (WCAG 2.1.4).
  const keys = document.querySelector("button[data-keys]");
  const areOff = () => {
    try {
      return window.localStorage.getItem(OFF) !== null;
    } catch {
      return false; // This browser keeps nothing.
    }
  };
  if (keys !== null) {
    const tell = () => keys.setAttribute("aria-pressed", String(!areOff()));
    keys.addEventListener("click", () => {
      if (areOff()) window.localStorage.removeItem(OFF);
      else window.localStorage.setItem(OFF, "1");
      tell();
    });
    keys.hidden = false;
    tell();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || areOff()) return;
    if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "/") {
      const field = document.querySelector('input[data-key="/"]');
      if (field === null) window.location.assign("/search");
      else field.focus();
    } else if (event.key === "n" || event.key === "p") {
      const link = document.querySelector(`a[data-key="${event.key}"]`);
      if (link === null) return;
      link.click();
    } else {
      return;
    }
    event.preventDefault();
  });

  // A page that is being prepared: once it is there, it is shown.
  if (document.querySelector("a[data-prepared]") !== null) {
    const look = async () => {
      try {
        const answer = await fetch(window.location.href);
        if (answer.status !== 503) return window.location.reload();
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const said = page.querySelector("[role=status]");
        if (said !== null) document.querySelector("[role=status]").textContent = said.textContent;
      } catch {
        // The server cannot be reached now; the next look may reach it.
      }
      window.setTimeout(look, 3000);
    };
    window.setTimeout(look, 3000);
  }
})();
