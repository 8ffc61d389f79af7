// Passkeys (WebAuthn): made on one's own pages, shown to come in. Everything has another way, too.

const API = "/api/v1";
const ASK_AGAIN_MS = 240_000; // before the server forgets what it asked
const CANNOT = "Passkeys do not work here: this browser has none, or the address of this page does not begin with https.";
const REFUSED = {
  NotAllowedError: "That was cancelled, or took too long. Please try again.",
  InvalidStateError: "This device has a passkey for your account already.",
  NotSupportedError: "This device cannot keep such a passkey.",
  ConstraintError: "This device cannot check that it is you: please set up a screen lock or PIN first.",
  SecurityError: "Passkeys of this site do not work at this address. They work at SITE.",
};

class Refused extends Error {
  constructor(error) {
    super(error?.message ?? "The site does not answer as it should. Please try again.");
    this.code = error?.code ?? "";
  }
}

async function ask(path, body) {
  const sent = body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(API + path, { method: "POST", ...sent });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.error);
  return said.data;
}

// What browsers bring along of late, and what stands in for it in those before.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const listed = (all = []) => all.map((one) => ({ ...one, id: bytes(one.id) }));

function toMake(options) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const user = { ...options.user, id: bytes(options.user.id) };
  return { ...options, user, challenge: bytes(options.challenge), excludeCredentials: listed(options.excludeCredentials) };
}

function toShow(options) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return { ...options, challenge: bytes(options.challenge), allowCredentials: listed(options.allowCredentials) };
}

function plain({ id, rawId, type, response }) {
  const made = response.attestationObject && { attestationObject: text(response.attestationObject), transports: response.getTransports?.() ?? [] };
  const shown = response.signature && {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle?.byteLength ? text(response.userHandle) : null,
  };
  return { id, rawId: text(rawId), type, response: { clientDataJSON: text(response.clientDataJSON), ...made, ...shown } };
}

// Each step: ask the site, have the browser do it, tell the site.
async function make(part) {
  const { publicKey } = await ask("/me/passkey/options");
  const credential = await navigator.credentials.create({ publicKey: toMake(publicKey) });
  const name = part.querySelector("input")?.value.trim();
  await ask("/me/passkeys", { credential: plain(credential), ...(name && { name }) });
}

async function show(more = {}) {
  const { publicKey } = await ask("/auth/passkey/options");
  const credential = await navigator.credentials.get({ publicKey: toShow(publicKey), ...more });
  const remember = document.querySelector("input[name=remember]")?.checked ?? false;
  await ask("/auth/passkey", { credential: plain(credential), remember });
}

function goOn(part) {
  if (part.dataset.then) location.assign(part.dataset.then);
  else location.reload();
}

function say(part, error) {
  if (error.code === "reauthentication_needed") return location.assign(`/account/again?next=${encodeURIComponent(location.pathname)}`);
  const place = part.querySelector("[role=alert]");
  const said = error instanceof Refused ? error.message : (REFUSED[error.name] ?? "That did not work. Please try again.");
  place.textContent = said.replace("SITE", part.dataset.site);
  place.hidden = false;
}

// Where a browser fills in addresses it offers passkeys, too, for as long as the page is open.
let filling = new AbortController();

async function fill(part) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  while (true) {
    const { signal } = (filling = new AbortController());
    const again = setTimeout(() => filling.abort("again"), ASK_AGAIN_MS);
    try {
      await show({ mediation: "conditional", signal });
      return goOn(part);
    } catch (error) {
      if (signal.aborted && signal.reason === "again") continue;
      if (!signal.aborted && error instanceof Refused) say(part, error); // nobody asked for the rest
      return;
    } finally {
      clearTimeout(again);
    }
  }
}

function bringToLife(part) {
  const isForm = part.matches("form");
  const button = part.querySelector("button");
  if (!window.PublicKeyCredential) {
    if ("offered" in part.dataset) return;
    for (const each of part.children) each.hidden = true;
    part.hidden = false;
    return say(part, new Refused({ message: CANNOT }));
  }
  part.hidden = false;
  part.addEventListener(isForm ? "submit" : "click", async (event) => {
    if (!isForm && !event.target.closest("button")) return;
    event.preventDefault();
    filling.abort("asked");
    button.disabled = true;
    part.querySelector("[role=alert]").hidden = true;
    try {
      await (part.dataset.passkey === "add" ? make(part) : show());
      goOn(part);
    } catch (error) {
      say(part, error);
      button.disabled = false;
    }
  });
  if ("fill" in part.dataset) fill(part);
}

// Has the device forget what was removed here.
function tidy({ host, passkeysOf, known }) {
  const allAcceptedCredentialIds = known.split(" ").filter(Boolean);
  if (passkeysOf) window.PublicKeyCredential?.signalAllAcceptedCredentials?.({ rpId: host, userId: passkeysOf, allAcceptedCredentialIds }).catch(() => {});
}

for (const part of document.querySelectorAll("[data-passkey]")) bringToLife(part);
for (const part of document.querySelectorAll("[data-passkeys-of]")) tidy(part.dataset);
