// What is typed, kept on this device at each keystroke, before anything is sent anywhere.

const PREFIX = "strive:copy:";
const ASIDE = ":aside";
const KEPT_MS = 30 * 86_400_000;
const NOT_TYPED = new Set(["revision", "draft_id", "kind", "do"]);

export const typedOf = (form) => [...new FormData(form)].filter(([name]) => !NOT_TYPED.has(name));

export const alike = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export function localCopies(user) {
  const key = (draft) => `${PREFIX}${user}:${draft}`;

  function forgetOld() {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
      const at = JSON.parse(localStorage.getItem(name) ?? "{}").at ?? 0;
      if (Date.now() - at > KEPT_MS) localStorage.removeItem(name);
    }
  }

  return {
    // Returns whether the device took it: there may be no room.
    keep(draft, revision, fields) {
      try {
        localStorage.setItem(key(draft), JSON.stringify({ at: Date.now(), revision, fields }));
        return true;
      } catch {
        try {
          forgetOld();
          localStorage.setItem(key(draft), JSON.stringify({ at: Date.now(), revision, fields }));
          return true;
        } catch {
          return false;
        }
      }
    },
    // Returns what was typed last, or what was put aside before that.
    get(draft) {
      try {
        return JSON.parse(localStorage.getItem(key(draft)) ?? localStorage.getItem(key(draft) + ASIDE));
      } catch {
        return null;
      }
    },
    // Keeps a copy from being written over by what is typed next.
    aside(draft) {
      try {
        const copy = localStorage.getItem(key(draft));
        if (copy) localStorage.setItem(key(draft) + ASIDE, copy);
        localStorage.removeItem(key(draft));
      } catch {
        // it stays where it is
      }
    },
    forget(draft) {
      try {
        localStorage.removeItem(key(draft));
        localStorage.removeItem(key(draft) + ASIDE);
      } catch {
        // a device that keeps nothing has nothing to forget
      }
    },
    // Returns what was begun here and never saved: pairs of its id and the copy.
    begun() {
      try {
        return Object.keys(localStorage)
          .filter((name) => name.startsWith(key("")) && !name.endsWith(ASIDE))
          .map((name) => [name.slice(key("").length), JSON.parse(localStorage.getItem(name))])
          .filter(([, copy]) => copy.revision === 0);
      } catch {
        return [];
      }
    },
  };
}

// Puts fields back into the form, as they were typed.
export function restore(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || NOT_TYPED.has(field.name) || field.type === "submit") continue;
    const given = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else field.value = given[0] ?? "";
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}
