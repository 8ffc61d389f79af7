// The toolbar above the text, and the shortcuts of its buttons.
import { goOn, insert, prefix, wrap } from "./text.js";

const LIST = /^(\s*)(?:[-*+]|\d+[.)]) /;
const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

const commands = {
  bold: (area) => wrap(area, "**"),
  italic: (area) => wrap(area, "*"),
  bullets: (area) => prefix(area, "- ", LIST, /^\s*[-*+] /),
  numbers: (area) => prefix(area, (n) => `${n + 1}. `, LIST, /^\s*\d+[.)] /),
  quote: (area) => prefix(area, "> ", /^> ?/),
  heading: (area) => prefix(area, "## ", /^#{1,6} /, /^## /),
  subheading: (area) => prefix(area, "### ", /^#{1,6} /, /^### /),
  code(area) {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    if (chosen.includes("\n")) wrap(area, "```\n", "\n```");
    else wrap(area, "`");
  },
  link(area) {
    const { selectionStart: start, selectionEnd: end } = area;
    const chosen = area.value.slice(start, end);
    const isAddress = /^https?:\/\/\S+$/.test(chosen);
    insert(area, isAddress ? `[](${chosen})` : `[${chosen}](https://)`);
    if (isAddress) area.setSelectionRange(start + 1, start + 1);
    else area.setSelectionRange(start + chosen.length + 3, start + chosen.length + 11);
  },
  media: (area) => area.form.dispatchEvent(new CustomEvent("choose-picture")),
  image: (area) => area.form.querySelector("[data-pick]")?.click(),
};

// By the key that is pressed with Ctrl or ⌘: plain, with Shift, with Alt.
const plain = { b: "bold", i: "italic", k: "link", e: "code" };
const shifted = { Digit7: "numbers", Digit8: "bullets", Digit9: "quote", KeyU: "image" };
const alternative = { Digit2: "heading", Digit3: "subheading" };
const shown = { bold: "B", italic: "I", link: "K", code: "E", numbers: "⇧7", bullets: "⇧8", quote: "⇧9", image: "⇧U", heading: "⌥2" };

export function tools(form, saved) {
  const area = form.querySelector("[data-body]");
  const bar = form.querySelector("[data-tools]");
  const title = form.querySelector("[data-title]");
  const isMarkdown = () => form.elements.format.value === "markdown";
  const run = (name) => { if (isMarkdown() || name === "image" || name === "media") commands[name](area); };

  const show = () => { bar.hidden = !isMarkdown(); };
  show();
  form.addEventListener("converted", show);
  const buttons = [...bar.querySelectorAll("[data-command]")];
  for (const button of buttons) {
    const keys = shown[button.dataset.command];
    const ctrl = IS_MAC ? "⌘" : "Ctrl+";
    if (keys) button.title += ` (${ctrl}${IS_MAC ? keys : keys.replace("⇧", "Shift+").replace("⌥", "Alt+")})`;
    button.addEventListener("click", () => run(button.dataset.command));
  }
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    const next = buttons[(at + step + buttons.length) % buttons.length];
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });

  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && !event.shiftKey && isMarkdown() && goOn(area)) event.preventDefault();
    if (!(event.ctrlKey || event.metaKey)) return;
    let name = plain[event.key.toLowerCase()];
    if (event.altKey) name = alternative[event.code];
    else if (event.shiftKey) name = shifted[event.code];
    if (!name) return;
    event.preventDefault();
    run(name);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.key.toLowerCase() === "s" && !event.shiftKey) {
      event.preventDefault();
      saved.save();
    } else if (event.key === "Enter" && form.querySelector("[data-review]")) {
      event.preventDefault();
      form.dispatchEvent(new CustomEvent("review"));
    }
  });

  const grow = () => {
    for (const each of [title, area]) {
      if (each === area && CSS.supports("field-sizing", "content")) continue;
      each.style.blockSize = "auto";
      each.style.blockSize = `${each.scrollHeight + 2}px`;
    }
  };
  title.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    area.focus();
  });
  form.addEventListener("input", grow);
  grow();
}
