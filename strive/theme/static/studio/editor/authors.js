// Authors found by name among however many there are, and ticked.
import { later, post } from "./asking.js";

export function authors(form) {
  const field = form.querySelector("[data-author-find]");
  if (!field) return;
  const list = form.querySelector("[data-author-ticks]");
  const said = form.querySelector("[data-author-found]");
  const boxes = () => [...list.querySelectorAll("input")];
  field.removeAttribute("name");  // what is typed only finds; what is ticked is saved

  function add({ id, name }) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "author", value: id });
    const label = document.createElement("label");
    label.append(box, ` ${name}`);
    const item = document.createElement("li");
    item.append(label);
    list.append(item);
  }

  async function find() {
    const typed = field.value.trim();
    let found = null;
    if (typed) {
      try {
        found = await post(`/studio/posts/authors?q=${encodeURIComponent(typed)}`, undefined, { method: "GET" });
      } catch {
        said.textContent = "This cannot be looked up just now.";
        return;
      }
      if (typed !== field.value.trim()) return;  // more was typed meanwhile
    }
    const known = new Set(boxes().map((box) => box.value));
    for (const author of found ?? []) if (!known.has(author.id)) add(author);
    const shown = found && new Set(found.map((author) => author.id));
    for (const box of boxes()) box.closest("li").hidden = Boolean(shown) && !box.checked && !shown.has(box.value);
    if (!found) said.textContent = "";
    else if (!found.length) said.textContent = "Nobody is called like this.";
    else said.textContent = found.length === 1 ? "1 found: Enter takes it." : `${found.length} found`;
  }

  const soon = later(200, find);
  field.addEventListener("input", (event) => {
    event.stopPropagation();  // looking for somebody changes nothing of the post
    soon();
  });
  field.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();  // it would save the post
    await find();
    const open = boxes().filter((box) => !box.closest("li").hidden && !box.checked);
    if (field.value.trim() && open.length === 1) {
      open[0].click();
      field.value = "";
      await find();
    }
  });
}
