// From HTML or Portable Text, as it was imported, to Markdown; undo brings it back until it is saved.
import { fieldsOf, post, show, trouble } from "./asking.js";

export function convert(form) {
  const button = form.querySelector("[data-convert]");
  const note = form.querySelector("[data-format-note]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const before = { body: form.elements.body.value, format: form.elements.format.value };
    const put = ({ body, format }) => {
      form.elements.body.value = body;
      form.elements.format.value = format;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      form.dispatchEvent(new Event("converted"));
    };
    try {
      const { body } = await post("/studio/posts/convert", fieldsOf(form));
      put({ body, format: "markdown" });
      show(note, "This is Markdown now. Look at the preview before you save.", [
        ["Take it back", () => { put(before); note.hidden = true; }],
      ]);
    } catch (error) {
      trouble(`It could not be converted: ${error.message}`);
    }
  });
}
