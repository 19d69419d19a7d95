/* Elements by hand: no text ever becomes markup. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

const SHAPES = {
  up: "M8 13V3m-4 4 4-4 4 4",
  down: "M8 3v10m-4-4 4 4 4-4",
  in: "M3 8h9m-4-4 4 4-4 4",
  out: "M13 8H4m4-4-4 4 4 4",
  plus: "M8 3v10M3 8h10",
  remove: "M3 4.500h10M6.500 4.500V3h3v1.500M4.500 4.500l.7 8.500h5.600l.7-8.500",
  undo: "M6 3 2.500 6.500 6 10M2.800 6.500h6.400a3.500 3.500 0 0 1 0 7H7",
  redo: "m10 3 3.500 3.500L10 10m3.200-3.500H6.800a3.500 3.500 0 0 0 0 7H9",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  const looks = { class: "icon", viewBox: "0 0 16 16", width: 16, height: 16, fill: "none", stroke: "currentColor", "stroke-width": 1.5 };
  for (const [key, value] of Object.entries({ ...looks, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/* Whole hundredths of what a cell says, null where it is no plain number: sums stay exact. */
export function hundredths(text) {
  const found = /^\s*(-?)(\d+)(?:\.(\d{1,2})\d*)?\s*分?\s*$/.exec(String(text ?? ""));
  if (!found) return null;
  const whole = Number(found[2]) * 100 + Number((found[3] || "").padEnd(2, "0"));
  return found[1] ? -whole : whole;
}

export function plain(whole) {
  const sign = whole < 0 ? "−" : "";
  const text = (Math.abs(whole) / 100).toFixed(2);
  return sign + text.replace(/\.?0+$/, "");
}

export function total(texts) {
  return texts.map(hundredths).reduce((sum, one) => sum + (one ?? 0), 0);
}

export const isStroke = (text) => ["", "/", "／", "\\", "—", "——", "-", "无"].includes(String(text ?? "").trim());
