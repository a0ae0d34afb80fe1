// Keys for the desk. A key goes somewhere or moves the focus; nothing is sent before Enter is pressed on its button,
// save where a button says itself which key presses it: data-key="c".
// Everything here can be reached by Tab as well, and the page works without this.
"use strict";
(() => {
  const dialog = document.getElementById("keys");
  const opener = document.getElementById("keys-open");
  const choice = document.getElementById("keys-on");
  if (!dialog || !opener || !choice) return;

  const SETTING = "quietline-desk-keys";
  const SEQUENCE_MS = 1500;
  // What a letter leads to on a thread's page.
  const PLACES = {
    r: "#id_message",
    w: "#record",
    f: "[data-finish]",
    m: "#said",
    s: "button[formaction$='/signposts/']",
    d: "button[formaction$='/canned/']",
    t: "form[action$='/take/'] button",
    b: "form[action$='/hand-back/'] button",
    e: "form[action$='/close/'] button",
    n: "form[action$='/note/']",
    p: "form[action$='/follow-up/']",
    o: "form[action$='/transfer/']",
    x: "form[action$='/concern/']",
  };
  let going = false;
  let timer;

  const isOn = () => {
    try {
      return localStorage.getItem(SETTING) !== "off";
    } catch {
      return true; // a browser that keeps nothing
    }
  };
  const keep = (on) => {
    try {
      localStorage.setItem(SETTING, on ? "on" : "off");
    } catch {
      // then it holds for this page
    }
    enabled = on;
  };
  let enabled = isOn();

  const show = () => {
    choice.checked = enabled;
    if (!dialog.open) dialog.showModal();
  };
  const go = (letter) => {
    const link = dialog.querySelector(`a[data-go="${letter}"]`);
    if (link) location.assign(link.href);
    return Boolean(link);
  };
  const reach = (selector) => {
    const found = document.querySelector(selector);
    if (!found) return false;
    const details = found.closest("details");
    if (details) details.open = true;
    const inside = "textarea, select, input:not([type=hidden]), button, a";
    (found.matches("form, section") ? found.querySelector(inside) ?? found : found).focus();
    return true;
  };
  const step = (by) => {
    const rows = [...document.querySelectorAll(".rows > .row")].filter((row) => row.querySelector("a, button"));
    if (!rows.length) return false;
    const focused = rows.findIndex((row) => row.contains(document.activeElement));
    const from = focused < 0 ? rows.findIndex((row) => row.querySelector("[aria-current]")) : focused;
    const end = by > 0 ? 0 : rows.length - 1;
    const next = from < 0 ? end : Math.min(Math.max(from + by, 0), rows.length - 1);
    rows[next].querySelector("a, button").focus();
    return true;
  };
  const letterOf = (event) => {
    if (/^[a-z0-9?/]$/.test(event.key)) return event.key;
    // A keyboard of another script: the letter that stands on the same key of a Latin one.
    if (event.key.length === 1 && event.key > "\u007f" && event.code.startsWith("Key")) return event.code.slice(3).toLowerCase();
    return "";
  };
  const press = (letter) => {
    if (going) {
      going = false;
      return go(letter);
    }
    if (letter === "g") {
      going = true;
      clearTimeout(timer);
      timer = setTimeout(() => (going = false), SEQUENCE_MS);
      return true;
    }
    const own = document.querySelector(`[data-key="${letter}"]`);
    if (own) return own.click() ?? true;
    if (letter === "?") return show() ?? true;
    if (letter === "j") return step(1);
    if (letter === "k") return step(-1);
    if (letter === "/") return reach("#id_words") || go("/");
    return letter in PLACES && reach(PLACES[letter]);
  };

  opener.hidden = false;
  opener.addEventListener("click", show);
  choice.addEventListener("change", () => keep(choice.checked));
  addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (dialog.open || event.isComposing) return;
    if (field) {
      if (event.key === "Escape" && enabled) {
        event.preventDefault();
        field.blur();
      }
      return;
    }
    if (!enabled || event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key === "g") return;
    const letter = letterOf(event);
    if (letter && press(letter)) event.preventDefault();
  });
})();
