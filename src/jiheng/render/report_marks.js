// The marks of one report: kept in this browser under the digest of the package's files, written to a file and
// read from one. Knows nothing of the page that shows them; report.js follows it in the same script.
"use strict";
const MARK_STATES = { accepted: "采纳", disputed: "有异议" };

function openMarks({ package: digest, unit }) {
  const SCHEMA = "jiheng-marks/1";
  const store = `jiheng:marks:${digest}`;
  let keeps = true;
  let marks = new Map();

  function stored(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      keeps = false; // storage is switched off
      return null;
    }
  }

  function keep(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      keeps = false; // switched off, or full
    }
  }

  const written = () =>
    JSON.stringify({ schema: SCHEMA, package: digest, unit, marks: Object.fromEntries(marks) }, null, 1);

  // Return { package, marks } of a text, or null where it is no file of marks.
  function read(text) {
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      return null;
    }
    if (file?.schema !== SCHEMA || typeof file.package !== "string" || typeof file.marks !== "object") return null;
    const sound = Object.entries(file.marks ?? {}).filter(
      ([, mark]) =>
        (mark?.state === "" || Object.hasOwn(MARK_STATES, mark?.state ?? "")) &&
        typeof mark.note === "string" &&
        !Number.isNaN(Date.parse(mark.at)),
    );
    return { package: file.package, marks: new Map(sound.map(([key, { state, note, at }]) => [key, { state, note, at }])) };
  }

  const of = (key) => marks.get(key) ?? { state: "", note: "", at: "" };

  function set(key, change) {
    const mark = { ...of(key), ...change, at: new Date().toISOString() };
    if (mark.state || mark.note) marks.set(key, mark);
    else marks.delete(key);
    keep(store, written());
  }

  // Take what a file says of known keys, unless what is here was said later; return how many were which.
  function take(found, known) {
    const result = { taken: 0, older: 0, unknown: 0 };
    for (const [key, mark] of found) {
      if (!known.has(key)) result.unknown += 1;
      else if (Date.parse(marks.get(key)?.at ?? "") > Date.parse(mark.at)) result.older += 1;
      else {
        marks.set(key, mark);
        result.taken += 1;
      }
    }
    keep(store, written());
    return result;
  }

  function load(text) {
    marks = read(text)?.marks ?? new Map();
  }

  function clear() {
    marks.clear();
    keep(store, written());
  }

  return { store, stored, keep, keeps: () => keeps, size: () => marks.size, written, read, of, set, take, load, clear };
}
