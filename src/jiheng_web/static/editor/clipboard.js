/* Blocks of cells to and from the clipboard, as Excel and WPS write them. */

/* Text with tabs; a cell with a line break, a tab or a quotation mark stands in quotation marks. */
export function toText(block) {
  const cell = (text) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return block.map((row) => row.map((text) => cell(String(text))).join("\t")).join("\r\n");
}

export function toHtml(block) {
  const table = document.createElement("table");
  for (const row of block) {
    const line = table.insertRow();
    for (const text of row) line.insertCell().textContent = text;
  }
  return table.outerHTML;
}

export function fromText(text) {
  const rows = [[]];
  let cell = "";
  let isQuoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[i + 1] === '"') {
        cell += sign;
        i += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell === "" && closes(text, i)) isQuoted = true;
    else if (sign === "\t") {
      rows.at(-1).push(cell);
      cell = "";
    } else if (sign === "\n") {
      rows.at(-1).push(cell);
      rows.push([]);
      cell = "";
    } else if (sign !== "\r") cell += sign;
  }
  rows.at(-1).push(cell);
  /* The last line ends with a line break as well. */
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows.map((row) => row.map(clean));
}

/* Whether a quotation mark at the start of a cell also ends one: 12" alone is no quoted cell. */
function closes(text, start) {
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] !== '"') continue;
    if (text[i + 1] === '"') i += 1;
    else return i + 1 === text.length || "\t\r\n".includes(text[i + 1]);
  }
  return false;
}

/* The first table of HTML, merged cells filled up with blanks; null where there is none. */
export function fromHtml(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const table = page.querySelector("table");
  if (!table) return null;
  const block = [];
  [...table.rows].forEach((line, y) => {
    block[y] ??= [];
    let x = 0;
    for (const cell of line.cells) {
      while (block[y][x] !== undefined) x += 1;
      const text = textOf(cell);
      for (let dy = 0; dy < Math.min(cell.rowSpan || 1, table.rows.length - y); dy += 1) {
        block[y + dy] ??= [];
        for (let dx = 0; dx < cell.colSpan; dx += 1) block[y + dy][x + dx] = dx || dy ? "" : text;
      }
      x += cell.colSpan;
    }
  });
  return block.map((row) => Array.from(row, (text) => text ?? ""));
}

function textOf(cell) {
  cell.querySelectorAll("style, script").forEach((one) => one.remove());
  /* Line breaks of the markup itself are white space; those of the cell are <br> and paragraphs. */
  for (const node of textNodes(cell)) node.data = node.data.replace(/[ \t\r\n]+/g, " ");
  cell.querySelectorAll("br").forEach((br) => br.replaceWith("\n"));
  cell.querySelectorAll("p + p, div + div").forEach((block) => block.prepend("\n"));
  return clean(cell.textContent.split("\n").map((line) => line.trim()).join("\n"));
}

function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

/* No-break spaces become spaces; signs that no cell may hold go. */
export function clean(text) {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u00a0/g, " ").replace(/\r\n?/g, "\n").replace(/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]/g, "").trim();
}

/* What was copied as rows of cells. A table is taken as a table, also where the plain text lost its line breaks. */
export function blockOf(data) {
  const html = data.getData("text/html");
  const table = html && /<table/i.test(html) ? fromHtml(html) : null;
  return table && table.length ? table : fromText(data.getData("text/plain"));
}
