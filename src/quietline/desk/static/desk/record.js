// The clock moves, and what was changed is saved every twenty seconds. The page works without this.
"use strict";
(() => {
  const clock = document.querySelector("[data-began]");
  if (clock && !clock.dataset.ended) {
    const began = Date.parse(clock.dataset.began);
    // The desk's own clock may differ from the server's: only what passes from here on is added.
    const ahead = Date.now() - Date.parse(clock.dataset.now);
    const two = (number) => String(number).padStart(2, "0");
    setInterval(() => {
      const seconds = Math.max(0, Math.floor((Date.now() - ahead - began) / 1000));
      const hours = Math.floor(seconds / 3600);
      const minutes = Math.floor(seconds / 60) % 60;
      clock.textContent = `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
    }, 1000);
  }
  const form = document.querySelector("[data-autosave]");
  const status = document.querySelector("[data-saved]");
  const boxes = document.querySelector("#record, [data-record]");
  if (!form || !status || !boxes) return;
  let changed = false;
  let leaving = false;
  let saving;
  boxes.addEventListener("input", (event) => { changed ||= event.target.form === form; });
  const send = async () => {
    changed = false;
    const body = new URLSearchParams(new FormData(form));
    body.delete("message"); // the reply beside it is not sent before its button is pressed
    body.set("act", "save");
    body.set("script", "1");
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "error" });
      const said = await answer.json();
      if (answer.ok) {
        form.elements.revision.value = said.revision;
        if (form.elements.contact && said.contact) form.elements.contact.value = said.contact;
        status.textContent = said.saved ? `Saved at ${said.saved}` : "";
      } else {
        changed = true;
        status.textContent = said.problem;
      }
    } catch {
      changed = true;
      status.textContent = "Not saved yet. Press Save, or wait: it is tried again.";
    }
    saving = undefined;
  };
  const save = () => {
    if (changed && !leaving) saving ??= send();
    return saving;
  };
  // What carries the record along waits for a save under way, so that the two do not meet as strangers; what does not
  // carry it along, as taking or handing back, waits until it is kept.
  document.addEventListener("submit", async (event) => {
    if (leaving || event.target.method === "dialog") return;
    const first = event.target === form ? saving : save();
    if (!first) {
      leaving = event.target === form;
      return;
    }
    event.preventDefault();
    await first;
    leaving = true;
    event.target.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => { leaving = false; });
  setInterval(save, 20000);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
})();
