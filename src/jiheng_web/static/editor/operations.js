/* The operations on a form's contents, as the server carries them out (filings/content.py). No page, no network. */
export const clone = (value) => structuredClone(value);

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/* A name for a batch. crypto.randomUUID is only there under https; many a government network serves plain http. */
export function newBatchName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function rowOf(form, list, id) {
  return (form[list] || []).find((row) => row.id === id);
}

function holderOf(form, path) {
  const parts = path.split("/");
  if (parts.length === 1) return [form, parts[0]];
  if (parts.length === 2) return [form[parts[0]], parts[1]];
  return [rowOf(form, parts[0], parts[1]), parts[2]];
}

/* What stands at a path; undefined where its row is gone. */
export function valueAt(form, path) {
  const [holder, name] = holderOf(form, path);
  return holder ? (holder[name] ?? "") : undefined;
}

function place(rows, after) {
  if (!after) return 0;
  const index = rows.findIndex((row) => row.id === after);
  return index < 0 ? rows.length : index + 1;
}

/* Carry an operation out on the form itself, whatever stood there. Gives whether there was something to change. */
export function apply(form, operation, blanks) {
  if (operation.op === "set") {
    const [holder, name] = holderOf(form, operation.path);
    if (!holder || holder[name] === operation.value) return false;
    holder[name] = operation.value;
    return true;
  }
  const rows = form[operation.list];
  const id = operation.op === "add" ? operation.row.id : operation.id;
  const index = rows.findIndex((row) => row.id === id);
  if (operation.op === "add") {
    if (index >= 0) return false;
    rows.splice(place(rows, operation.after), 0, { ...blanks[operation.list], ...operation.row });
    return true;
  }
  if (index < 0) return false;
  const [row] = rows.splice(index, 1);
  if (operation.op === "move") rows.splice(place(rows, operation.after), 0, row);
  return true;
}

/* The operation that takes another back; asked before that one is carried out. */
export function inverse(form, operation) {
  if (operation.op === "set") {
    return { op: "set", path: operation.path, was: operation.value, value: valueAt(form, operation.path) ?? "" };
  }
  const rows = form[operation.list];
  if (operation.op === "add") return { op: "remove", list: operation.list, id: operation.row.id, was: {} };
  const index = rows.findIndex((row) => row.id === operation.id);
  const before = index > 0 ? rows[index - 1].id : "";
  if (operation.op === "move") return { op: "move", list: operation.list, id: operation.id, after: before };
  return { op: "add", list: operation.list, after: before, row: clone(rows[index]) };
}

/* An operation of the past, said anew for what stands now; null where it no longer applies. */
export function renewed(form, operation, expected) {
  if (operation.op === "set") {
    const now = valueAt(form, operation.path);
    if (now === undefined || (expected !== undefined && now !== expected)) return null;
    return { ...operation, was: now };
  }
  const row = rowOf(form, operation.list, operation.op === "add" ? operation.row.id : operation.id);
  if (operation.op === "add") return row ? null : operation;
  if (!row) return null;
  return operation.op === "remove" ? removal(operation.list, row) : operation;
}

export function removal(list, row) {
  const { id, ...was } = clone(row);
  return { op: "remove", list, id, was };
}
