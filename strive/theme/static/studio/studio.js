// Small help on every page of the studio; everything works without it.

// One question at a time: opening one closes the others, Escape closes it.
const questions = () => document.querySelectorAll("details.confirm[open]");
document.addEventListener("click", (event) => {
  for (const one of questions()) if (!one.contains(event.target)) one.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const one of questions()) {
    one.open = false;
    one.querySelector("summary").focus();
  }
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && !event.target.closest("[data-editor], textarea")) {
    event.preventDefault();
    palette();
  }
});

// What was just done is said once: going back or reloading does not say it again.
const here = new URL(location.href);
if (here.searchParams.has("done")) {
  here.searchParams.delete("done");
  history.replaceState(history.state, "", here);
}

// Copies what a button names.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = before), 1500);
});
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;

// Jump to a place, or look for posts.
function palette() {
  if (document.querySelector("dialog[open]")) return;
  const places = [...document.querySelectorAll(".studio-places a, .studio-new, .studio-me a")].map((a) => [a.textContent.trim().replace(/\s+/g, " "), a.href]);
  const dialog = document.createElement("dialog");
  dialog.className = "palette";
  dialog.setAttribute("aria-label", "Go to");
  dialog.innerHTML = '<input role="combobox" aria-label="Go to a place, or search posts" placeholder="Go to a place, or search posts" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" autocomplete="off"><ul id="palette-list" role="listbox" aria-label="Places"></ul>';
  const [input, list] = dialog.children;
  let chosen = 0;
  const show = () => {
    const text = input.value.trim(), wanted = text.toLowerCase();
    const found = places.filter(([label]) => label.toLowerCase().includes(wanted));
    if (text && document.querySelector('.studio-places a[href="/studio/posts"]')) found.push([`Search posts for “${text}”`, `/studio/posts?q=${encodeURIComponent(text)}`]);
    chosen = Math.max(0, Math.min(chosen, found.length - 1));
    list.replaceChildren(...found.map(([label, href], number) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `palette-${number}`, textContent: label, role: "option", onclick: () => location.assign(href) });
      item.setAttribute("aria-selected", number === chosen);
      return item;
    }));
    input.setAttribute("aria-activedescendant", found.length ? `palette-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  };
  input.addEventListener("input", () => { chosen = 0; show(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") list.children[chosen]?.click();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    chosen += event.key === "ArrowDown" ? 1 : -1;
    show();
  });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  show();
}
