// Leaving quickly, and the eye on what needs it. Every page works without this.
"use strict";
(() => {
  const exit = document.querySelector("[data-exit]");
  const status = document.querySelector("[data-exit-hint]");
  let presses = 0;
  let timer;
  const leave = () => {
    try {
      sessionStorage.clear(); // what somebody wrote for themselves on a page of self-help
    } catch {
      // a browser that keeps nothing
    }
    document.documentElement.hidden = true;
    location.replace(exit.href);
  };
  if (exit && status) {
    status.textContent = status.dataset.exitHint;
    exit.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
    addEventListener("keyup", (event) => {
      presses = event.key === "Shift" ? presses + 1 : 0;
      clearTimeout(timer);
      if (presses >= 3) return leave();
      status.textContent = presses ? status.dataset.exitCount : status.dataset.exitHint;
      timer = setTimeout(() => {
        presses = 0;
        status.textContent = status.dataset.exitHint;
      }, 5000);
    });
  }
  document.querySelector("[data-focus]")?.focus();
})();
