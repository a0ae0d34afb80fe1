// Says that something changed, and leaves the page as it is until the practitioner asks: nothing jumps under the cursor.
"use strict";
(() => {
  const main = document.querySelector("[data-live]");
  const news = document.getElementById("news");
  if (!main || !news || !window.EventSource) return;
  const source = new EventSource(main.dataset.live);
  source.addEventListener("changed", () => {
    news.querySelector("a").href = location.href;
    news.hidden = false;
  });
  addEventListener("pagehide", () => source.close());
})();
