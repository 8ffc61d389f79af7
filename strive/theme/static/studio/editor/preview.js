// The text as readers will see it, rendered by the server as a save would.
import { fieldsOf, later, post } from "./asking.js";

const AFTER_MS = 350;
const PATH = "/studio/posts/preview";

export function preview(form) {
  const frame = form.querySelector("[data-preview]");
  const counts = form.querySelector("[data-counts]");
  let running = null;
  let isLoaded = false;
  let seen = "";

  const isShown = () => frame.offsetParent !== null;
  const nothing = () => !form.elements.title.value && !form.elements.body.value;

  async function first(signal) {
    const response = await fetch(PATH, { method: "POST", body: fieldsOf(form), signal, headers: { accept: "text/html" } });
    if (!response.ok) throw new TypeError("no preview");
    const html = await response.text();
    await new Promise((resolve) => {
      frame.addEventListener("load", resolve, { once: true });
      frame.srcdoc = html;
    });
    isLoaded = true;
  }

  function fill(answer) {
    const page = frame.contentDocument;
    page.querySelector("[data-title]").textContent = form.elements.title.value;
    const standfirst = page.querySelector("[data-standfirst]");
    standfirst.textContent = form.elements.excerpt.value;
    standfirst.hidden = !form.elements.excerpt.value;
    page.querySelector("[data-prose]").innerHTML = answer.html;  // sanitised by the server
  }

  async function update() {
    const fields = fieldsOf(form);
    const now = fields.toString();
    if (now === seen) return;
    running?.abort();
    running = new AbortController();
    try {
      if (isShown() && !isLoaded) await first(running.signal);
      const answer = await post(PATH, fields, running);
      seen = now;
      if (isLoaded) fill(answer);
      counts.textContent = nothing() ? "" : `${answer.words.toLocaleString()} ${answer.words === 1 ? "word" : "words"}, ${answer.minutes} min`;
      form.dispatchEvent(new CustomEvent("rendered", { detail: answer }));
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.status) counts.textContent = error.message;
      seen = "";
    }
  }

  const soon = later(AFTER_MS, update);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("shown", () => {
    if (isShown() && !isLoaded) seen = "";
    soon.now();
  });
}
