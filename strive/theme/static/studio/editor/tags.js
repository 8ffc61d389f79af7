// Tags there are, offered while one types; the last of those with commas between them counts.
import { later, post } from "./asking.js";

export function tags(form) {
  const field = form.elements.tags;
  const offers = form.querySelector("[data-tag-offers]");
  if (!field) return;

  async function offer() {
    const parts = field.value.split(",");
    const typed = parts.pop().trim();
    if (!typed) return offers.replaceChildren();
    const before = parts.length ? `${parts.map((part) => part.trim()).join(", ")}, ` : "";
    try {
      const found = await post(`/studio/posts/tags?q=${encodeURIComponent(typed)}`, undefined, { method: "GET" });
      offers.replaceChildren(...found.map((name) => new Option(name, before + name)));
    } catch {
      offers.replaceChildren();
    }
    return undefined;
  }

  field.addEventListener("input", later(200, offer));
}
