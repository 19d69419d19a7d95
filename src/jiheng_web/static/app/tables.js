/* Rows by keys: in a table with data-rows, ↑ ↓ Home End move among the rows' first links; Enter opens, as links do. */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

function rowLinks(table) {
  return [...table.tBodies]
    .flatMap((body) => [...body.rows])
    .filter((row) => row.offsetParent !== null)
    .map((row) => row.querySelector("[data-row-link]") || row.querySelector("a[href]"))
    .filter(Boolean);
}

export function startTables() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.target.matches("input, select, textarea, [contenteditable]")) return;
    const row = event.target.closest("table[data-rows] tbody tr");
    if (!row) return;
    const links = rowLinks(row.closest("table"));
    const at = links.findIndex((link) => row.contains(link));
    let next;
    if (event.key in STEPS) next = links[at + STEPS[event.key]];
    else if (event.key === "Home") [next] = links;
    else if (event.key === "End") next = links[links.length - 1];
    else return;
    event.preventDefault();
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  });
}
