/* Beside the form: the marks recomputed, every finding, and what to do about it. */
import { el } from "./dom.js";

const SEVERITIES = [
  ["error", "错误", "■"],
  ["warning", "疑点", "▲"],
  ["info", "提示", "○"],
];
const SHOWN_CELLS = 6;

export function marksOf({ reported, low, high, agrees }) {
  const again = low === high ? low : `${low}–${high}`;
  return { again, agrees, reported };
}

/* The sheet: self marks against recomputed ones, then each line with its steps. */
export function drawSheet(sheet, goto) {
  if (!sheet) return el("p", { class: "soft" }, "这张表没有评分标准，不复算得分。");
  const { again } = marksOf(sheet);
  const parted = sheet.lines.filter(({ agrees }) => agrees === false);
  return el(
    "div",
    {},
    el(
      "dl",
      { class: "score" },
      el("div", {}, el("dt", {}, "自评"), el("dd", {}, sheet.reported || "—")),
      el("div", { class: parted.length ? "score__again score__again--parts" : "score__again" }, el("dt", {}, "复算"), el("dd", {}, again)),
      el("div", {}, el("dt", {}, "等级"), el("dd", {}, sheet.grade || "—")),
    ),
    el("p", { class: "panel__note" }, `按《${sheet.standard}》复算。`, parted.length ? `有 ${parted.length} 行自评与复算不同。` : "自评与复算没有不同。"),
    el(
      "details",
      { class: "steps" },
      el("summary", {}, `逐行算法（${sheet.lines.length} 行）`),
      sheet.lines.map((line) => drawLine(line, goto)),
    ),
  );
}

function drawLine(line, goto) {
  const { again } = marksOf(line);
  return el(
    "div",
    { class: `steps__line${line.agrees === false ? " steps__line--parts" : ""}` },
    el(
      "p",
      { class: "steps__name" },
      el("button", { type: "button", class: "link", onclick: () => goto(line.path) }, line.name || "（没有名称）"),
      el("span", { class: "num" }, `自评 ${line.reported || "—"}　复算 ${again}`),
    ),
    line.why ? el("p", { class: "steps__why" }, line.why) : null,
    line.steps.length > 1 ? el("ol", { class: "steps__steps" }, line.steps.map((step) => el("li", {}, step))) : null,
    line.change ? el("p", { class: "steps__why" }, line.change) : null,
  );
}

/* Findings, those of this form first. */
export function drawFindings(findings, view) {
  const { form } = view;
  if (!findings.length) return el("p", { class: "panel__clear" }, "没有发现问题。");
  const isHere = ({ at }) => at.some((place) => place.form === form);
  const here = findings.filter(isHere);
  const elsewhere = findings.filter((finding) => !isHere(finding));
  const list = (some) => el("ul", { class: "findings" }, some.map((finding) => drawFinding(finding, view)));
  return el(
    "div",
    {},
    here.length ? list(here) : el("p", { class: "panel__clear" }, "这张表没有发现问题。"),
    elsewhere.length ? el("details", { class: "elsewhere" }, el("summary", {}, `其他表和整套材料（${elsewhere.length}）`), list(elsewhere)) : null,
  );
}

export function counts(findings) {
  return el(
    "span",
    { class: "panel__counts" },
    SEVERITIES.map(([severity, word, shape]) => {
      const count = findings.filter((one) => one.severity === severity).length;
      return el("span", { class: `severity severity--${severity}` }, el("span", { class: "shape", "aria-hidden": "true" }, shape), word, el("b", {}, String(count)));
    }),
  );
}

function drawFinding(finding, view) {
  const [, word, shape] = SEVERITIES.find(([severity]) => severity === finding.severity);
  const places = uniquePlaces(finding.at);
  return el(
    "li",
    { class: `finding finding--${finding.severity}`, "data-rule": finding.rule },
    el("p", { class: "finding__title" }, el("span", { class: "shape", "aria-hidden": "true" }, shape), el("span", { class: "hidden" }, `${word}：`), finding.title),
    el("p", { class: "finding__message" }, finding.message),
    el("p", { class: "finding__places" }, places.slice(0, SHOWN_CELLS).map((place) => drawPlace(place, view)), places.length > SHOWN_CELLS ? el("span", { class: "soft" }, `等 ${places.length} 处`) : null),
    view.accept ? finding.fixes.map((fix) => drawFix(fix, view)) : null,
    el("details", { class: "finding__more" }, el("summary", {}, "怎么改、依据"), el("p", {}, finding.remedy), el("p", { class: "soft" }, finding.basis ? `依据：${finding.basis}` : "", `（${finding.rule}）`)),
  );
}

function uniquePlaces(at) {
  const seen = new Set();
  return at.filter(({ form, path }) => path && !seen.has(`${form} ${path}`) && seen.add(`${form} ${path}`));
}

function drawPlace(place, { form, goto, words: wordsOf }) {
  const where = place.form === form ? wordsOf(place.path) || place.cell : place.words;
  const words = place.text ? `${short(where)}：${short(place.text)}` : short(where) || "空白处";
  return el("button", { type: "button", class: "link finding__place", "data-path": place.path, onclick: () => goto(place.path, place.form) }, place.form === form ? words : `${words} ›`);
}

function drawFix(fix, { form, accept, titleOf }) {
  const [, , text] = fix.changes[0];
  const words = fix.changes.length > 1 ? `改为 ${short(text)}（连同 ${fix.changes.length - 1} 处）` : `改为 ${short(text)}`;
  if (fix.form !== form) return el("p", { class: "finding__fix" }, `可在《${titleOf(fix.form)}》里${words}。`);
  return el(
    "p",
    { class: "finding__fix" },
    el("button", { type: "button", class: "button button--small", onclick: () => accept(fix) }, words),
    el("span", { class: "soft" }, fix.why),
  );
}

function short(text) {
  return text.length > 28 ? `${text.slice(0, 27)}…` : text;
}

/* What two people wrote in one cell: both texts, and which of them stands. */
export function drawConflicts(conflicts, { words, settle }) {
  return conflicts.map((conflict) =>
    el(
      "div",
      { class: "conflict", role: "group", "aria-label": `两人改了同一处：${words(conflict.path)}` },
      el("p", { class: "conflict__title" }, conflict.kind === "changed" ? `两人改了同一处：${words(conflict.path)}` : conflict.kind === "row_gone" ? `这一行已被别人删除：${words(conflict.path)}` : `要删除的行已被别人改过：${words(conflict.path)}`),
      conflict.kind === "changed" ? el("p", { class: "diff__was" }, el("span", { class: "diff__word" }, "对方"), el("ins", {}, String(conflict.theirs) || "（空白）")) : null,
      conflict.yours !== null ? el("p", { class: "diff__now" }, el("span", { class: "diff__word" }, "您的"), el("ins", {}, String(conflict.yours) || "（空白）")) : null,
      el(
        "p",
        { class: "conflict__choice" },
        el("button", { type: "button", class: "button button--small", onclick: () => settle(conflict.path, true) }, { changed: "用我的", row_gone: "恢复这一行", row_changed: "仍要删除" }[conflict.kind]),
        el("button", { type: "button", class: "button button--small", onclick: () => settle(conflict.path, false) }, { changed: "用对方的", row_gone: "不要了", row_changed: "保留" }[conflict.kind]),
      ),
    ),
  );
}
