// Help on the pages of upkeep; everything works without it.

// How a colour looks, as it is typed: drawn by the server.
const field = document.querySelector("[data-accent]");
field?.addEventListener("input", () => {
  const sample = document.querySelector("[data-accent-sample]");
  if (/^(#[0-9a-f]{6})?$/i.test(field.value)) sample.src = `/studio/settings/accent.svg?colour=${encodeURIComponent(field.value)}`;
});

// A table of redirects from a file.
for (const line of document.querySelectorAll("[data-fill]")) {
  line.hidden = false;
  line.querySelector("input").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) document.getElementById(line.dataset.fill).value = await file.text();
  });
}

// Entries of menus are ordered by dragging, too; Save keeps the order.
for (const menu of document.querySelectorAll("[data-sortable]")) {
  let dragged = null;
  for (const row of menu.querySelectorAll("[data-row]")) {
    const grip = row.querySelector("[data-grip]");
    grip.hidden = false;
    grip.draggable = true;
    grip.addEventListener("dragstart", (event) => {
      dragged = row;
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    grip.addEventListener("dragend", () => {
      row.classList.remove("dragged");
      dragged = null;
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const { top, height } = row.getBoundingClientRect();
      row[event.clientY < top + height / 2 ? "before" : "after"](dragged);
    });
    row.addEventListener("drop", (event) => event.preventDefault());
  }
}
