// What arrives while a page stands open. Nothing jumps under the cursor; every page works without this.
"use strict";
(() => {
  const main = document.querySelector("[data-live]");
  const said = document.querySelector("[data-thread]");
  const news = document.getElementById("news");
  if (!main || !news || !window.EventSource) return;
  const title = document.title;
  let unseen = 0;
  const arrived = () => document.dispatchEvent(new Event("quietline:arrived")); // sound.js may make it heard

  // The queue: says what is new, and leaves the rows where they are until they are asked for.
  const queue = new EventSource(main.dataset.live);
  addEventListener("pagehide", () => queue.close());
  const PAUSE_MS = 5000; // at least so long between two questions: a busy desk changes many times a second
  let pane = document.getElementById("list");
  let told = 0;
  let waiting = false;

  const compare = async () => {
    const answer = await fetch(pane.dataset.standing);
    if (!answer.ok || answer.redirected) return;
    const standing = await answer.json();
    const rows = [...pane.querySelectorAll("[data-row]")];
    const shown = new Map(rows.map((row) => [row.dataset.row, row]));
    const isNew = ([id, messages]) => {
      const row = shown.get(id);
      return !row || !row.querySelector("[aria-current]") && messages > Number(row.dataset.messages);
    };
    const fresh = Object.entries(standing).filter(isNew).length;
    const left = rows.some((row) => !(row.dataset.row in standing));
    const line = pane.querySelector(".fresh a");
    line.hidden = !fresh && !left;
    line.textContent = fresh ? `New: ${fresh}. Show` : "The list changed. Show";
    if (fresh > told) arrived();
    told = fresh;
  };
  let again = false;
  const ask = () => {
    again = waiting;
    if (waiting) return;
    waiting = true;
    compare().catch(() => {}); // the next change asks again
    setTimeout(() => { waiting = false; if (again) ask(); }, PAUSE_MS);
  };
  queue.addEventListener("changed", () => {
    if (pane) ask();
    else if (!said) {
      news.querySelector("a").href = location.href;
      news.hidden = false;
      arrived();
    }
  });
  // Shown in place: what is typed beside the list stays, and so does where it was scrolled to.
  pane?.addEventListener("click", async (event) => {
    const line = event.target.closest(".fresh a");
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const open = pane.querySelector("[data-row]:has([aria-current])")?.dataset.row;
    try {
      const answer = await fetch(line.href);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("list");
      if (!fresh) throw new Error("signed out");
      const top = pane.scrollTop;
      const heading = pane.querySelector("#list-title");
      pane.replaceChildren(...fresh.children);
      pane.querySelector("#list-title").replaceWith(heading);
      pane.querySelector(`[data-row="${open}"] > a`)?.setAttribute("aria-current", "true");
      pane.scrollTop = top;
      told = 0;
      pane.querySelector(".views [aria-current]").focus({ preventScroll: true });
    } catch {
      location.assign(line.href);
    }
  });
  if (!said) return;

  // One thread: what is said in it is added at its end.
  const scroller = document.getElementById("said");
  const below = document.getElementById("newest");
  const shown = [...said.querySelectorAll("[data-sequence]")].map((each) => Number(each.dataset.sequence));
  let last = Math.max(0, ...shown);
  const typing = document.querySelector("[data-typing-note]");
  const box = document.querySelector(".reply textarea");
  const seen = document.querySelector(".reply [name=seen]");
  // At its foot the pane follows; whoever has scrolled up to read stays where they are, and is told.
  const add = (html) => {
    const before = said.lastElementChild?.getBoundingClientRect().top ?? 0;
    const readsAbove = scroller.scrollTop < -1; // counted from the foot
    const old = said.lastElementChild;
    said.insertAdjacentHTML("beforeend", html);
    if (!readsAbove || !old) return;
    scroller.scrollTop += old.getBoundingClientRect().top - before;
    below.hidden = false;
  };
  below.addEventListener("click", () => {
    scroller.scrollTop = 0;
    below.hidden = true;
    scroller.focus({ preventScroll: true });
  });
  scroller.addEventListener("scroll", () => { if (scroller.scrollTop >= -1) below.hidden = true; });
  const stream = new EventSource(`${said.dataset.thread}live/?after=${last}`);
  stream.addEventListener("message", (event) => {
    const number = Number(event.lastEventId);
    if (number <= last) return;
    last = number;
    add(JSON.parse(event.data));
    if (seen) seen.value = last;
    if (typing) typing.textContent = "";
    if (!said.lastElementChild.matches(".ours")) arrived();
    if (document.hidden) document.title = `(${++unseen}) ${title}`;
  });
  stream.addEventListener("read", (event) => {
    for (const each of said.querySelectorAll(".ours")) {
      if (Number(each.dataset.sequence) <= Number(event.data)) each.dataset.mark = "shown to the seeker";
    }
  });
  const looking = document.querySelector(".looking");
  stream.addEventListener("looking", (event) => {
    const names = JSON.parse(event.data);
    const line = `${names.join(", ")} ${names.length > 1 ? "have" : "has"} this thread open too.`;
    if (looking) looking.textContent = names.length ? line : "";
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
  let signalled = 0;
  box?.addEventListener("input", () => {
    if (Date.now() - signalled < 3000) return;
    signalled = Date.now();
    fetch(`${said.dataset.thread}typing/`, { method: "POST" }).catch(() => {});
  });
})();
