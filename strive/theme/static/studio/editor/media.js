// Choosing among the pictures that are here already.
import { later, post } from "./asking.js";

// Resolves to what was chosen, or to null.
export function chosenPicture() {
  const dialog = document.querySelector("[data-media-modal]");
  const list = dialog.querySelector("[data-media-list]");
  const words = dialog.querySelector("[data-media-words]");
  const state = dialog.querySelector("[data-media-state]");
  let chosen = null;

  async function look() {
    state.textContent = "";
    try {
      const found = await post(`/studio/posts/pictures?q=${encodeURIComponent(words.value)}`, undefined, { method: "GET" });
      list.replaceChildren(...found.map(offered));
      if (!found.length) state.textContent = words.value ? "No picture has these words." : "There is no picture yet.";
    } catch (error) {
      state.textContent = error.status ? error.message : "The server cannot be reached.";
    }
  }

  function offered(kept) {
    const button = document.createElement("button");
    const image = new Image();
    image.src = kept.url;
    image.alt = "";
    image.loading = "lazy";
    button.type = "button";
    button.title = kept.name;
    button.append(image, kept.alt || kept.name);
    button.addEventListener("click", () => {
      chosen = kept;
      dialog.close();
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  const soon = later(200, look);
  words.value = "";
  words.addEventListener("input", soon);
  words.onkeydown = (event) => { if (event.key === "Enter") event.preventDefault(); };  // it would close the dialog
  dialog.showModal();
  look();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      words.removeEventListener("input", soon);
      list.replaceChildren();
      resolve(chosen);
    }, { once: true });
  });
}
