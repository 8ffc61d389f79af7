// The editor: a form that works by itself, made quick. Each part is a small module.
import { authors } from "./editor/authors.js";
import { cards } from "./editor/cards.js";
import { convert } from "./editor/convert.js";
import { modal } from "./editor/modal.js";
import { people } from "./editor/people.js";
import { pictures } from "./editor/pictures.js";
import { preview } from "./editor/preview.js";
import { saving } from "./editor/saving.js";
import { share } from "./editor/share.js";
import { tabs } from "./editor/tabs.js";
import { tags } from "./editor/tags.js";
import { tools } from "./editor/tools.js";

const form = document.querySelector("[data-editor]");
if (form) {
  const saved = saving(form);
  tools(form, saved);
  preview(form);
  tabs(form);  // which shows the preview where there is room
  pictures(form);
  cards(form);
  tags(form);
  authors(form);
  people(form, saved);
  modal(form, saved);
  share(form, saved);
  convert(form);
}
