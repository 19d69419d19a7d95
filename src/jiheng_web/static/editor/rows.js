/* What is done to whole rows: add, move, take away, level. Gives operations; the store carries them out. */
import { newId, removal } from "./operations.js";

const LOWEST_LEVEL = 3;
const GROUP_COLUMNS = ["category", "category_max_score", "subcategory"];

/* A row behind `after`, of the same group or level. */
export function rowAfter(section, rows, after, values = {}) {
  const row = { id: newId(), ...values };
  if (section.is_grouped && after) for (const name of GROUP_COLUMNS) row[name] ??= after[name];
  if (section.is_tree && after) row.level ??= isProjects(after) ? Math.min(after.level + 1, LOWEST_LEVEL) : after.level;
  const behind = section.is_tree && after && isProjects(after) ? lastBelow(rows, after) : after;
  return { op: "add", list: section.list, after: behind ? behind.id : "", row };
}

/* The line under which each project has a row of its own. */
function isProjects(row) {
  return /专项资金/.test(row.label) && row.level < LOWEST_LEVEL;
}

function lastBelow(rows, top) {
  let last = top;
  for (const row of rows.slice(rows.indexOf(top) + 1)) {
    if (row.level <= top.level) break;
    last = row;
  }
  return last;
}

const isSameGroup = (one, other) => one.category === other.category && one.subcategory === other.subcategory;

/* Rows away. The last one under a printed subcategory stays and is emptied: the printed form has it. */
export function removals(section, rows, chosen) {
  const staying = rows.filter((row) => !chosen.includes(row));
  return chosen.flatMap((row) => {
    if (!section.is_grouped || staying.some((one) => isSameGroup(one, row))) return [removal(section.list, row)];
    staying.push(row);
    return emptied(section, row);
  });
}

function emptied(section, row) {
  const filled = section.columns.filter(({ name }) => row[name]);
  return filled.map(({ name }) => ({ op: "set", path: `${section.list}/${row.id}/${name}`, was: row[name], value: "" }));
}

/* One place up or down. At the border of its group a row changes over to the neighbouring group first; the only one of
   its group stays. */
export function moved(section, rows, row, step) {
  const index = rows.indexOf(row);
  const neighbour = rows[index + step];
  if (!neighbour) return [];
  if (section.is_grouped && GROUP_COLUMNS.some((name) => row[name] !== neighbour[name])) {
    if (!rows.some((one) => one !== row && isSameGroup(one, row))) return [];
    return GROUP_COLUMNS.filter((name) => row[name] !== neighbour[name]).map((name) => ({
      op: "set",
      path: `${section.list}/${row.id}/${name}`,
      was: row[name],
      value: neighbour[name],
    }));
  }
  const after = step > 0 ? neighbour : rows[index - 2];
  return [{ op: "move", list: section.list, id: row.id, after: after ? after.id : "" }];
}

export function levelled(section, row, step) {
  const value = row.level + step;
  if (!section.is_tree || value < 1 || value > LOWEST_LEVEL) return [];
  return [{ op: "set", path: `${section.list}/${row.id}/level`, was: row.level, value }];
}

/* Runs of rows of one category, each with its rows; rows stand in the form's own order. */
export function categories(rows) {
  const runs = [];
  for (const row of rows) {
    const last = runs.at(-1);
    if (last && last.name === row.category) last.rows.push(row);
    else runs.push({ name: row.category, marks: row.category_max_score, rows: [row] });
  }
  return runs;
}
