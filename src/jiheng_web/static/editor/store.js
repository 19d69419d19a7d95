/* The form as this page has it: what the server confirmed, the changes on the way, undo and redo.

   `base` is the server's form at `version`. `form` is base with the queue's changes on it: what the person sees.
   Events: "change" {paths, rows} whenever `form` differs, "queue" when there is something to send,
   "conflict" when the server kept somebody else's text. */
import { apply, clone, inverse, newBatchName, renewed, rowOf, valueAt } from "./operations.js";

const MOST_UNDO = 200;
/* What one batch may carry; the server takes up to 2000. */
const MOST_IN_BATCH = 1500;

export class Store extends EventTarget {
  constructor({ content, version, blanks }) {
    super();
    this.blanks = Object.fromEntries(
      Object.entries(blanks).map(([list, row]) => [list, Object.fromEntries(Object.entries(row).filter(([name]) => name !== "id"))]),
    );
    this.version = version;
    this.base = clone(content);
    this.form = clone(content);
    this.queue = [];
    this.undone = [];
    this.done = [];
    this.removed = new Map();
    this.conflicts = new Map();
  }

  value(path) {
    return valueAt(this.form, path);
  }

  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  set(path, value, how) {
    const was = this.value(path);
    if (was === undefined || was === value) return false;
    return this.change([{ op: "set", path, was, value }], how);
  }

  /* Carry out changes of the person at this page. `join` names what several keystrokes belong to: one step of undo. */
  change(operations, { why = "", join = "", record = true } = {}) {
    const done = [];
    for (const operation of operations) {
      const back = inverse(this.form, operation);
      if (apply(this.form, operation, this.blanks)) done.push({ forth: operation, back });
    }
    if (!done.length) return false;
    for (const { forth } of done) this.enqueue(forth, why);
    if (record) this.remember(done, join);
    this.tellChange(done.map(({ forth }) => forth));
    this.tell("queue");
    return true;
  }

  tellChange(operations, isOthers = false) {
    const paths = operations.filter(({ op }) => op === "set").map(({ path }) => path);
    this.tell("change", { paths, rows: operations.some(({ op }) => op !== "set"), isOthers });
  }

  remember(done, join) {
    this.undone = [];
    const last = this.done.at(-1);
    if (join && last && last.join === join && done.length === 1 && last.steps.length === 1) {
      last.steps[0] = { forth: done[0].forth, back: { ...last.steps[0].back, was: done[0].forth.value } };
      return;
    }
    this.done.push({ join, steps: done });
    if (this.done.length > MOST_UNDO) this.done.shift();
  }

  /* Typing on after leaving a cell is another step. */
  endStep() {
    const last = this.done.at(-1);
    if (last) last.join = "";
  }

  undo() {
    return this.travel(this.done, this.undone, "back", "forth");
  }

  redo() {
    return this.travel(this.undone, this.done, "forth", "back");
  }

  /* Gives the path to go to, "" where there was nothing to do, null where others changed it meanwhile. */
  travel(from, to, way, other) {
    const entry = from.pop();
    if (!entry) return "";
    const steps = way === "back" ? [...entry.steps].reverse() : entry.steps;
    const probe = clone(this.form);
    const operations = [];
    for (const step of steps) {
      const expected = step[other].op === "set" ? step[other].value : undefined;
      const operation = renewed(probe, step[way], expected);
      if (operation && apply(probe, operation, this.blanks)) operations.push(operation);
    }
    if (!operations.length) return null;
    this.change(operations, { record: false });
    to.push({ join: "", steps: entry.steps });
    const last = operations.at(-1);
    return last.path || `${last.list}/${last.row ? last.row.id : last.id}`;
  }

  enqueue(operation, why) {
    let batch = this.queue.at(-1);
    if (!batch || batch.isSent || batch.why !== why || batch.operations.length >= MOST_IN_BATCH) {
      batch = { name: newBatchName(), why, operations: [], isSent: false };
      this.queue.push(batch);
    }
    const last = batch.operations.at(-1);
    if (operation.op === "set" && last && last.op === "set" && last.path === operation.path) last.value = operation.value;
    else batch.operations.push(clone(operation));
  }

  /* Take over a queue that an earlier page left behind. */
  adopt(batches) {
    this.queue.unshift(...batches.map((batch) => ({ ...batch, isSent: true })));
    this.rebuild();
  }

  /* The server took a batch: what others did comes in first, then the batch but for its conflicts. */
  acknowledge(batch, answer) {
    this.queue = this.queue.filter((one) => one !== batch);
    this.takeOthers(answer.others);
    let { conflicts } = answer;
    if (answer.was_known) conflicts = this.lost(batch, answer.others);
    else {
      for (const operation of batch.operations) {
        if (!conflicts.some((one) => isSame(one.operation, operation))) apply(this.base, operation, this.blanks);
      }
    }
    this.version = answer.version;
    this.rebuild();
    this.tellChange(answer.others, true);
    for (const conflict of conflicts) this.meet(conflict);
    if (conflicts.length) this.tell("conflict");
  }

  /* An answer that got lost also lost its conflicts: what does not stand as asked, and was not among what was done. */
  lost(batch, others) {
    return batch.operations
      .filter(({ op }) => op === "set")
      .filter(({ path, value }) => valueAt(this.base, path) !== value)
      .filter(({ path, value }) => !others.some((one) => one.op === "set" && one.path === path && one.value === value))
      .map((operation) => ({
        kind: "changed",
        path: operation.path,
        yours: operation.value,
        theirs: valueAt(this.base, operation.path) ?? null,
        operation,
      }));
  }

  merge({ version, others }) {
    if (version <= this.version) return;
    this.takeOthers(others);
    this.version = version;
    this.rebuild();
    this.tellChange(others, true);
  }

  takeOthers(others) {
    for (const operation of others) {
      if (operation.op === "remove") {
        const row = rowOf(this.base, operation.list, operation.id);
        if (row) this.removed.set(`${operation.list}/${operation.id}`, clone(row));
      }
      apply(this.base, operation, this.blanks);
    }
  }

  rebuild() {
    this.form = clone(this.base);
    for (const batch of this.queue) for (const operation of batch.operations) apply(this.form, operation, this.blanks);
  }

  meet(conflict) {
    if (conflict.kind === "changed" && this.value(conflict.path) === conflict.yours) return;
    this.conflicts.set(conflict.path, conflict);
  }

  /* Choose in a conflict: one's own text over the other's, or leave it. */
  settle(path, isMine) {
    const conflict = this.conflicts.get(path);
    this.conflicts.delete(path);
    if (isMine && conflict) this.insist(conflict);
    this.tell("conflict");
  }

  insist({ kind, path, yours, operation }) {
    if (kind === "changed") this.set(path, yours);
    else if (kind === "row_changed") {
      const row = rowOf(this.form, operation.list, operation.id);
      const { id, ...was } = row ? clone(row) : {};
      if (row) this.change([{ op: "remove", list: operation.list, id, was }]);
    } else if (operation.op === "set") {
      const [list, id, name] = path.split("/");
      const row = this.removed.get(`${list}/${id}`);
      if (row) this.change([{ op: "add", list, after: this.form[list].at(-1)?.id || "", row: { ...row, [name]: yours } }]);
    }
  }
}

function isSame(one, other) {
  if (one.op !== other.op) return false;
  if (one.op === "set") return one.path === other.path && one.value === other.value && one.was === other.was;
  return one.list === other.list && (one.id || one.row.id) === (other.id || other.row.id);
}
