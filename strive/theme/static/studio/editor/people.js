// Who else has this open, and whether somebody saved meanwhile.
import { post, trouble } from "./asking.js";

const EVERY_MS = 15_000;

export function people(form, saved) {
  const place = form.querySelector("[data-people]");
  let warnedOf = 0;

  function show({ others, revision, by }) {
    place.textContent = others.length ? `${others.join(", ")} ${others.length === 1 ? "is" : "are"} here too` : "";
    const mine = Number(form.elements.revision.value);
    if (revision > mine && revision !== warnedOf && form.dataset.status !== "new") {
      warnedOf = revision;
      const who = by || "Somebody else";
      const actions = saved.isDirty()
        ? [["Compare and choose", saved.save]]
        : [["Load it", () => location.reload()]];
      trouble(`${who} saved this meanwhile. Nothing of yours is lost.`, actions);
    }
  }

  async function ask() {
    if (document.visibilityState === "hidden" || form.dataset.status === "new") return;
    try {
      show(await post(`/studio/posts/${form.dataset.draft}/here`));
    } catch {
      place.textContent = "";
    }
  }

  form.addEventListener("people", (event) => show(event.detail));
  window.addEventListener("pagehide", () => navigator.sendBeacon(`/studio/posts/${form.dataset.draft}/here?left`));
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY_MS);
  ask();
}
