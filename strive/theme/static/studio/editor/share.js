// A link to the preview, for somebody who may read along.
import { post } from "./asking.js";

export function share(form, saved) {
  const place = form.querySelector("[data-share]");
  if (!place) return;
  const state = place.querySelector("[data-share-state]");
  place.hidden = false;
  place.querySelector("[data-share-button]").addEventListener("click", async () => {
    if (saved.isDirty() && !(await saved.save())) return;
    try {
      const { url } = await post(`/studio/posts/${form.dataset.draft}/share`);
      await navigator.clipboard.writeText(url).then(
        () => { state.textContent = "Copied. It is good for seven days, for whoever has it."; },
        () => { state.replaceChildren(Object.assign(document.createElement("a"), { href: url, textContent: url })); },
      );
    } catch (error) {
      state.textContent = error.message;
    }
  });
}
