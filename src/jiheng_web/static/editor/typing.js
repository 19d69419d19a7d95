/* The one field of a table: keys while moving about, and writing in a cell.

   Not writing, the field is empty and unseen; what is typed starts a new text in place of the old one. F2, Enter or
   a double click write on in the old one. What is written is in the form with each keystroke; Esc brings back what
   stood there. */
import { el } from "./dom.js";
import { blockOf, toHtml, toText } from "./clipboard.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const FAR = 10000;

export class Typing {
  constructor(grid) {
    this.grid = grid;
    this.isWriting = false;
    this.isFresh = false;
    this.count = 0;
    this.field = el("textarea", { class: "grid__field", rows: 1, spellcheck: "false", autocomplete: "off" });
    const on = (name, act) => this.field.addEventListener(name, act);
    on("keydown", (event) => (this.isWriting ? this.writingKey(event) : this.movingKey(event)));
    on("compositionstart", () => this.start(true));
    on("compositionend", () => this.take());
    on("input", (event) => event.isComposing || this.take());
    on("blur", () => this.isPaused || this.end());
    on("copy", (event) => this.copy(event));
    on("cut", (event) => this.copy(event) && this.grid.view.clear(this.grid));
    on("paste", (event) => this.paste(event));
  }

  get mayEdit() {
    return this.grid.view.mayEdit();
  }

  hasFocus() {
    return document.activeElement === this.field;
  }

  /* The table is drawn anew: losing the focus for a moment ends nothing. */
  pause() {
    this.isPaused = true;
  }

  /* Stand in a cell. */
  settle(cell, isFocused) {
    const isHere = this.field.parentElement === cell;
    this.isPaused = true;
    if (!isHere) cell.append(this.field);
    this.field.readOnly = !this.mayEdit;
    this.describe();
    if (isFocused) {
      if (!this.hasFocus()) this.field.focus({ preventScroll: true });
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.isPaused = false;
  }

  leave() {
    this.field.remove();
    this.isPaused = false;
  }

  describe() {
    if (this.grid.at) this.field.setAttribute("aria-label", this.grid.view.wordsOf(this.grid));
  }

  /* Writing --------------------------------------------------------------------------------------------------------- */

  start(isFresh) {
    if (this.isWriting || !this.mayEdit) return;
    this.isWriting = true;
    this.isFresh = isFresh;
    this.count += 1;
    this.before = this.grid.store.value(this.grid.path(this.grid.at));
    this.field.classList.add("is-writing");
    this.grid.cell(this.grid.at).classList.add("is-written");
  }

  /* Write on in what stands there. */
  begin() {
    if (this.isWriting || !this.mayEdit) return;
    this.start(false);
    this.field.value = this.before;
    this.field.focus();
    this.field.setSelectionRange(this.before.length, this.before.length);
    this.fit();
  }

  take() {
    this.start(true);
    if (!this.isWriting) return;
    this.fit();
    this.grid.store.set(this.grid.path(this.grid.at), this.field.value, { join: `${this.grid.path(this.grid.at)} ${this.count}` });
  }

  fit() {
    this.field.rows = Math.max(1, this.field.value.split("\n").length);
  }

  end() {
    if (this.isWriting) {
      this.isWriting = false;
      this.grid.store.endStep();
      for (const cell of this.grid.table.querySelectorAll(".is-written")) cell.classList.remove("is-written");
    }
    this.field.classList.remove("is-writing");
    this.field.value = "";
    this.field.rows = 1;
    this.describe();
  }

  cancel() {
    this.grid.store.set(this.grid.path(this.grid.at), this.before, { join: `${this.grid.path(this.grid.at)} ${this.count}` });
    this.end();
  }

  writingKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const { key } = event;
    const isOfRows = (event.altKey && key in STEPS) || (event.ctrlKey && key === "Enter");
    if (isOfRows) {
      this.end();
      this.movingKey(event);
    } else if (key === "Escape") this.cancel();
    else if (key === "Enter" && (event.altKey || event.shiftKey)) {
      this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
      this.take();
    } else if (key === "Enter") this.move(1, 0);
    else if (key === "Tab") {
      this.end();
      if (!this.grid.next(event.shiftKey ? -1 : 1)) return;
    } else if (key === "F2") this.isFresh = false;
    else if (this.isFresh && key in STEPS && !event.shiftKey) this.move(...STEPS[key]);
    else return;
    event.preventDefault();
  }

  move(dy, dx) {
    this.end();
    this.grid.step(dy, dx);
  }

  /* Moving about ---------------------------------------------------------------------------------------------------- */

  movingKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const isControl = event.ctrlKey || event.metaKey;
    const done = (isControl && this.controlKey(event)) || (event.altKey && this.altKey(event)) || this.plainKey(event, isControl);
    if (done) event.preventDefault();
  }

  plainKey(event, isControl) {
    const { grid } = this;
    const { key } = event;
    if (key in STEPS && !event.altKey) {
      const far = isControl ? FAR : 1;
      grid.step(STEPS[key][0] * far, STEPS[key][1] * far, event.shiftKey);
    } else if (key === "Tab") return grid.next(event.shiftKey ? -1 : 1);
    else if (key === "Home" || key === "End") {
      const far = key === "Home" ? -FAR : FAR;
      grid.step(isControl ? far : 0, far, event.shiftKey);
    } else if (key === "PageDown" || key === "PageUp") grid.step(key === "PageDown" ? 10 : -10, 0, event.shiftKey);
    else if ((key === "Enter" || key === "F2") && !isControl) this.begin();
    else if ((key === "Delete" || key === "Backspace") && !isControl) grid.view.clear(grid);
    else if (key === "Escape") grid.go(grid.at);
    else return false;
    return true;
  }

  controlKey(event) {
    const { grid } = this;
    const key = event.key.toLowerCase();
    const row = () => grid.rows[grid.indexOf(grid.at).y];
    if (key === "z" && !event.shiftKey) grid.view.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) grid.view.redo();
    else if (key === "a") {
      grid.go(grid.atIndex(0, 0));
      grid.go(grid.atIndex(FAR, FAR), { isExtended: true });
    } else if (key === "enter" && grid.hasTools) grid.view.addBelow(grid, row());
    else if ((key === "delete" || key === "-") && grid.hasTools) grid.view.removeChosen(grid);
    else return false;
    return true;
  }

  altKey(event) {
    const { grid } = this;
    if (!grid.hasTools || !(event.key in STEPS)) return false;
    const row = grid.rows[grid.indexOf(grid.at).y];
    const acts = { ArrowUp: "moveUp", ArrowDown: "moveDown", ArrowLeft: "promote", ArrowRight: "demote" };
    grid.view[acts[event.key]](grid, row);
    return true;
  }

  /* The clipboard --------------------------------------------------------------------------------------------------- */

  copy(event) {
    if (this.isWriting) return false;
    const { rows, columns } = this.grid.range();
    const block = rows.map((row) => columns.map((column) => String(row[column.name] ?? "")));
    event.clipboardData.setData("text/plain", toText(block));
    event.clipboardData.setData("text/html", toHtml(block));
    event.preventDefault();
    return this.mayEdit;
  }

  paste(event) {
    if (!this.mayEdit) return;
    const block = blockOf(event.clipboardData);
    const isOne = block.length === 1 && block[0].length === 1;
    if (this.isWriting && isOne) return;
    event.preventDefault();
    this.end();
    this.grid.view.pasteBlock(this.grid, block);
  }
}
