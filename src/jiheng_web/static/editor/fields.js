/* Cells by themselves: an input or a text box with its label and what to write in it. */
import { el } from "./dom.js";

export class Fields {
  constructor(section, store, view) {
    Object.assign(this, { section, store, view });
    this.inputs = new Map();
    this.count = 0;
    this.element = el("div", { class: "fields" }, section.columns.map((column) => this.field(column)));
  }

  field(column) {
    const path = column.name;
    const id = `cell-${path.replaceAll("/", "-")}`;
    const isLong = column.kind === "long";
    const input = el(isLong ? "textarea" : "input", {
      id,
      class: "input",
      rows: isLong ? 3 : null,
      inputmode: ["figure", "marks"].includes(column.kind) ? "decimal" : null,
      autocomplete: "off",
      "aria-describedby": column.help ? `${id}-help ${id}-note` : `${id}-note`,
      readonly: !this.view.mayEdit(),
    });
    input.value = this.store.value(path) ?? "";
    input.addEventListener("focus", () => {
      this.count += 1;
    });
    input.addEventListener("input", (event) => {
      if (!event.isComposing) this.store.set(path, input.value, { join: `${path} ${this.count}` });
    });
    input.addEventListener("compositionend", () => this.store.set(path, input.value, { join: `${path} ${this.count}` }));
    input.addEventListener("blur", () => this.store.endStep());
    this.inputs.set(path, input);
    return el(
      "div",
      { class: `fields__one fields__one--${column.kind}` },
      el("label", { class: "field__label", for: id }, column.title, column.is_required ? el("span", { class: "field__must" }, "必填") : null),
      input,
      el("p", { class: "fields__note", id: `${id}-note` }, this.view.noteOf(path, this.store.form, column)),
      column.help ? el("p", { class: "field__help", id: `${id}-help`, title: column.basis }, column.help) : null,
    );
  }

  update(paths) {
    for (const path of paths) {
      const input = this.inputs.get(path);
      const value = this.store.value(path) ?? "";
      if (input && input.value !== value) input.value = value;
    }
  }

  refresh() {
    for (const column of this.section.columns) {
      const input = this.inputs.get(column.name);
      const severity = this.view.severityOf(column.name);
      const box = input.parentElement;
      if (severity) box.dataset.severity = severity;
      else delete box.dataset.severity;
      if (severity === "error") input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      document.getElementById(`${input.id}-note`)?.replaceChildren(...(this.view.noteOf(column.name, this.store.form, column) || []));
    }
    this.update([...this.inputs.keys()]);
  }

  close() {
    for (const input of this.inputs.values()) input.readOnly = true;
  }

  go(path) {
    this.inputs.get(path)?.focus();
  }
}
