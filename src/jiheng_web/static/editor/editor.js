/* The page of a form: puts its parts together, and says how the saving stands. */
import { markUnsaved, toast } from "../app.js";
import { el } from "./dom.js";
import { Fields } from "./fields.js";
import { Grid } from "./grid.js";
import { counts, drawConflicts, drawFindings, drawSheet } from "./panel.js";
import { Store } from "./store.js";
import { ask, Sync } from "./sync.js";
import { toolbar, View } from "./view.js";

const CHECK_PAUSE_MS = 1500;
const STRUCTURE = /\/(category|category_max_score|subcategory|level)$/;
const MARKS = /\/(max_score|score)$/;

const setup = JSON.parse(document.getElementById("setup").textContent);
const place = (name) => document.querySelector(`[data-part="${name}"]`);
const store = new Store(setup);
const sync = new Sync(store, setup);
const view = new View(store, setup, (words) => {
  place("heard").textContent = words;
});
let whole = null;
let own = setup.said.findings;

/* The parts of the form ---------------------------------------------------------------------------------------------- */

function drawSection(section, index) {
  const id = `section-${index}`;
  const part = section.list ? new Grid(section, store, view) : new Fields(section, store, view);
  view.parts.push({ section, view: part });
  place("sheets").append(
    el(
      "section",
      { class: "sheet", "aria-labelledby": id },
      el("div", { class: "sheet__head" }, el("h2", { class: "sheet__title", id }, section.title), section.list && part.hasTools ? toolbar(part, view) : null),
      section.note ? el("p", { class: "sheet__note" }, section.note) : null,
      section.list ? part.table : part.element,
    ),
  );
}

function refresh() {
  for (const { view: part } of view.parts) part.refresh();
}

store.addEventListener("change", ({ detail: { paths, rows } }) => {
  const isStructure = rows || paths.some((path) => STRUCTURE.test(path));
  for (const { section, view: part } of view.parts) {
    if (section.list && isStructure) part.render();
    else part.update(paths);
  }
  if (paths.some((path) => MARKS.test(path))) for (const { section, view: part } of view.parts) if (section.is_grouped) part.drawSums();
  if (paths.includes("name")) document.querySelector("[data-part=title]").textContent = store.value("name") || place("title").dataset.blank;
});

/* What to write in the current cell, under the bar for as long as one is in a table. */
view.help = ({ title, help, basis }) => {
  const parts = help ? [el("b", {}, title), ` ${help}`, basis ? el("span", { class: "soft" }, `（${basis}）`) : ""] : [];
  place("help").replaceChildren(...parts);
};
place("sheets").addEventListener("focusout", ({ relatedTarget }) => {
  if (!relatedTarget || !relatedTarget.closest(".grid")) place("help").replaceChildren();
});

/* What the engine says ----------------------------------------------------------------------------------------------- */

/* At once: what this form says by itself. From the last check of all forms: what needs more than this one. */
function shownFindings() {
  if (!whole) return ownOnly();
  const others = whole.filter(({ at }) => !at.length || at.some(({ form }) => form !== setup.form));
  return [...ownOnly(), ...others].sort((one, other) => rank(one) - rank(other));
}

/* Checked alone, a form knows nothing of the others: what names no cell of it waits for the check of all. */
function ownOnly() {
  return own.filter(({ at }) => at.length);
}

const rank = ({ severity }) => ["error", "warning", "info"].indexOf(severity);

function drawPanel() {
  const findings = shownFindings();
  view.hearFindings(findings);
  const isOpen = [...place("panel").querySelectorAll("details[open]")].map((one) => one.className);
  place("counts").replaceChildren(counts(findings.filter(({ at }) => at.some(({ form }) => form === setup.form))));
  place("sheet").replaceChildren(drawSheet(view.sheet, goto));
  place("findings").replaceChildren(drawFindings(findings, { form: setup.form, goto, accept: setup.may_edit && accept, titleOf: (key) => setup.forms[key][0], words: (path) => view.words(path) }));
  for (const name of isOpen) place("panel").querySelector(`details.${name.split(" ")[0]}`)?.setAttribute("open", "");
  refresh();
}

function hear(said) {
  view.hear(said);
  own = said.findings;
  drawPanel();
}

/* The report text has a page of its own. */
function goto(path, form = setup.form) {
  const address = setup.forms[form][1];
  if (path.startsWith("narrative/")) window.location.href = `${address}text#${path}`;
  else if (form !== setup.form) window.location.href = `${address}#${path}`;
  else view.goto(path);
}

function accept(fix) {
  const isStale = fix.changes.some(([path, old]) => store.value(path) !== old);
  if (isStale) {
    toast("这里已经改过，请等新的核查结果。", "error");
    return;
  }
  store.change(fix.changes.map(([path, was, value]) => ({ op: "set", path, was, value })), { why: "采用修正" });
  view.goto(fix.changes[0][0]);
  view.tell("已采用修正，按 Ctrl+Z 撤销。");
}

let checkTimer;

function checkSoon(pause = CHECK_PAUSE_MS) {
  clearTimeout(checkTimer);
  checkTimer = setTimeout(async () => {
    if (store.queue.length) return;
    const { version } = store;
    const { status, answer } = await ask(setup.check);
    if (status !== 200 || !answer || store.version !== version || store.queue.length) return;
    whole = answer.findings;
    own = whole.filter(({ at }) => at.length && at.every(({ form }) => form === setup.form));
    drawPanel();
  }, pause);
}

sync.addEventListener("said", ({ detail }) => {
  hear(detail);
  checkSoon();
});

/* How the saving stands ---------------------------------------------------------------------------------------------- */

const clock = (at) => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
const STATES = {
  saved: ({ at }) => (at ? `已保存 ${clock(at)}` : "改动会自动保存"),
  waiting: () => "正在保存…",
  saving: () => "正在保存…",
  offline: () => "离线，改动在本机，恢复后自动保存",
  "offline-idle": () => "离线，联网后继续",
  busy: () => "服务器忙，改动在本机，稍后自动再送",
  "signed-out": () => "登录已过期，改动在本机，重新登录后自动保存",
  reading: () => "只能查看",
  refused: ({ words }) => `没有保存：${words}`,
};
const TONES = { saved: "good", reading: "still", waiting: "work", saving: "work" };

sync.addEventListener("state", ({ detail }) => {
  const line = place("state");
  const words = STATES[detail.state](detail) + (detail.isFull ? "；本机存不下，请勿关闭页面" : "");
  if (line.textContent !== words) line.textContent = words;
  line.dataset.tone = TONES[detail.state] || "bad";
  markUnsaved("editor", store.queue.length > 0 && line.dataset.tone === "bad");
  place("sign-in").hidden = detail.state !== "signed-out";
  place("refused").hidden = detail.state !== "refused";
});

sync.addEventListener("people", ({ detail }) => {
  const words = detail.length ? `${detail.join("、")}正在编辑` : "";
  if (place("people").textContent !== words) place("people").textContent = words;
});

sync.addEventListener("closed", () => {
  place("closed").hidden = false;
  drawPanel();
  for (const { section, view: part } of view.parts) {
    if (section.list) part.render();
    else part.close();
  }
});

store.addEventListener("conflict", () => {
  const conflicts = [...store.conflicts.values()];
  place("conflicts").replaceChildren(...drawConflicts(conflicts, { words: (path) => view.words(path), settle: (path, isMine) => settle(path, isMine) }));
  if (conflicts.length) place("conflicts").querySelector("button").focus({ preventScroll: true });
});

function settle(path, isMine) {
  store.settle(path, isMine);
  if (!store.conflicts.size) view.goto(path);
}

place("again").addEventListener("click", () => sync.again());
place("give-up").addEventListener("click", () => sync.giveUp());
place("undo")?.addEventListener("click", () => view.undo());
place("redo")?.addEventListener("click", () => view.redo());

/* Undo works from anywhere but a field that has its own. Ctrl+S, an old habit, saves at once. */
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
    event.preventDefault();
    sync.send();
    return;
  }
  if (event.target.matches("input, textarea, select") || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) view.undo();
  else if (key === "y" || key === "z") view.redo();
  else return;
  event.preventDefault();
});

function followAddress() {
  const path = decodeURIComponent(window.location.hash.slice(1));
  if (path.includes("/") || setup.content[path] !== undefined) goto(path);
}

view.hear(setup.said);
setup.layout.forEach(drawSection);
drawPanel();
sync.start();
checkSoon(0);
followAddress();
window.addEventListener("hashchange", followAddress);
document.documentElement.dataset.editor = "ready";
