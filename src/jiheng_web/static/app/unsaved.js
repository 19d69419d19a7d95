/* Nobody loses what is not saved: a form with data-guard, or whatever a page marks by markUnsaved(name, true). */
const unsaved = new Set();

export function markUnsaved(name, isUnsaved) {
  if (isUnsaved) unsaved.add(name);
  else unsaved.delete(name);
  document.documentElement.toggleAttribute("data-unsaved", unsaved.size > 0);
}

export function startUnsaved() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) markUnsaved(form, true);
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) markUnsaved(event.target, false);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) markUnsaved(event.detail.elt, false);
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size > 0) event.preventDefault();
  });
}
