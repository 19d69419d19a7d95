/* Native dialogs, opened and closed by attributes: data-dialog-open="id", data-dialog-close. Menus close as menus do. */
const openers = new WeakMap();

export function openDialog(dialog, opener = document.activeElement) {
  if (!dialog || dialog.open) return;
  openers.set(dialog, opener);
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], textarea, input:not([type=hidden]), select");
  if (first) first.focus();
}

function closeMenus(except) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!except || !menu.contains(except)) menu.open = false;
  });
}

export function startDialogs() {
  document.addEventListener("click", (event) => {
    const open = event.target.closest("[data-dialog-open]");
    if (open) {
      event.preventDefault();
      openDialog(document.getElementById(open.dataset.dialogOpen), open);
      return;
    }
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog").close();
    /* A press on the backdrop arrives at the dialog itself. A dialog that was written in stays. */
    else if (event.target instanceof HTMLDialogElement && !wasWrittenIn(event.target)) event.target.close();
    closeMenus(event.target);
  });
  document.addEventListener(
    "close",
    (event) => {
      const opener = openers.get(event.target);
      if (opener && opener.isConnected) opener.focus();
    },
    true,
  );
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest && event.target.closest("details.menu[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("focusin", (event) => closeMenus(event.target));
}

function wasWrittenIn(dialog) {
  return [...dialog.querySelectorAll("textarea, input")].some((field) => field.value !== field.defaultValue);
}
