// The page of one audit: narrows, groups, walks and marks its findings. Without it the page is whole.
// Text of documents only ever goes into textContent and value, never into markup. The marks themselves are
// kept by report_marks.js, which stands before it in the same script.
"use strict";
(() => {
  const LARGEST_FILE = 5_000_000;
  const STATES = MARK_STATES;
  const SEVERITIES = { error: "错误", warning: "存疑", info: "提示" };
  const section = document.querySelector(".findings");
  const form = section.querySelector("form.filter");
  // Browsers do not all unfold for a link, and never for a finding that the filter hides.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest('a[href^="#"]');
    if (link) reveal(link.hash);
  });
  window.addEventListener("hashchange", () => reveal(location.hash));
  if (!form) return;

  const own = (selector) => section.querySelector(selector);
  const all = (selector) => [...section.querySelectorAll(selector)];
  const panel = own("details.marks");
  const dialog = own("dialog.keys");
  const findings = all("article.finding").map((node) => ({
    node,
    home: node.parentElement,
    number: Number(node.id.slice(1)),
    forms: new Set([...node.classList].filter((name) => name.startsWith("in-"))),
    text: "",
    shown: true,
    ...node.dataset,
  }));
  const byNode = new Map(findings.map((finding) => [finding.node, finding]));
  let current = null;

  // Marks ----------------------------------------------------------------------------------------------

  const marks = openMarks(section.dataset);
  const markOf = (finding) => marks.of(finding.key);

  function setMark(finding, change) {
    marks.set(finding.key, change);
    paint(finding);
    tally();
  }

  function toggle(finding, state) {
    const next = markOf(finding).state === state ? "" : state;
    setMark(finding, { state: next });
    say(`第 ${finding.number} 条：${next ? STATES[next] : "取消标记"}`);
    apply();
    if (!finding.shown) step(1); // it left the list, as when only unmarked ones are shown
  }

  function paint(finding) {
    const { state, note } = markOf(finding);
    finding.node.dataset.mark = state;
    for (const button of finding.node.querySelectorAll(".opinion button")) {
      if (button.value !== "note") button.ariaPressed = String(button.value === state);
    }
    const box = finding.node.querySelector(".note");
    if (box.value !== note) box.value = note;
    unfoldNote(finding, note !== "" || !box.hidden);
    const words = [state && STATES[state], note && `备注：${note}`].filter(Boolean);
    finding.node.querySelector(".said").textContent = words.length ? `审核意见：${words.join("。")}` : "";
  }

  function unfoldNote(finding, open) {
    finding.node.querySelector(".note").hidden = !open;
    finding.node.querySelector('button[value="note"]').ariaExpanded = String(open);
  }

  function tally() {
    const of = (state) => findings.filter((finding) => markOf(finding).state === state).length;
    const [accepted, disputed] = [of("accepted"), of("disputed")];
    const words = `${accepted + disputed} / ${findings.length} 条已标（采纳 ${accepted}，有异议 ${disputed}）`;
    panel.querySelector(".tally").textContent = words;
    panel.querySelector(".only-here").textContent = marks.keeps()
      ? "只保存在这个浏览器里"
      : "⚠ 这个浏览器不让本页保存：关闭前请导出，否则丢失";
  }

  function addOpinion(finding) {
    const part = own("#opinion").content.cloneNode(true);
    for (const button of part.querySelectorAll("button")) {
      button.ariaLabel = `${button.textContent}：第 ${finding.number} 条`;
    }
    const box = part.querySelector(".note");
    box.ariaLabel = `第 ${finding.number} 条的备注`;
    box.placeholder = "备注：只保存在这个浏览器里";
    box.addEventListener("input", () => setMark(finding, { note: box.value }));
    box.addEventListener("change", apply);
    const [opinion, ...rest] = part.children;
    finding.node.querySelector("h5").after(opinion);
    finding.node.append(...rest);
    opinion.addEventListener("click", ({ target }) => {
      if (Object.hasOwn(STATES, target.value)) toggle(finding, target.value);
      else if (target.value === "note") writeNote(finding, finding.node.querySelector(".note").hidden);
    });
  }

  function writeNote(finding, open = true) {
    unfoldNote(finding, open);
    if (open) finding.node.querySelector(".note").focus();
  }

  // Export and import ----------------------------------------------------------------------------------

  function exportMarks() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([marks.written()], { type: "application/json" }));
    link.download = `审核标记-${section.dataset.unit}-${section.dataset.package.slice(0, 8)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    tell(`已导出 ${marks.size()} 条标记和备注。`);
  }

  async function importMarks(file) {
    const found = file.size <= LARGEST_FILE ? marks.read(await file.text()) : null;
    if (!found) return tell(`“${file.name}”不是从本报告导出的标记文件，没有带入任何内容。`);
    const foreign = found.package !== section.dataset.package;
    const question = "这份标记出自另一版材料。所指格子相同的仍可带入，但格内文字可能已改，须逐条复核。仍然带入吗？";
    if (foreign && !confirm(question)) return tell("没有带入。");
    const result = marks.take(found.marks, new Set(findings.map(({ key }) => key)));
    repaint();
    tell(`带入 ${result.taken} 条；${result.older} 条早于现有标记，未带入；${result.unknown} 条在本报告中没有对应的问题。`);
  }

  function tell(words) {
    panel.open = true;
    panel.querySelector("output").textContent = words;
  }

  function repaint() {
    findings.forEach(paint);
    tally();
    apply();
  }

  // Filter ---------------------------------------------------------------------------------------------

  const fields = form.elements;
  const boxes = [...form.querySelectorAll('[name="severity"]')];
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  let words = [];

  // What a finding says and quotes; the neighbouring cells of an excerpt would find too much.
  function textOf(finding) {
    const parts = finding.node.querySelectorAll("h5, .message, .places, .gathered, .hit, .why dd");
    finding.text ||= fold([...parts].map((part) => part.textContent).join("\n"));
    return finding.text + fold(markOf(finding).note);
  }

  const asks = {
    severity: ({ severity }, wanted) => wanted.includes(severity),
    form: ({ forms }, wanted) => wanted === "all" || forms.has(wanted),
    rule: ({ rule }, wanted) => wanted === "all" || rule === wanted || rule.startsWith(`${wanted}-`),
    mark: (finding, wanted) => {
      const { state, note } = markOf(finding);
      return wanted === "all" || state === wanted || (wanted === "open" && !state) || (wanted === "noted" && note !== "");
    },
    text: (finding) => words.every((word) => textOf(finding).includes(word)),
  };

  const wanted = () => ({
    severity: boxes.filter((box) => box.checked).map((box) => box.value),
    form: fields.form.value,
    rule: fields.rule.value,
    mark: fields.mark.value,
    text: fields.text.value,
  });

  const passes = (finding, want, but = "") =>
    Object.keys(asks).every((name) => name === but || asks[name](finding, want[name]));

  function apply() {
    const want = wanted();
    words = fold(want.text).split(/\s+/).filter(Boolean);
    for (const finding of findings) {
      finding.shown = passes(finding, want);
      finding.node.classList.toggle("filtered", !finding.shown);
    }
    const shown = findings.filter((finding) => finding.shown).length;
    showCount(own("h2 .count"), shown);
    for (const group of all(".group")) {
      const left = group.querySelectorAll(".finding:not(.filtered)").length;
      showCount(group.querySelector(".count"), left);
      group.classList.toggle("filtered", left === 0);
    }
    countRules();
    countChoices(want);
    form.querySelector(".shown").textContent =
      shown === findings.length ? `显示全部 ${shown} 条` : `显示 ${shown} 条，共 ${findings.length} 条`;
    fields.reset.hidden = shown === findings.length;
  }

  function showCount(node, shown) {
    if (Number(node.textContent) === shown) delete node.dataset.shown;
    else node.dataset.shown = shown;
  }

  function countRules() {
    for (const row of all("table.rules tbody tr")) {
      const links = [...row.querySelectorAll(".links a")];
      for (const link of links) link.classList.toggle("filtered", !findings[Number(link.hash.slice(2)) - 1].shown);
      const left = links.filter((link) => !link.classList.contains("filtered")).length;
      showCount(row.querySelector(".count"), left);
      row.classList.toggle("filtered", left === 0);
    }
  }

  // Each choice says how many it would show, all other choices as they are.
  function countChoices(want) {
    for (const box of boxes) {
      const fitting = findings.filter((found) => found.severity === box.value && passes(found, want, "severity"));
      showCount(box.closest("label").querySelector(".count"), fitting.length);
    }
    for (const name of ["form", "rule", "mark"]) {
      const others = findings.filter((finding) => passes(finding, want, name));
      for (const option of fields[name].options) {
        const fitting = others.filter((finding) => asks[name](finding, option.value)).length;
        option.textContent = `${option.dataset.label}（${fitting}）`;
      }
    }
  }

  function clearFilter() {
    for (const box of boxes) box.checked = true;
    for (const name of ["form", "rule", "mark"]) fields[name].value = "all";
    fields.text.value = "";
    apply();
  }

  // Grouping -------------------------------------------------------------------------------------------

  const regrouped = document.createElement("div");
  regrouped.className = "regrouped";
  const homes = all(":scope > .group");

  function regroup(mode) {
    for (const { home, node } of findings) home.append(node);
    regrouped.replaceChildren();
    for (const home of homes) home.hidden = mode !== "severity";
    for (const { node } of findings) node.querySelector("h5").ariaLevel = mode === "severity" ? null : "4";
    if (mode === "severity") return;
    const rank = ({ severity }) => Object.keys(SEVERITIES).indexOf(severity);
    const orders = {
      form: (one, other) => one.form - other.form,
      rule: (one, other) => rank(one) - rank(other) || (one.rule < other.rule ? -1 : Number(one.rule > other.rule)),
    };
    const groups = new Map();
    for (const finding of [...findings].sort(orders[mode])) {
      const name = mode === "form" ? finding.form : `${finding.severity} ${finding.rule}`;
      if (!groups.has(name)) groups.set(name, newGroup(finding, mode));
      groups.get(name).append(finding.node);
    }
    for (const group of groups.values()) {
      group.querySelector(".count").textContent = group.querySelectorAll(".finding").length;
    }
    regrouped.append(...groups.values());
  }

  function newGroup({ node, place, rule, severity }, mode) {
    const group = document.createElement("section");
    const heading = document.createElement("h3");
    const small = document.createElement("small");
    const number = document.createElement("span");
    group.className = mode === "rule" ? "group by-choice of-rule" : "group by-choice";
    number.className = "count";
    const title = node.querySelector("h5 .title").textContent;
    heading.append(mode === "form" ? place : `${SEVERITIES[severity]} · ${title} ${rule}`, small);
    small.append(" ", number, " 条");
    group.append(heading);
    return group;
  }

  // Walking and keys -----------------------------------------------------------------------------------

  function step(by) {
    const shown = all(".finding:not(.filtered)");
    const before = Node.DOCUMENT_POSITION_PRECEDING;
    const isPast = (node) => Boolean(current.compareDocumentPosition(node) & before) === by < 0;
    const rest = current ? shown.filter((node) => node !== current && isPast(node)) : shown;
    const next = by > 0 ? rest[0] : rest.at(-1);
    if (next) goTo(next);
    else say(shown.length ? (by > 0 ? "已是最后一条" : "已是第一条") : "没有符合筛选的问题");
  }

  function goTo(node) {
    mind(node);
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "start" });
  }

  function mind(node) {
    current?.classList.remove("current");
    current = node;
    current.classList.add("current");
  }

  function reveal(hash) {
    const node = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    if (!node) return;
    for (let fold = node.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (!form || !byNode.has(node)) return;
    if (!byNode.get(node).shown) {
      clearFilter();
      say(`为显示第 ${byNode.get(node).number} 条，已清除筛选`);
    }
    mind(node);
  }

  function say(words) {
    form.querySelector(".shown").textContent = words;
  }

  const onCurrent = (work) => () => current && byNode.get(current).shown && work(byNode.get(current));
  const actions = {
    j: () => step(1),
    k: () => step(-1),
    a: onCurrent((finding) => toggle(finding, "accepted")),
    d: onCurrent((finding) => toggle(finding, "disputed")),
    n: onCurrent((finding) => writeNote(finding)),
    c: onCurrent(({ node }) => node.querySelector("a.jump, a.frame, .places a")?.click()),
    "/": () => fields.text.focus(),
    "?": () => dialog.showModal(),
  };

  function onKey(event) {
    const writing = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
    if (event.key === "Escape" && writing) event.target.blur();
    const modified = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (writing || modified || dialog.open || !useKeys.checked || !Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  }

  // Start ----------------------------------------------------------------------------------------------

  const useKeys = dialog.querySelector('[name="use-keys"]');
  const file = panel.querySelector('[type="file"]');
  const on = (parent, name, work) => parent.querySelector(`[name="${name}"]`).addEventListener("click", work);

  document.documentElement.classList.add("scripted");
  homes[0].before(regrouped);
  findings.forEach(addOpinion);
  marks.load(marks.stored(marks.store));
  useKeys.checked = marks.stored("jiheng:keys") !== "off";
  useKeys.addEventListener("change", () => marks.keep("jiheng:keys", useKeys.checked ? "on" : "off"));
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== marks.store) return;
    marks.load(newValue);
    repaint();
  });
  document.addEventListener("keydown", onKey);
  section.addEventListener("focusin", ({ target }) => {
    const node = target.closest(".finding");
    if (node) mind(node);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", ({ target }) => {
    if (target.name === "group") regroup(target.value);
    apply();
  });
  on(form, "reset", clearFilter);
  on(form, "keys", () => dialog.showModal());
  on(dialog, "close", () => dialog.close());
  on(panel, "export", exportMarks);
  on(panel, "import", () => file.click());
  on(panel, "clear", () => {
    if (!marks.size() || !confirm(`清除本报告的 ${marks.size()} 条标记和备注？清除后不能恢复。`)) return;
    marks.clear();
    repaint();
    tell("已清除。");
  });
  file.addEventListener("change", async () => {
    if (file.files.length) await importMarks(file.files[0]);
    file.value = ""; // so that the same file can be chosen again
  });
  // Keeps what a link leads to clear of the bar that stays in view.
  new ResizeObserver(() => section.style.setProperty("--bar", `${form.offsetHeight}px`)).observe(form);
  regroup(fields.group.value); // a browser may have kept the fields over a reload
  repaint();
  reveal(location.hash);
})();
