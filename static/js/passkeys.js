// Making and using a passkey. The page's form carries what the site asks for; the browser's answer goes back in it.
"use strict";

(() => {
  const form = document.querySelector("[data-passkey]");
  if (!form) return;
  const told = document.querySelector("[data-passkey-told]");
  const start = form.querySelector("[data-passkey-start]");
  const makes = form.dataset.passkey === "create";

  const tell = (words) => {
    told.textContent = words;
    told.hidden = false;
    start.disabled = false;
  };

  // Bytes travel as base64url text, both ways.
  const toBytes = (text) => {
    const plain = text.replaceAll("-", "+").replaceAll("_", "/");
    return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
  };
  const toText = (buffer) => {
    if (!buffer) return null;
    const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
    return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const withBytes = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const asked = () => {
    const options = JSON.parse(form.dataset.options);
    options.challenge = toBytes(options.challenge);
    if (makes) {
      options.user.id = toBytes(options.user.id);
      options.excludeCredentials = withBytes(options.excludeCredentials);
    } else {
      options.allowCredentials = withBytes(options.allowCredentials);
    }
    return { publicKey: options };
  };

  const answerOf = (key) => {
    const { response } = key;
    const said = { clientDataJSON: toText(response.clientDataJSON) };
    if (makes) {
      said.attestationObject = toText(response.attestationObject);
      said.transports = response.getTransports?.() ?? [];
    } else {
      said.authenticatorData = toText(response.authenticatorData);
      said.signature = toText(response.signature);
      said.userHandle = toText(response.userHandle);
    }
    return {
      id: key.id,
      rawId: toText(key.rawId),
      type: key.type,
      response: said,
      extensions: JSON.stringify(key.getClientExtensionResults?.() ?? {}),
    };
  };

  const why = (problem) => {
    if (problem.name === "InvalidStateError") return "This device has a passkey for you already. Use another device.";
    if (problem.name === "SecurityError") return "Browsers don’t offer passkeys at this address. Ask for the https address.";
    return makes
      ? "No passkey was made. Press the button to try again."
      : "No passkey was used. Press the button to try again, or sign in another way.";
  };

  const ask = async () => {
    start.disabled = true;
    told.hidden = true;
    try {
      const options = asked();
      const key = makes ? await navigator.credentials.create(options) : await navigator.credentials.get(options);
      form.elements.namedItem("credential").value = JSON.stringify(answerOf(key));
      form.submit();
    } catch (problem) {
      tell(why(problem));
    }
  };

  if (!window.PublicKeyCredential) {
    tell("This browser does not offer passkeys here. They need https, or this computer’s own address “localhost”.");
    start.disabled = true;
    return;
  }
  start.addEventListener("click", ask);
  ask();
})();
