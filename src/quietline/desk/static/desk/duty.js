// Tells the server every 20 seconds that somebody is at this desk, until it says that the duty is over.
"use strict";
(() => {
  const form = document.querySelector("[data-duty-seen]");
  if (!form) return;
  const timer = setInterval(async () => {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual" });
      if (answer.status !== 204) clearInterval(timer);
    } catch {
      // The network is away for a moment: the next turn tries again.
    }
  }, 20000);
})();
