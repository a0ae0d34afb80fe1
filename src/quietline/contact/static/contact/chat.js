// A conversation as it happens. Every page works without this: then a plain form sends and a plain page shows.
"use strict";
(() => {
  const list = document.querySelector("[data-live]");
  const form = document.querySelector("[data-say]");
  if (!list || !form || !window.EventSource) return;
  const standing = document.querySelector("[data-standing]");
  const problem = document.querySelector("[data-problem]");
  const typing = document.querySelector("[data-typing-note]");
  const box = form.querySelector("textarea");
  const shown = [...list.querySelectorAll("[data-sequence]")].map((each) => Number(each.dataset.sequence));
  let last = Math.max(0, ...shown);

  const fresh = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const near = () => innerHeight + scrollY > document.body.scrollHeight - 600;

  let source, quiet;
  const listen = () => {
    source = new EventSource(`${list.dataset.live}?after=${last}`);
    source.addEventListener("message", (event) => {
      const number = Number(event.lastEventId);
      if (number <= last) return;
      last = number;
      const follow = near();
      list.insertAdjacentHTML("beforeend", JSON.parse(event.data));
      if (typing) typing.textContent = "";
      if (follow) list.lastElementChild.scrollIntoView({ block: "center" });
    });
    source.addEventListener("standing", (event) => {
      if (standing) standing.innerHTML = JSON.parse(event.data);
    });
    source.addEventListener("read", (event) => {
      for (const each of list.querySelectorAll(".mine")) {
        if (Number(each.dataset.sequence) <= Number(event.data)) each.dataset.mark = list.dataset.read;
      }
    });
    source.addEventListener("typing", () => {
      if (!typing) return;
      typing.textContent = typing.dataset.typingNote;
      clearTimeout(quiet);
      quiet = setTimeout(() => { typing.textContent = ""; }, 5000);
    });
    // A browser comes back by itself when a line breaks, not when it was turned away: for being one of too many, say.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
    });
  };
  listen();
  addEventListener("pagehide", () => source.close());

  // Only that somebody types, at most every three seconds; never what.
  let told = 0;
  box.addEventListener("input", () => {
    if (Date.now() - told < 3000) return;
    told = Date.now();
    fetch(list.dataset.typing, { method: "POST" }).catch(() => {});
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    const sent = box.value;
    try {
      const answer = await fetch(form.dataset.say, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (answer.status === 204) {
        // What was typed on while the answer was on its way stays.
        if (box.value.startsWith(sent)) box.value = box.value.slice(sent.length);
        form.elements.draft.value = fresh();
        problem.textContent = "";
      } else {
        problem.textContent = (await answer.json()).say;
      }
    } catch {
      problem.textContent = form.dataset.lost;
    }
    delete form.dataset.busy;
    box.focus();
  });
})();
