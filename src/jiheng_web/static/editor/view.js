/* What tables and fields ask: may it be written, what does the engine say of a cell; and what is done to rows. */
import { el, hundredths, icon, plain, total } from "./dom.js";
import { levelled, moved, removals, rowAfter } from "./rows.js";
import { spread } from "./paste.js";
import { marksOf } from "./panel.js";

const RANKS = { error: 3, warning: 2, info: 1 };

export class View {
  constructor(store, setup, tell) {
    Object.assign(this, { store, setup, tell });
    this.parts = [];
    this.hear({ sheet: null, findings: [], understood: {} });
  }

  mayEdit() {
    return this.setup.may_edit;
  }

  /* Keep what the engine said, ready to be asked by cell. */
  hear({ sheet, understood }) {
    this.understood = understood;
    this.sheet = sheet;
    this.lines = new Map((sheet ? sheet.lines : []).map((line) => [line.path, line]));
  }

  hearFindings(findings) {
    this.worst = new Map();
    this.titles = new Map();
    for (const finding of findings) {
      for (const { form, path } of finding.at) {
        if (form !== this.setup.form || !path) continue;
        if ((RANKS[finding.severity] || 0) > (RANKS[this.worst.get(path)] || 0)) this.worst.set(path, finding.severity);
        this.titles.set(path, [...(this.titles.get(path) || []), finding.title]);
      }
    }
  }

  severityOf(path) {
    const severity = this.worst?.get(path);
    return severity === "info" ? null : severity;
  }

  /* The chip of a target, the recomputed marks of a score. */
  noteOf(path, row, column) {
    if (column.name === "target" && this.understood[path]) return [el("span", { class: "grid__note" }, this.understood[path])];
    const line = column.name === "score" ? this.lineOf(path.replace(/\/score$/, "")) : null;
    if (path === "total/score" && this.sheet) return this.marks({ ...this.sheet, agrees: null });
    return line && row.max_score ? this.marks(line) : null;
  }

  /* An indicator's line is named by its row, the one of the budget's execution by its label. */
  lineOf(row) {
    return this.lines.get(row) || this.lines.get(`${row}/label`);
  }

  marks(line) {
    const { again, agrees } = marksOf(line);
    const isParted = agrees === false;
    return [el("span", { class: `grid__again${isParted ? " grid__again--parts" : ""}` }, isParted ? "≠ " : "", `复算 ${again}`)];
  }

  /* What the reader of a screen hears of the current cell. */
  wordsOf(grid) {
    const { row: id, column: name } = grid.at;
    const row = grid.rows.find((one) => one.id === id);
    const column = grid.columns.find((one) => one.name === name);
    const path = grid.path(grid.at);
    const line = this.lineOf(`${grid.section.list}/${id}`);
    const { top, bottom, left, right } = grid.range();
    const count = (bottom - top + 1) * (right - left + 1);
    return [
      `${column.title}，${rowName(row, grid.rows.indexOf(row))}`,
      String(row[name] ?? "") || "空白",
      name === "target" ? this.understood[path] : "",
      name === "score" && line ? `复算 ${marksOf(line).again}` : "",
      ...(this.titles?.get(path) || []),
      count > 1 ? `选中 ${count} 格` : "",
    ]
      .filter(Boolean)
      .join("，");
  }

  /* A path in words, for findings and conflicts; "" for what this page does not show. */
  words(path) {
    const [list, id, name] = path.split("/");
    const part = this.parts.find(({ section }) => section.list === list);
    if (!part) {
      const owner = this.parts.find(({ section }) => section.columns.some((column) => column.name === path));
      const title = owner?.section.columns.find((column) => column.name === path).title || "";
      return list === "total" && title ? `总分 ${title}` : title;
    }
    const row = this.store.form[list].find((one) => one.id === id) || this.store.removed.get(`${list}/${id}`);
    const column = part.section.columns.find((one) => one.name === name);
    return [row ? rowName(row, this.store.form[list].indexOf(row)) : "", column ? column.title : ""].filter(Boolean).join(" ");
  }

  /* Sums at the foot of the indicators: their own, and with the execution of the budget. */
  sumLine(grid, marks, score) {
    const execution = (this.store.form.funds || []).filter((row) => row.source === "total");
    const all = { marks: marks + total(execution.map((row) => row.max_score)), score: score + total(execution.map((row) => row.score)) };
    const printed = this.store.form.total || {};
    const parts = [];
    const isWhole = execution.every((row) => hundredths(row.score) !== null);
    if (isWhole && printed.score && total([printed.score]) !== all.score) parts.push(`总分栏填 ${printed.score}`);
    const span = grid.columns.findIndex(({ name }) => name === "max_score");
    const rest = grid.columns.length - span - 2 + (grid.hasTools ? 1 : 0);
    return el(
      "tr",
      { role: "row", class: "grid__sum" },
      el("th", { role: "rowheader", scope: "row", colspan: span + 1 }, "指标合计", el("span", { class: "soft" }, "（加预算执行）")),
      el("td", { role: "gridcell", class: "grid__cell--marks", "data-name": "分值合计" }, plain(marks), el("span", { class: "grid__all" }, `（${plain(all.marks)}）`)),
      el("td", { role: "gridcell", class: "grid__cell--marks", "data-name": "得分合计" }, plain(score), el("span", { class: "grid__all" }, `（${plain(all.score)}）`)),
      el("td", { role: "gridcell", colspan: rest }, parts.map((words) => el("span", { class: "grid__again grid__again--parts" }, `≠ ${words}`))),
    );
  }

  footOf() {
    return null;
  }

  /* Rows ------------------------------------------------------------------------------------------------------------ */

  addBelow(grid, row) {
    const after = row || grid.rows.at(-1);
    const operation = rowAfter(grid.section, grid.rows, after);
    if (this.store.change([operation])) grid.go({ row: operation.row.id, column: grid.writable[0].name });
  }

  removeRow(grid, row) {
    this.remove(grid, [row], `“${rowName(row, grid.rows.indexOf(row))}”`);
  }

  removeChosen(grid) {
    const { rows } = grid.range();
    this.remove(grid, rows, rows.length === 1 ? `“${rowName(rows[0], grid.rows.indexOf(rows[0]))}”` : ` ${rows.length} 行`);
  }

  remove(grid, chosen, words) {
    const operations = removals(grid.section, grid.rows, chosen);
    const isKept = operations.filter(({ op }) => op === "remove").length < chosen.length;
    this.store.change(operations);
    this.tell(`已删除${words}${isKept ? "；表上印有的二级指标留一个空行" : ""}。按 Ctrl+Z 撤销。`);
    grid.place(true);
  }

  move(grid, row, step) {
    if (this.store.change(moved(grid.section, grid.rows, row, step))) grid.go({ ...grid.at, row: row.id });
    else if (grid.section.is_grouped) this.tell("这是这个二级指标唯一的一行，不能移走。");
  }

  moveUp(grid, row) {
    this.move(grid, row, -1);
  }

  moveDown(grid, row) {
    this.move(grid, row, 1);
  }

  promote(grid, row) {
    this.store.change(levelled(grid.section, row, -1));
  }

  demote(grid, row) {
    this.store.change(levelled(grid.section, row, 1));
  }

  clear(grid) {
    if (!this.mayEdit()) return;
    const { rows, columns } = grid.range();
    const operations = rows.flatMap((row) =>
      columns.map(({ name }) => ({ op: "set", path: `${grid.section.list}/${row.id}/${name}`, was: String(row[name] ?? ""), value: "" })),
    );
    this.store.change(operations.filter(({ was }) => was !== ""));
    this.store.endStep();
  }

  pasteBlock(grid, block) {
    const { operations, top, left, bottom, right, leftOver, added } = spread(grid, block);
    this.store.change(operations);
    this.store.endStep();
    grid.go(grid.atIndex(top, left));
    grid.go(grid.atIndex(bottom, right), { isExtended: true });
    const words = [`已粘贴 ${bottom - top + 1} 行`];
    if (added) words.push(`新增 ${added} 行`);
    if (leftOver) words.push(`还有 ${leftOver} 行放不下，这张表的行是固定的`);
    this.tell(`${words.join("，")}。按 Ctrl+Z 撤销。`);
  }

  undo() {
    this.travelled(this.store.undo(), "没有可撤销的改动。");
  }

  redo() {
    this.travelled(this.store.redo(), "没有可恢复的改动。");
  }

  travelled(path, nothing) {
    if (path === "") this.tell(nothing);
    else if (path === null) this.tell("这里后来被别人改过，不能撤销。");
    else this.goto(path);
  }

  /* Go to a cell of this form. */
  goto(path) {
    const [list, id, name] = path.split("/");
    const part = this.parts.find(({ section }) => (section.list ? section.list === list : section.columns.some((column) => column.name === path)));
    if (part && part.section.list && id) {
      const isWritable = part.view.writable.some((column) => column.name === name);
      part.view.go({ row: id, column: isWritable ? name : part.view.writable[0].name });
    } else if (part) part.view.go(path);
  }
}

function rowName(row, index) {
  const words = row.name || row.label || row.subcategory || `第 ${index + 1} 行`;
  return words.length > 20 ? `${words.slice(0, 19)}…` : words;
}

/* The bar over a table: the same acts as the keys, for whoever knows no keys. */
export function toolbar(grid, view) {
  const current = () => grid.rows.find((row) => row.id === grid.at?.row);
  const button = (name, words, act) =>
    el("button", { type: "button", class: "button button--small", onclick: () => act() }, icon(name), words);
  const levels = grid.section.is_tree
    ? [button("out", "升级", () => current() && view.promote(grid, current())), button("in", "降级", () => current() && view.demote(grid, current()))]
    : [];
  return el(
    "div",
    { class: "sheet__tools", role: "toolbar", "aria-label": `${grid.section.title}：行的操作` },
    button("plus", grid.section.add, () => view.addBelow(grid, current())),
    button("up", "上移", () => current() && view.moveUp(grid, current())),
    button("down", "下移", () => current() && view.moveDown(grid, current())),
    levels,
    button("remove", "删除行", () => grid.at && view.removeChosen(grid)),
  );
}
