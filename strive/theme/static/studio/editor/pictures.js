// Pictures by paste, drop or choice: uploaded, described, put into the text.
import { post, say, trouble } from "./asking.js";
import { chosenPicture } from "./media.js";
import { insert } from "./text.js";

let number = 0;

export function pictures(form) {
  const url = form.dataset.upload;
  const area = form.querySelector("[data-body]");
  if (!url) return;

  async function upload(file) {
    const body = new FormData();
    body.append("file", file, file.name || "picture.png");
    return post(url, body);
  }

  function replace(mark, text) {
    const at = area.value.indexOf(mark);
    if (at < 0) return;
    const { selectionStart, selectionEnd } = area;
    const shift = text.length - mark.length;
    insert(area, text, at, at + mark.length);
    const moved = (place) => (place > at ? Math.max(at + text.length, place + shift) : place);
    area.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  }

  const imageOf = (kept, alt) => {
    if (form.elements.format.value === "html") return `<img src="${kept.url}" alt="${alt.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}">`;
    return `![${alt.replace(/([\\[\]])/g, "\\$1")}](${kept.url})`;
  };

  async function take(files) {
    const images = [...files].filter((file) => file.type.startsWith("image/"));
    for (const file of images) {
      number += 1;
      const mark = `![Uploading ${file.name || "picture"} (${number}) …]()`;
      insert(area, area.selectionStart && !/\n\n$/.test(area.value.slice(0, area.selectionStart)) ? `\n\n${mark}\n\n` : `${mark}\n\n`);
      try {
        const kept = await upload(file);
        const alt = await described(kept);
        replace(mark, alt === null ? "" : imageOf(kept, alt));
        say("The picture is in the text");
      } catch (error) {
        replace(mark, "");
        trouble(`${file.name || "The picture"} was not uploaded: ${error.status ? error.message : "the server cannot be reached."}`);
      }
    }
    return images.length > 0;
  }

  area.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.some((file) => file.type.startsWith("image/"))) return;
    event.preventDefault();
    take(files);
  });
  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    area.classList.add("editor-drop");
  });
  area.addEventListener("dragleave", () => area.classList.remove("editor-drop"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("editor-drop");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  const pick = form.querySelector("[data-pick]");
  pick.addEventListener("change", (event) => {
    event.stopPropagation();
    take([...pick.files]);
    pick.value = "";
  });
  form.addEventListener("choose-picture", async () => {
    const at = area.selectionStart;
    const kept = await chosenPicture();
    const alt = kept && (await described(kept));
    if (kept && alt !== null) insert(area, imageOf(kept, alt), at, at);
  });
  feature(form, upload);
}

// Asks what a picture shows; null when it is to be left out.
function described(kept) {
  const dialog = document.querySelector("[data-alt-modal]");
  const text = dialog.querySelector("[data-alt-text]");
  dialog.querySelector("[data-alt-image]").src = kept.url;
  text.value = kept.alt;
  dialog.returnValue = "cancel";
  dialog.showModal();
  text.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok" ? text.value.trim() : null), { once: true });
  });
}

function feature(form, upload) {
  const button = form.querySelector("[data-pick-feature]");
  const place = form.querySelector("[data-feature-shown]");
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/*";
  const show = () => {
    const url = form.elements.image_url.value.trim();
    const isImage = /^(\/(?!\/)|https?:)/.test(url);
    if (!isImage) place.replaceChildren();
    else if (place.firstChild?.getAttribute("src") !== url) {
      const image = new Image();
      image.alt = "";
      image.setAttribute("src", url);
      place.replaceChildren(image);
    }
  };
  const choose = form.querySelector("[data-media-feature]");
  const put = async (kept) => {
    const alt = await described(kept);
    if (alt === null) return;
    Object.entries({ image_url: kept.url, image_alt: alt, image_width: kept.width ?? "", image_height: kept.height ?? "" })
      .forEach(([name, value]) => { form.elements[name].value = value; });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  button.hidden = choose.hidden = false;
  button.addEventListener("click", () => input.click());
  choose.addEventListener("click", async () => {
    const kept = await chosenPicture();
    if (kept) await put(kept);
  });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      await put(await upload(file));
    } catch (error) {
      trouble(`The picture was not uploaded: ${error.message}`);
    }
  });
  form.elements.image_url.addEventListener("input", () => {
    form.elements.image_width.value = form.elements.image_height.value = "";
  });
  form.addEventListener("input", show);
  show();
}
