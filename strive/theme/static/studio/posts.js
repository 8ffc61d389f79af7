// The list of posts: ticks all, says how many are ticked, asks only for what an action needs.

const form = document.querySelector("[data-bulk]");
if (form) {
  const ticks = [...form.querySelectorAll("[name=id]")];
  const all = form.querySelector("[data-all]");
  const chosen = form.querySelector("[data-chosen]");
  const action = form.elements.action;

  const count = () => {
    const number = ticks.filter((tick) => tick.checked).length;
    chosen.textContent = number ? `${number} ticked` : "";
    form.dataset.chosen = number ? "1" : "";
    all.checked = number > 0 && number === ticks.length;
    all.indeterminate = number > 0 && number < ticks.length;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== action.value;
  };

  form.classList.add("desk-quick");
  form.querySelector(".desk-all").hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
  count();
}

const filter = document.querySelector("[data-filter]");
filter?.addEventListener("change", (event) => {
  if (event.target.matches("select")) filter.requestSubmit();
});
