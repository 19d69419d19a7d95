/* Short words at the edge of the page. An error stays until it is closed; other words leave by themselves. */
const STAYS_MS = 6000;

export function toast(words, kind = "done") {
  const region = document.getElementById("toasts");
  if (!region) return;
  for (const shown of region.children) {
    if (shown.querySelector("[data-words]").textContent === words) shown.remove();
  }
  const note = document.createElement("div");
  note.className = `toast toast--${kind}`;
  const shape = document.createElement("span");
  shape.className = "toast__shape";
  shape.setAttribute("aria-hidden", "true");
  shape.textContent = kind === "error" ? "■" : "✓";
  const text = document.createElement("span");
  text.dataset.words = "";
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button button--small toast__close";
  close.textContent = "关闭";
  close.addEventListener("click", () => note.remove());
  note.append(shape, text, close);
  region.append(note);
  if (kind !== "error") leaveLater(note);
}

/* Whoever reads it with the pointer or the keyboard is not hurried. */
function leaveLater(note) {
  let timer = setTimeout(() => note.remove(), STAYS_MS);
  const hold = () => clearTimeout(timer);
  const release = () => {
    clearTimeout(timer);
    timer = setTimeout(() => note.remove(), STAYS_MS);
  };
  note.addEventListener("pointerenter", hold);
  note.addEventListener("focusin", hold);
  note.addEventListener("pointerleave", release);
  note.addEventListener("focusout", release);
}
