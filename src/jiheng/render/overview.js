// The page of many audits: sorts and narrows its rows. Without it the worst stand first.
"use strict";
(() => {
  const form = document.querySelector("form.filter");
  const body = document.querySelector("table.packages tbody");
  const status = form.querySelector(".shown");
  const headings = [...document.querySelectorAll("table.packages thead th")];
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const rows = [...body.rows].map((node) => ({
    node,
    text: fold(node.textContent),
    values: [...node.cells].map((cell) => cell.dataset.value),
  }));
  const column = Object.fromEntries(headings.map((heading, place) => [heading.dataset.sort, place]));
  const WORDS = new Set(["unit", "worst"]);
  const compare = new Intl.Collator("zh-CN").compare;

  // Figures start with the largest, words with the first; what has no value stands last either way.
  function order(place, descending, isWord) {
    const sign = descending ? -1 : 1;
    return (one, other) => {
      const [left, right] = [one.values[place], other.values[place]];
      if (!left || !right) return Number(!left) - Number(!right);
      return sign * (isWord ? compare(left, right) : Number(left) - Number(right));
    };
  }

  function sort(heading) {
    const isWord = WORDS.has(heading.dataset.sort);
    const before = heading.ariaSort;
    const descending = before ? before === "ascending" : !isWord;
    for (const each of headings) each.ariaSort = null;
    heading.ariaSort = descending ? "descending" : "ascending";
    const sorted = [...rows].sort(order(headings.indexOf(heading), descending, isWord));
    body.append(...sorted.map(({ node }) => node));
  }

  const asks = {
    errors: ({ values }) => Number(values[column.error]) > 0,
    gap: ({ values }) => Number(values[column.gap]) > 0,
    doubts: ({ values }) => Number(values[column.doubts]) > 0,
    unread: ({ node }) => Number(node.dataset.unread) > 0,
  };

  function apply() {
    const words = fold(form.elements.text.value).split(/\s+/).filter(Boolean);
    const only = [...form.querySelectorAll('[name="only"]:checked')].map((box) => asks[box.value]);
    let shown = 0;
    for (const row of rows) {
      const fits = words.every((word) => row.text.includes(word)) && only.every((ask) => ask(row));
      row.node.classList.toggle("filtered", !fits);
      shown += fits;
    }
    status.textContent = shown === rows.length ? `显示全部 ${shown} 套` : `显示 ${shown} 套，共 ${rows.length} 套`;
  }

  // Marks made on the packages' own pages, where the browser lets pages of one folder see them.
  function showProgress({ node }) {
    try {
      const file = JSON.parse(localStorage.getItem(`jiheng:marks:${node.dataset.package}`));
      const marked = Object.values(file?.marks ?? {}).filter((mark) => mark?.state).length;
      node.querySelector(".progress").textContent = marked ? `已标记 ${marked} 条（此浏览器）` : "";
    } catch {
      // no storage, or not ours: nothing is known of marks
    }
  }

  document.documentElement.classList.add("scripted");
  for (const heading of headings) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sort(heading));
    heading.append(button);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  document.addEventListener("keydown", (event) => {
    const isPlain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isPlain || event.target.closest?.("input")) return;
    event.preventDefault();
    form.elements.text.focus();
  });
  rows.forEach(showProgress);
  window.addEventListener("pageshow", () => rows.forEach(showProgress));
  apply();
})();
