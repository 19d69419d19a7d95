/* A list of the form as a table that is written in like a spreadsheet: drawing, the current cell, the range.

   The focus always lies in one text field that stands in the current cell. So the first sign typed, also through
   an input method, arrives where it belongs; until then the field is empty and cannot be seen. */
import { el, icon, isStroke, plain, total } from "./dom.js";
import { categories } from "./rows.js";
import { Typing } from "./typing.js";

export class Grid {
  constructor(section, store, view) {
    Object.assign(this, { section, store, view });
    this.columns = section.columns;
    this.at = null;
    this.anchor = null;
    this.cells = new Map();
    this.typing = new Typing(this);
    this.body = el("tbody", { role: "rowgroup" });
    this.foot = el("tfoot", { role: "rowgroup" });
    this.table = el(
      "table",
      { class: `grid grid--${section.list}`, role: "grid", "aria-multiselectable": "true", "aria-label": section.title, "aria-readonly": view.mayEdit() ? null : "true" },
      el("thead", { role: "rowgroup" }, this.headings()),
      this.body,
      this.foot,
    );
    this.typing.field.setAttribute("aria-describedby", "cell-help");
    this.listen();
    this.render();
  }

  get rows() {
    return this.store.form[this.section.list];
  }

  get hasTools() {
    return Boolean(this.section.add) && this.view.mayEdit();
  }

  headings() {
    const names = this.columns.map((column, index) =>
      el(
        "th",
        { role: "columnheader", scope: "col", class: `grid__head grid__head--${column.kind} grid__head--${column.name}`, "aria-colindex": index + 1, title: column.help || null },
        column.title,
      ),
    );
    if (this.section.is_grouped) names.unshift(el("th", { role: "columnheader", scope: "col", class: "grid__head grid__head--sub" }, "二级指标"));
    if (this.hasTools) names.push(el("th", { role: "columnheader", scope: "col", class: "grid__head grid__head--tools" }, el("span", { class: "hidden" }, "操作")));
    return el("tr", { role: "row", "aria-rowindex": 1 }, names);
  }

  /* Draw all rows anew. A cell that is being written in keeps its field. */
  render() {
    this.cells.clear();
    const lines = [];
    if (this.section.is_grouped) {
      for (const group of categories(this.rows)) {
        lines.push(this.groupLine(group));
        group.rows.forEach((row, index) => lines.push(this.rowLine(row, index === 0 || group.rows[index - 1].subcategory !== row.subcategory)));
      }
    } else for (const row of this.rows) lines.push(this.rowLine(row));
    lines.forEach((line, index) => line.setAttribute("aria-rowindex", index + 2));
    const hadFocus = this.typing.hasFocus();
    this.typing.pause();
    this.body.replaceChildren(...lines);
    this.table.setAttribute("aria-rowcount", lines.length + 1);
    this.drawSums();
    if (this.at && !this.cell(this.at)) this.at = this.nearest();
    this.at ??= this.first();
    this.anchor = this.anchor && this.cell(this.anchor) ? this.anchor : this.at;
    this.place(hadFocus);
  }

  groupLine({ name, marks, rows }) {
    const used = total(rows.map((row) => row.max_score));
    const left = total([marks]) - used;
    const words = left === 0 ? "分值已分完" : left > 0 ? `还剩 ${plain(left)} 分` : `超出 ${plain(-left)} 分`;
    const field = el("input", {
      class: "group__marks",
      inputmode: "decimal",
      value: marks,
      size: 4,
      "aria-label": `${name}的分值`,
      readonly: !this.view.mayEdit(),
      onchange: (event) => this.setMarks(rows, event.target.value.trim()),
    });
    const span = this.columns.length + 1 + (this.hasTools ? 1 : 0);
    return el(
      "tr",
      { role: "row", class: "group" },
      el(
        "th",
        { role: "rowheader", scope: "rowgroup", colspan: span, class: "group__cell" },
        el("span", { class: "group__name" }, name || "（没有一级指标）"),
        el("span", { class: "group__of" }, field, "分"),
        el("span", { class: `group__left${left ? (left > 0 ? " group__left--open" : " group__left--over") : ""}` }, words),
      ),
    );
  }

  setMarks(rows, value) {
    const list = this.section.list;
    this.store.change(
      rows.map((row) => ({ op: "set", path: `${list}/${row.id}/category_max_score`, was: row.category_max_score, value })),
    );
  }

  rowLine(row, isFirst = true) {
    const line = el("tr", { role: "row", class: "grid__row", "data-row": row.id, "data-level": row.level || null });
    if (this.section.is_grouped) {
      line.append(el("th", { role: "rowheader", scope: "row", class: `grid__sub${isFirst ? "" : " grid__sub--again"}`, "data-name": "二级指标" }, el("span", {}, row.subcategory)));
    }
    if (this.section.is_grouped && isStroke(row.name) && row.name) line.classList.add("grid__row--none");
    this.columns.forEach((column, index) => line.append(this.newCell(row, column, index)));
    if (this.hasTools) line.append(el("td", { role: "gridcell", class: "grid__tools" }, this.rowTools(row)));
    return line;
  }

  newCell(row, column, index) {
    const path = `${this.section.list}/${row.id}/${column.name}`;
    const cell = el(column.is_fixed ? "th" : "td", {
      role: column.is_fixed ? "rowheader" : "gridcell",
      scope: column.is_fixed ? "row" : null,
      class: `grid__cell grid__cell--${column.kind} grid__cell--${column.name}`,
      "data-path": path,
      "data-name": column.title,
      "aria-colindex": index + 1,
      "aria-selected": column.is_fixed ? null : "false",
      "aria-readonly": column.is_fixed || !this.view.mayEdit() ? "true" : null,
    });
    this.cells.set(path, cell);
    this.fill(cell, path, row, column);
    return cell;
  }

  /* Write what stands in a cell, what the engine understood, and what it says of it. */
  fill(cell, path, row, column) {
    const text = String(row[column.name] ?? "");
    const note = this.view.noteOf(path, row, column);
    /* The field stays where it is: taken out for a moment it would lose the focus. */
    for (const child of [...cell.children]) if (!child.matches(".grid__field")) child.remove();
    cell.prepend(el("span", { class: "grid__text" }, text), ...(note || []));
    const severity = this.view.severityOf(path);
    cell.toggleAttribute("data-blank", text === "");
    if (severity) cell.dataset.severity = severity;
    else delete cell.dataset.severity;
    if (severity === "error") cell.setAttribute("aria-invalid", "true");
    else cell.removeAttribute("aria-invalid");
  }

  update(paths) {
    for (const path of paths) {
      const cell = this.cells.get(path);
      const [, id] = path.split("/");
      const row = cell && this.rows.find((one) => one.id === id);
      const column = row && this.columns.find((one) => path.endsWith(`/${one.name}`));
      if (column) this.fill(cell, path, row, column);
    }
    this.drawSums();
  }

  /* The engine said something new: every cell's notes are drawn again, none of the rows. */
  refresh() {
    this.update([...this.cells.keys()]);
    this.typing.describe();
  }

  drawSums() {
    if (this.section.is_grouped) {
      const used = this.rows.map((row) => row.max_score);
      const got = this.rows.map((row) => row.score);
      for (const [index, group] of categories(this.rows).entries()) {
        const line = this.body.querySelectorAll("tr.group")[index];
        const fresh = this.groupLine(group);
        if (line && line.contains(document.activeElement)) line.querySelector(".group__left").replaceWith(fresh.querySelector(".group__left"));
        else if (line) line.replaceWith(fresh);
      }
      this.foot.replaceChildren(this.view.sumLine(this, total(used), total(got)));
    } else if (this.view.footOf(this.section)) this.foot.replaceChildren(this.view.footOf(this.section));
  }

  rowTools(row) {
    const tool = (name, words, act) =>
      el("button", { type: "button", class: "tool grid__tool", tabindex: "-1", title: words, "aria-label": words, onclick: () => act.call(this.view, this, row) }, icon(name));
    const levels = this.section.is_tree ? [tool("out", "升一级（Alt+←）", this.view.promote), tool("in", "降一级（Alt+→）", this.view.demote)] : [];
    return el(
      "span",
      { class: "grid__row-tools" },
      tool("plus", "在下面加一行（Ctrl+Enter）", this.view.addBelow),
      tool("up", "上移（Alt+↑）", this.view.moveUp),
      tool("down", "下移（Alt+↓）", this.view.moveDown),
      levels,
      tool("remove", "删除这一行（Ctrl+Delete）", this.view.removeRow),
    );
  }

  /* The current cell and the range ------------------------------------------------------------------------------- */

  get writable() {
    return this.columns.filter((column) => !column.is_fixed);
  }

  path({ row, column }) {
    return `${this.section.list}/${row}/${column}`;
  }

  cell(at) {
    return this.cells.get(this.path(at));
  }

  first() {
    const [row] = this.rows;
    return row ? { row: row.id, column: this.writable[0].name } : null;
  }

  nearest() {
    const row = this.rows[Math.min(this.lastIndex || 0, this.rows.length - 1)];
    return row ? { row: row.id, column: this.at.column } : null;
  }

  indexOf({ row, column }) {
    return { y: this.rows.findIndex((one) => one.id === row), x: this.writable.findIndex((one) => one.name === column) };
  }

  atIndex(y, x) {
    const row = this.rows[Math.max(0, Math.min(y, this.rows.length - 1))];
    const column = this.writable[Math.max(0, Math.min(x, this.writable.length - 1))];
    return row ? { row: row.id, column: column.name } : null;
  }

  /* Make a cell the current one; with `extends` the range grows from where it began. */
  go(at, { isExtended = false, isFocused = true } = {}) {
    if (!at || !this.cell(at)) return;
    this.typing.end();
    this.at = at;
    this.lastIndex = this.indexOf(at).y;
    if (!isExtended) this.anchor = at;
    this.place(isFocused);
  }

  step(dy, dx, isExtended = false) {
    const { y, x } = this.indexOf(this.at);
    this.go(this.atIndex(y + dy, x + dx), { isExtended });
  }

  /* To the next cell in reading order; gives false at the end, so that Tab leaves the table. */
  next(direction) {
    const { y, x } = this.indexOf(this.at);
    const width = this.writable.length;
    const index = y * width + x + direction;
    if (index < 0 || index >= this.rows.length * width) return false;
    this.go(this.atIndex(Math.floor(index / width), index % width));
    return true;
  }

  range() {
    const one = this.indexOf(this.anchor);
    const other = this.indexOf(this.at);
    const [top, bottom] = [Math.min(one.y, other.y), Math.max(one.y, other.y)];
    const [left, right] = [Math.min(one.x, other.x), Math.max(one.x, other.x)];
    return { top, bottom, left, right, rows: this.rows.slice(top, bottom + 1), columns: this.writable.slice(left, right + 1) };
  }

  place(isFocused) {
    if (!this.at) {
      this.typing.leave();
      return;
    }
    const { rows, columns } = this.range();
    const chosen = new Set(rows.flatMap((row) => columns.map((column) => `${this.section.list}/${row.id}/${column.name}`)));
    for (const [path, cell] of this.cells) {
      if (cell.hasAttribute("aria-selected")) cell.setAttribute("aria-selected", String(chosen.has(path)));
      cell.classList.toggle("is-current", path === this.path(this.at));
    }
    this.table.classList.toggle("has-range", chosen.size > 1);
    this.typing.settle(this.cell(this.at), isFocused);
    if (isFocused) this.view.help(this.columns.find((column) => column.name === this.at.column));
  }

  listen() {
    this.body.addEventListener("pointerdown", (event) => this.press(event));
    this.body.addEventListener("dblclick", (event) => {
      if (this.target(event)) this.typing.begin();
    });
  }

  target(event) {
    if (event.target.closest("button, a, input")) return null;
    const cell = event.target.closest("td[data-path]");
    if (!cell) return null;
    const [, row, column] = cell.dataset.path.split("/");
    return { row, column };
  }

  press(event) {
    const at = this.target(event);
    if (!at || event.button) return;
    const isSame = this.at && at.row === this.at.row && at.column === this.at.column;
    if (isSame && this.typing.isWriting) return;
    if (event.pointerType === "mouse") {
      event.preventDefault();
      this.go(at, { isExtended: event.shiftKey });
      this.drag();
    } else this.body.addEventListener("click", () => this.tap(at), { once: true });
  }

  /* A finger has no second click to spare: the cell is written in at once. */
  tap(at) {
    this.go(at);
    this.typing.begin();
  }

  drag() {
    const follow = (event) => {
      const under = document.elementFromPoint(event.clientX, event.clientY);
      const at = under && this.body.contains(under) ? this.target({ target: under }) : null;
      if (at && (at.row !== this.at.row || at.column !== this.at.column)) this.go(at, { isExtended: true });
    };
    const stop = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", stop);
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", stop);
  }
}
