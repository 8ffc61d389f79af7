// Text, preview and settings: beside each other where there is room, one at a time on a phone.

const WIDE = matchMedia("(min-width: 72rem)");

export function tabs(form) {
  const list = form.querySelector("[data-tabs]");
  const buttons = [...list.querySelectorAll("[data-tab]")];
  const parts = Object.fromEntries(buttons.map((tab) => [tab.dataset.tab, document.getElementById(tab.getAttribute("aria-controls"))]));

  function show(view, focus = false) {
    const shown = WIDE.matches && view === "write" ? "preview" : view;
    form.dataset.view = shown;
    for (const tab of buttons) {
      const isOn = tab.dataset.tab === shown;
      tab.setAttribute("aria-selected", isOn);
      tab.tabIndex = isOn ? 0 : -1;
      if (isOn && focus) tab.focus();
    }
    for (const [name, part] of Object.entries(parts)) part.hidden = name !== shown && !(WIDE.matches && name === "write");
    form.dispatchEvent(new CustomEvent("shown", { detail: shown }));
  }

  list.hidden = false;
  form.classList.add("editor-quick");
  for (const [name, part] of Object.entries(parts)) {
    part.setAttribute("role", name === "write" ? "group" : "tabpanel");
    part.setAttribute("aria-labelledby", `tab-${name}`);
  }
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab) show(tab.dataset.tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const usable = buttons.filter((tab) => tab.offsetParent !== null);
    const at = usable.indexOf(document.activeElement);
    show(usable[(at + step + usable.length) % usable.length].dataset.tab, true);
  });
  WIDE.addEventListener("change", () => show(form.dataset.view));
  const hasError = parts.settings.querySelector("[aria-invalid]");
  show(hasError ? "settings" : "write");
}
