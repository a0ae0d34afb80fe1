// Notes and ratings for the reader alone: kept in this tab until it closes, never sent.
"use strict";
(() => {
  const told = document.querySelector("[data-private]");
  if (!told) return;
  let kept;
  try {
    kept = sessionStorage;
    kept.getItem("");
  } catch {
    return; // a browser that keeps nothing: the page is read as it is
  }
  const keep = (name, value, title) => {
    if (!value) return ["", "about-"].forEach((before) => kept.removeItem(before + name));
    kept.setItem(name, value);
    // For whoever asks to bring the notes of this tab into their plan (contact/plan.js).
    const about = { title: title.textContent.trim(), part: told.dataset.part, at: Date.now() };
    if (about.part) kept.setItem("about-" + name, JSON.stringify(about));
  };
  const fields = [];
  for (const room of document.querySelectorAll("[data-note]")) {
    const name = "note-" + room.dataset.note;
    const label = document.createElement("label");
    const text = document.createElement("textarea");
    label.textContent = told.dataset.label;
    label.htmlFor = text.id = name;
    text.rows = 4;
    text.dir = "auto";
    text.autocomplete = "off";
    text.value = kept.getItem(name) || "";
    text.addEventListener("input", () => keep(name, text.value, document.querySelector("h1")));
    room.append(label, text);
    fields.push(() => (text.value = ""));
  }
  for (const rating of document.querySelectorAll("[data-rating]")) {
    const name = "rating-" + rating.dataset.rating;
    const choices = [...rating.querySelectorAll("input")];
    const chosen = choices[kept.getItem(name)];
    if (chosen) chosen.checked = true;
    const question = rating.querySelector("legend");
    choices.forEach((choice, number) => choice.addEventListener("change", () => keep(name, String(number), question)));
    fields.push(() => choices.forEach((choice) => (choice.checked = false)));
  }
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "quiet";
  clear.textContent = told.dataset.clear;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  clear.addEventListener("click", () => {
    kept.clear();
    fields.forEach((empty) => empty());
    said.textContent = told.dataset.cleared;
  });
  told.textContent = told.dataset.stays;
  told.after(clear, " ", said);
})();
