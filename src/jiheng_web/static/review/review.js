/* Pinning points to cells: a click or Enter on a cell opens the dialog; arrows move among cells. */
import { openDialog } from "../app/dialogs.js";

const dialog = document.getElementById("remark");

function ask({ form, path, rule, place, cell, text }) {
  if (!dialog) return;
  const fields = dialog.querySelector("form").elements;
  fields.form_key.value = form;
  fields.path.value = path;
  fields.rule.value = rule;
  fields.text.value = text;
  fields.text.defaultValue = text;
  dialog.querySelector("[data-remark-place]").textContent = place;
  const quoted = dialog.querySelector("[data-remark-cell]");
  quoted.textContent = cell;
  quoted.hidden = !cell;
  openDialog(dialog);
}

function askOnCell(sheet, cell) {
  const row = cell.closest("tr");
  const name = row ? row.querySelector('[data-path$="/name"], [data-path$="/label"]') : null;
  const words = [sheet.dataset.title, name && name !== cell ? shown(name) : "", cell.dataset.heading];
  ask({
    form: sheet.dataset.form,
    path: cell.dataset.path,
    rule: "",
    place: words.filter(Boolean).join(" · "),
    cell: cell.matches(".read") ? shown(cell) : "",
    text: "",
  });
}

function shown(cell) {
  const text = cell.querySelector(".read__text");
  return text ? text.textContent.trim() : "";
}

/* One stop of the Tab key for the whole sheet; from there the arrows lead on. */
function startSheet(sheet) {
  const cells = [...sheet.querySelectorAll("[data-path]")];
  cells.forEach((cell, index) => {
    cell.tabIndex = index === 0 ? 0 : -1;
    cell.setAttribute("role", "button");
    cell.setAttribute("aria-label", `${cell.dataset.heading} ${cell.textContent.trim() || "空白"}，提整改要点`);
  });
  sheet.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-path]");
    if (cell && !event.target.closest("a, summary") && !String(window.getSelection())) askOnCell(sheet, cell);
  });
  sheet.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-path]");
    if (!cell || event.target !== cell) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      askOnCell(sheet, cell);
      return;
    }
    const next = neighbour(cells, cell, event.key);
    if (!next) return;
    event.preventDefault();
    cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

function neighbour(cells, cell, key) {
  const at = cells.indexOf(cell);
  if (key === "ArrowRight") return cells[at + 1];
  if (key === "ArrowLeft") return cells[at - 1];
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  const step = key === "ArrowDown" ? 1 : -1;
  const box = cell.closest("td");
  const row = box ? box.parentElement : null;
  const below = row ? row.parentElement.rows[row.sectionRowIndex + step] : null;
  const inside = below && below.cells[box.cellIndex] ? below.cells[box.cellIndex].querySelector("[data-path]") : null;
  if (inside) return inside;
  for (let i = at + step; i >= 0 && i < cells.length; i += step) {
    if (!row || cells[i].closest("tr") !== row) return cells[i];
  }
  return null;
}

document.querySelectorAll("[data-pins]").forEach(startSheet);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remark]");
  if (button) ask({ ...button.dataset });
});

/* A list of many forms opens at the one that is shown. */
document.querySelectorAll(".form-list").forEach((list) => {
  const current = list.querySelector("[aria-current]");
  if (current) list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 3;
});
