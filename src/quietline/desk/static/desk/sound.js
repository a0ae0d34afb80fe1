// A short, soft tone when something new arrives, for whoever switches it on. Off at first: a desk can be overheard.
"use strict";
(() => {
  const button = document.getElementById("sound");
  if (!button || !window.AudioContext) return;

  const SETTING = "quietline-desk-sound";
  const SECONDS = 0.3;
  const PITCH_HERTZ = 523;
  const LOUDNESS = 0.08; // of 1
  let context;
  let on = false;
  try {
    on = localStorage.getItem(SETTING) === "on";
  } catch {
    // a browser that keeps nothing: off
  }

  const show = () => {
    button.textContent = on ? "Sound is on" : "Sound is off";
  };
  const play = () => {
    if (!on) return;
    context ??= new AudioContext();
    context.resume(); // a browser that waits for a first click stays silent until then
    const tone = new OscillatorNode(context, { frequency: PITCH_HERTZ });
    const volume = new GainNode(context, { gain: LOUDNESS });
    volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + SECONDS);
  };

  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    on = !on;
    try {
      localStorage.setItem(SETTING, on ? "on" : "off");
    } catch {
      // then it holds for this page
    }
    show();
    play(); // so that one hears what will be heard
  });
  document.addEventListener("quietline:arrived", play);
})();
