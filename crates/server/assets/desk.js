// Keys for those who read many claims a day. Every page does all it does without this file.
(() => {
  "use strict";
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

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
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
})();
