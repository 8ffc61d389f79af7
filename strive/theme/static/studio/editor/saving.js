// Keeps what is typed: on this device at once, on the server soon after, in the post when asked.
import { clock, fieldsOf, later, post, say, show, trouble } from "./asking.js";
import { alike, localCopies, restore, typedOf } from "./local.js";

const COPY_AFTER_MS = 2_000;
const RETRY_MS = 10_000;
const CLEARED_BY = new Set(["saved", "restored", "discarded"]);

export function saving(form) {
  const state = form.querySelector("[data-state]");
  const local = localCopies(form.dataset.user);
  const revision = () => Number(form.elements.revision.value);
  const told = (words, kind = "") => {
    state.textContent = words;
    state.dataset.kind = kind;
  };
  let asSaved = form.dataset.unsaved ? [] : typedOf(form);
  let isRunning = null;

  const isDirty = () => !alike(typedOf(form), asSaved);

  function keep() {
    const draft = form.dataset.draft;
    if (!isDirty()) {
      local.forget(draft);
      copySoon.stop();
      return;
    }
    if (!form.dataset.known && form.dataset.status === "new") {
      form.dataset.known = "1";
      const query = form.dataset.kind === "page" ? `?kind=page&draft=${draft}` : `?draft=${draft}`;
      history.replaceState(null, "", `/studio/posts/new${query}`);
    }
    const isKept = local.keep(draft, revision(), typedOf(form));
    told(isKept ? "Kept on this device" : "This device has no room left", isKept ? "" : "bad");
    copySoon();
  }

  async function copy() {
    if (!isDirty()) return;
    const at = form.dataset.draft;
    try {
      const answer = await post(`/studio/posts/${at}/copy`, fieldsOf(form));
      if (at !== form.dataset.draft || !isDirty()) return;
      told(`Kept ${clock(answer.savedAt)}, not saved yet`);
      form.dispatchEvent(new CustomEvent("people", { detail: answer }));
    } catch (error) {
      if (error.status === 401) {
        told("Signed out: kept on this device", "bad");
        trouble("You are signed out. What you type is kept on this device.", [["Sign in", () => window.open("/account/sign-in")]]);
      } else {
        told(navigator.onLine ? "Kept on this device, trying again" : "Offline: kept on this device", "bad");
      }
      setTimeout(copySoon, RETRY_MS);
    }
  }
  const copySoon = later(COPY_AFTER_MS, copy);

  // Saves the post; resolves to the answer, or to null when it was not saved.
  async function save() {
    if (isRunning) return isRunning;
    isRunning = saveOnce().finally(() => { isRunning = null; });
    return isRunning;
  }

  async function saveOnce() {
    copySoon.stop();
    const sent = typedOf(form);
    const draft = form.dataset.draft;
    told("Saving …");
    try {
      const answer = await post(form.action, fieldsOf(form));
      local.forget(draft);
      delete form.dataset.unsaved;
      settle(answer, sent);
      return answer;
    } catch (error) {
      if (error.code === "saved_meanwhile") {
        local.keep(draft, revision(), typedOf(form));
        HTMLFormElement.prototype.submit.call(form);  // the page that shows both beside each other
        return null;
      }
      const words = error.status ? error.message : "The server cannot be reached. What you typed is kept on this device.";
      told("Not saved", "bad");
      mark(error.details?.fields ?? {});
      trouble(words, [["Try again", save]]);
      keep();
      return null;
    }
  }

  function settle(answer, sent) {
    const isNew = form.dataset.status === "new";
    form.elements.revision.value = answer.revision;
    form.dataset.draft = form.elements.draft_id.value = answer.id;
    form.dataset.status = answer.status;
    form.action = answer.path;
    if (form.elements.slug.value === "") form.elements.slug.value = answer.slug;
    const typed = typedOf(form);
    asSaved = alike(typed, sent) || isNew ? merged(typed, sent) : sent;
    if (isNew) location.pathname === answer.path || history.replaceState(null, "", answer.path);
    trouble("");
    mark({});
    told(`Saved ${clock(answer.savedAt)}`);
    say("Saved");
    form.dispatchEvent(new CustomEvent("settled", { detail: answer }));
    if (isDirty()) keep();
  }

  // What was typed while the answer was under way is not saved; a slug made here is.
  const merged = (typed, sent) => sent.map(([name, value]) => [name, name === "slug" && value === "" ? form.elements.slug.value : value]);

  function mark(errors) {
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const name of Object.keys(errors)) form.elements[name]?.setAttribute?.("aria-invalid", "true");
  }

  function offerBack() {
    const draft = form.dataset.draft;
    if (CLEARED_BY.has(form.dataset.done)) local.forget(draft);
    const found = local.get(draft);
    if (form.dataset.unsaved) return;
    if (!found) {
      if (form.dataset.status === "new") offerBegun();
      return;
    }
    if (alike(found.fields, typedOf(form))) {
      local.forget(draft);
      return;
    }
    const place = form.querySelector("[data-offer]");
    const when = new Date(found.at).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
    if (found.revision === revision()) bringBack(place, when, found);
    else {
      local.aside(draft);
      show(place, `Until ${when} you typed something here that was not saved, and the post was saved since.`, [
        ["Bring it back and compare", () => { form.elements.revision.value = found.revision; restore(form, found.fields); place.hidden = true; }],
        ["Forget it", () => { local.forget(draft); place.hidden = true; }],
      ]);
    }
  }

  function bringBack(place, when, found) {
    const before = typedOf(form);
    restore(form, found.fields);
    show(place, `What you typed here until ${when} was not saved. It is back.`, [
      ["Show what was saved", () => {
        restore(form, before);
        show(place, "This is what was saved.", [["Bring back what you typed", () => bringBack(place, when, found)]]);
      }],
    ]);
  }

  // A post that was begun on this device and never reached the server.
  function offerBegun() {
    const offered = new Set([...document.querySelectorAll("a[href*='draft=']")].map((link) => new URL(link.href).searchParams.get("draft")));
    const [draft, copy] = local.begun().find(([id]) => !offered.has(id)) ?? [];
    if (!draft) return;
    const title = new Map(copy.fields).get("title") || "Untitled";
    const place = form.querySelector("[data-offer]");
    show(place, `On this device you began “${title}”, which was not saved.`, [
      ["Go on with it", () => location.assign(`/studio/posts/new?draft=${encodeURIComponent(draft)}`)],
      ["Forget it", () => { local.forget(draft); place.hidden = true; }],
    ]);
  }

  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", async (event) => {
    const action = event.submitter?.value;
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (action === "review") form.dispatchEvent(new CustomEvent("review"));
    else await save();
  });
  window.addEventListener("online", () => copySoon.now());
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") copySoon.now(); });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty() && !local.get(form.dataset.draft)) event.preventDefault();  // it would be lost
  });
  offerBack();
  return { save, isDirty, keep };
}
