// Passkeys: a form with [data-passkey] asks the browser for one before it is sent.

const WORDS = {
  NotAllowedError: "The browser stopped it, or it took too long. Try again.",
  InvalidStateError: "This device holds a passkey for this account already.",
  NotSupportedError: "This device cannot make such a passkey.",
  SecurityError: "Passkeys need an address with https, or localhost.",
};
const OTHER = "The passkey could not be used. Try again.";

// Browsers take no numeric address, secure or not.
const isNumeric = /^[\d.]+$|^\[/.test(location.hostname);
const isFit = window.isSecureContext && "PublicKeyCredential" in window && !isNumeric;

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

function packed(credential, parts) {
  const response = {};
  for (const name of parts) if (credential.response[name]) response[name] = text(credential.response[name]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function made(options, isAlone) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
    authenticatorSelection: {
      ...options.authenticatorSelection,
      residentKey: isAlone ? "required" : "discouraged",
      requireResidentKey: isAlone,
      userVerification: isAlone ? "required" : "preferred",
    },
  };
  return packed(await navigator.credentials.create({ publicKey }), ["clientDataJSON", "attestationObject"]);
}

async function shown(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: known(options.allowCredentials),
  };
  const parts = ["clientDataJSON", "authenticatorData", "signature", "userHandle"];
  return packed(await navigator.credentials.get({ publicKey }), parts);
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  // Somebody is signed in already, or has only the second step to go.
  if (answer.redirected) location.assign(answer.url);
  if (answer.redirected || !answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return (await answer.json()).request_options.publicKey;
}

const written = (form) => JSON.parse(form.querySelector("#passkey-options").textContent).publicKey;

const KINDS = {
  create: (form) => made(written(form), form.elements.passwordless.checked),
  get: (form) => shown(written(form)),
  login: async (form) => shown(await fetched(form.action)),
};

function tell(form, words) {
  const place = form.querySelector("[data-passkey-error]");
  place.firstElementChild.textContent = words;
  place.hidden = !words;
}

async function ask(event) {
  const form = event.target;
  event.preventDefault();
  tell(form, "");
  const button = event.submitter ?? form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    form.elements.credential.value = JSON.stringify(await KINDS[form.dataset.passkey](form));
    form.submit();
  } catch (error) {
    tell(form, WORDS[error.name] ?? OTHER);
  } finally {
    button.disabled = false;
  }
}

function wire(form) {
  form.querySelector("[data-passkey-unfit]").hidden = isFit;
  if (!isFit) return;
  const button = form.querySelector("[type=submit]");
  button.hidden = button.disabled = false;
  form.addEventListener("submit", ask);
}

for (const form of document.querySelectorAll("[data-passkey]")) wire(form);
