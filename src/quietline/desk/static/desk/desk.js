// What arrives while a page stands open. Nothing jumps under the cursor; every page works without this.
"use strict";
(() => {
  const main = document.querySelector("[data-live]");
  const list = document.querySelector("[data-thread]");
  const news = document.getElementById("news");
  if (!main || !news || !window.EventSource) return;
  const title = document.title;
  let unseen = 0;
  const arrived = () => document.dispatchEvent(new Event("quietline:arrived")); // sound.js may make it heard

  // The queue: says that something changed, and leaves the page as it is until it is asked for.
  const queue = new EventSource(main.dataset.live);
  if (!list) {
    queue.addEventListener("changed", () => {
      news.querySelector("a").href = location.href;
      news.hidden = false;
      arrived();
    });
  }
  addEventListener("pagehide", () => queue.close());
  if (!list) return;

  // One thread: what is said in it is added at its end.
  const shown = [...list.querySelectorAll("[data-sequence]")].map((each) => Number(each.dataset.sequence));
  let last = Math.max(0, ...shown);
  const typing = document.querySelector("[data-typing-note]");
  const box = document.querySelector(".reply textarea");
  const seen = document.querySelector(".reply [name=seen]");
  const stream = new EventSource(`${list.dataset.thread}live/?after=${last}`);
  stream.addEventListener("message", (event) => {
    const number = Number(event.lastEventId);
    if (number <= last) return;
    last = number;
    list.insertAdjacentHTML("beforeend", JSON.parse(event.data));
    if (seen) seen.value = last;
    if (typing) typing.textContent = "";
    if (!list.lastElementChild.matches(".ours")) arrived();
    if (document.hidden) document.title = `(${++unseen}) ${title}`;
  });
  stream.addEventListener("read", (event) => {
    for (const each of list.querySelectorAll(".ours")) {
      if (Number(each.dataset.sequence) <= Number(event.data)) each.dataset.mark = "shown to the seeker";
    }
  });
  const looking = document.querySelector(".looking");
  stream.addEventListener("looking", (event) => {
    const names = JSON.parse(event.data);
    const said = `${names.join(", ")} ${names.length > 1 ? "have" : "has"} this thread open too.`;
    if (looking) looking.textContent = names.length ? said : "";
  });
  let quiet;
  stream.addEventListener("typing", () => {
    if (!typing) return;
    typing.textContent = typing.dataset.typingNote;
    clearTimeout(quiet);
    quiet = setTimeout(() => { typing.textContent = ""; }, 5000);
  });
  document.addEventListener("visibilitychange", () => {
    unseen = 0;
    document.title = title;
  });
  addEventListener("pagehide", () => stream.close());

  // Only that somebody types, at most every three seconds; never what.
  let told = 0;
  box?.addEventListener("input", () => {
    if (Date.now() - told < 3000) return;
    told = Date.now();
    fetch(`${list.dataset.thread}typing/`, { method: "POST" }).catch(() => {});
  });
})();
