// Passkeys: asks the browser for one, and for what it alone can compute (PRF), which opens the keys.
"use strict";
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));
  const computed = (credential) => credential.getClientExtensionResults().prf?.results?.first;

  const asked = (options) => {
    const ready = { ...options, challenge: bytes(options.challenge) };
    ready.extensions = { ...options.extensions, prf: { eval: { first: bytes(options.extensions.prf.eval.first) } } };
    if (options.user) ready.user = { ...options.user, id: bytes(options.user.id) };
    if (options.allowCredentials) ready.allowCredentials = ids(options.allowCredentials);
    if (options.excludeCredentials) ready.excludeCredentials = ids(options.excludeCredentials);
    return ready;
  };

  // Some passkeys compute only when they are shown, not when they are made: then it is shown once, to nobody.
  const computeOnce = async (made, options) => {
    const shown = await navigator.credentials.get({ publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rpId: options.rp.id,
      allowCredentials: [{ type: "public-key", id: made.rawId }],
      userVerification: "required",
      extensions: { prf: options.extensions.prf },
    } });
    return computed(shown);
  };

  const asSent = (credential) => {
    const answer = credential.response, response = { clientDataJSON: text(answer.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (answer[name]) response[name] = text(answer[name]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  const use = async (form) => {
    const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(form.dataset.options, { method: "POST", headers: { "X-CSRFToken": token } });
    if (!answer.ok) throw new Error(answer.status);
    const publicKey = asked(await answer.json()), makes = form.dataset.passkey === "make";
    const credential = await navigator.credentials[makes ? "create" : "get"]({ publicKey });
    let output = computed(credential);
    if (makes && !output && credential.getClientExtensionResults().prf?.enabled) output = await computeOnce(credential, publicKey);
    form.querySelector("[data-credential]").value = asSent(credential);
    form.querySelector("[data-prf]").value = output ? text(output) : "";
    form.submit();
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    form.hidden = false;
    const failed = form.querySelector("[data-failed]"), button = form.querySelector("button");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      button.disabled = true;
      try {
        await use(form);
      } catch {
        failed.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
})();
