// Speaking with the server, and with whoever writes.

export const fieldsOf = (form) => new URLSearchParams(new FormData(form));

export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? "The server did not answer as expected.");
    this.status = status;
    this.code = error?.code ?? "";
    this.details = error ?? {};
  }
}

// Resolves to the data of an answer in the envelope; rejects with Refused, or TypeError offline.
export async function post(url, body, { signal, method = "POST" } = {}) {
  const response = await fetch(url, { method, body, signal, headers: { accept: "application/json" } });
  const type = response.headers.get("content-type") ?? "";
  const answer = type.includes("json") ? await response.json() : null;
  if (!response.ok || !answer) throw new Refused(response.status, answer?.error);
  return answer.data;
}

export const clock = (moment = new Date()) =>
  new Date(moment).toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit" });

export function say(words) {
  const ears = document.querySelector("[data-ears]");
  if (ears) ears.textContent = words;
}

// Shows trouble above the text; `actions` are [label, function] pairs.
export function trouble(words, actions = []) {
  show(document.querySelector("[data-trouble]"), words, actions);
}

export function show(place, words, actions = []) {
  if (!place) return;
  place.replaceChildren(words ? document.createTextNode(words) : "");
  for (const [label, act] of actions) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    place.append(" ", button);
  }
  place.hidden = !words;
}

export function later(wait, act) {
  let timer = 0;
  const call = () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  call.now = () => {
    clearTimeout(timer);
    return act();
  };
  call.stop = () => clearTimeout(timer);
  return call;
}
