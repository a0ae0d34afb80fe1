// The notes that somebody made for themselves in this tab, brought into their plan when they ask. Nothing is sent here.
"use strict";
(() => {
  const offer = document.querySelector("[data-bring]");
  let notes = [];
  try {
    notes = Object.keys(sessionStorage)
      .filter((name) => name.startsWith("about-"))
      .map((name) => [JSON.parse(sessionStorage.getItem(name)), sessionStorage.getItem(name.slice(6))])
      .filter(([, said]) => said)
      .sort(([a], [b]) => a.at - b.at);
  } catch {
    return; // a browser that keeps nothing, or something that is not ours
  }
  if (!offer || !notes.length) return;
  const box = (part) => document.getElementById("id_part_" + part) || document.getElementById("id_part_notes");
  const button = offer.querySelector("button");
  button.addEventListener("click", () => {
    for (const [about, said] of notes) {
      const text = box(about.part);
      text.value += (text.value && "\n") + about.title + (/[?؟]$/.test(about.title) ? " " : ": ") + said;
    }
    button.disabled = true;
    offer.querySelector("[role=status]").textContent = offer.dataset.brought;
  });
  offer.hidden = false;
})();
