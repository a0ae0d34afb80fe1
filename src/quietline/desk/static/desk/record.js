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
  if (!form || !status) return;
  let changed = false;
  let sending = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; sending = true; });
  const save = async () => {
    if (!changed || sending) return;
    changed = false;
    sending = true;
    const body = new URLSearchParams(new FormData(form));
    body.set("act", "save");
    body.set("script", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
      const said = await answer.json();
      if (answer.ok) {
        form.elements.seen.value = said.revision;
        status.textContent = `Saved at ${said.saved}`;
      } else {
        changed = true;
        status.textContent = said.problem;
      }
    } catch {
      changed = true;
      status.textContent = "Not saved yet. Press Save, or wait: it is tried again.";
    }
    sending = false;
  };
  setInterval(save, 20000);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
})();
