// The dialog of publishing: the page of the server, shown above the text that was just saved.
import { trouble } from "./asking.js";

export function modal(form, saved) {
  const dialog = document.querySelector("[data-modal]");

  async function open() {
    const mustSave = saved.isDirty() || form.dataset.status === "new";
    if (mustSave && !(await saved.save())) return;
    const path = `/studio/posts/${form.dataset.draft}/publish`;
    try {
      const response = await fetch(path, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const part = page.querySelector("[data-dialog]");
      if (!response.ok || !part) throw new TypeError("no dialog");
      dialog.replaceChildren(document.importNode(part, true));
      dialog.showModal();
    } catch {
      trouble("What publishing does could not be shown.", [["Open it as a page", () => location.assign(path)]]);
    }
  }

  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      dialog.close();
    }
  });
  dialog.addEventListener("input", (event) => {
    if (event.target.name === "at") dialog.querySelector("[name=when][value=later]").checked = true;
  });
  form.addEventListener("review", open);
}
