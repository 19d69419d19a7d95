/* A block of cells from elsewhere, spread over a table from its current cell; rows are added where they are missing. */
import { rowAfter } from "./rows.js";

/* Gives the operations, how far it reached, and how many rows found no place. */
export function spread(grid, block) {
  const { section, store, rows, writable } = grid;
  const range = grid.range();
  const isOne = block.length === 1 && block[0].length === 1;
  const height = isOne ? range.bottom - range.top + 1 : block.length;
  const width = isOne ? range.right - range.left + 1 : Math.max(...block.map((row) => row.length));
  const columns = writable.slice(range.left, range.left + width);
  const operations = [];
  const added = [];
  let leftOver = 0;
  for (let dy = 0; dy < height; dy += 1) {
    const texts = (_, dx) => (isOne ? block[0][0] : block[dy][dx]);
    const values = Object.fromEntries(columns.map((column, dx) => [column.name, texts(column, dx)]).filter(([, text]) => text !== undefined));
    const row = rows[range.top + dy];
    if (row) operations.push(...writes(section, store, row, values));
    else if (section.add) {
      const add = rowAfter(section, rows, added.at(-1) || rows.at(-1), values);
      operations.push(add);
      added.push({ ...(added.at(-1) || rows.at(-1) || {}), ...add.row });
    } else leftOver += 1;
  }
  const bottom = range.top + height - 1 - leftOver;
  return { operations, top: range.top, left: range.left, bottom, right: range.left + columns.length - 1, leftOver, added: added.length };
}

function writes(section, store, row, values) {
  return Object.entries(values)
    .map(([name, value]) => ({ op: "set", path: `${section.list}/${row.id}/${name}`, was: String(row[name] ?? ""), value }))
    .filter(({ was, value }) => was !== value);
}
