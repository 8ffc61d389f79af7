// Changing the text of a field so that undo still works.

export function insert(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  const done = text === "" && start !== end ? document.execCommand("delete") : document.execCommand("insertText", false, text);
  if (!done) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// Puts marks around what is selected, or takes them away.
export function wrap(area, before, after = before) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const outer = value.slice(start - before.length, start) === before && value.slice(end, end + after.length) === after;
  if (outer) {
    insert(area, chosen, start - before.length, end + after.length);
    area.setSelectionRange(start - before.length, end - before.length);
  } else {
    insert(area, before + chosen + after);
    area.setSelectionRange(start + before.length, start + before.length + chosen.length);
  }
}

// Begins each chosen line with a mark in place of those that match `pattern`, or takes the mark
// away when all lines have it: those that match `own`.
export function prefix(area, mark, pattern, own = pattern) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const found = value.indexOf("\n", area.selectionEnd);
  const end = found < 0 ? value.length : found;
  const lines = value.slice(start, end).split("\n");
  const all = lines.every((line) => own.test(line));
  const changed = lines.map((line, n) => (all ? line.replace(pattern, "") : (typeof mark === "function" ? mark(n) : mark) + line.replace(pattern, "")));
  insert(area, changed.join("\n"), start, end);
  area.setSelectionRange(lines.length > 1 ? start : area.selectionEnd, area.selectionEnd);
}

// Goes on with a list or quotation at Enter; an empty item ends it.
export function goOn(area) {
  const { selectionStart: at, selectionEnd, value } = area;
  if (at !== selectionEnd) return false;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const found = /^(\s*)(?:([-*+]) (?:\[[ xX]\] )?|(\d{1,9})([.)]) |(> ?)+)/.exec(value.slice(start, at));
  if (!found) return false;
  if (value.slice(start, at).trim() === found[0].trim()) {
    insert(area, "", start, at);
    return true;
  }
  const next = found[3] ? `${found[1]}${Number(found[3]) + 1}${found[4]} ` : found[0].replace(/\[[xX]\]/, "[ ]");
  insert(area, `\n${next}`);
  return true;
}
