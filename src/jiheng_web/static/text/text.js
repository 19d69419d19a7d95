// The report text: saves by itself, marks references that name nothing, inserts figures at the caret.
const root = document.querySelector("[data-text]");
const state = root.querySelector("[data-saving]");
const token = document.querySelector("meta[name=csrf-token]").content;
const known = new Map(); // "id/column" → what the server has
let version = Number(root.dataset.version);
let pending = []; // operations that were not sent yet
let sending = null; // the batch under way, sent again as it is until it is answered
let timer = 0;
let wait = 600;
let field = null; // the text that was written in last

const sections = () => [...root.querySelectorAll("[data-section]")];
const idOf = (node) => node.closest("[data-section]").dataset.section;
const columnOf = (node) => (node.matches("[data-body]") ? "text" : "heading");

function say(words, bad = false) {
  state.textContent = words;
  state.dataset.tone = bad ? "bad" : "";
}

function remember(section) {
  for (const node of section.querySelectorAll("[data-body], [data-heading]")) {
    known.set(`${section.dataset.section}/${columnOf(node)}`, node.value);
  }
}

function note(node) {
  const key = `${idOf(node)}/${columnOf(node)}`;
  const path = `narrative/${key}`;
  pending = pending.filter((one) => one.path !== path);
  if (node.value !== known.get(key)) pending.push({ op: "set", path, was: known.get(key) ?? "", value: node.value });
  schedule();
}

function schedule() {
  say("正在编辑……");
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

async function send() {
  if (!sending) {
    if (!pending.length) return say("已保存");
    sending = { batch: crypto.randomUUID(), seen: version, operations: pending, why: "" };
    pending = [];
  }
  say("正在保存……");
  let answer;
  try {
    answer = await post(root.dataset.save, sending);
  } catch {
    return again("网络不通，改动还在这个页面上，恢复后自动保存。");
  }
  if (answer.status >= 500) return again("服务器忙，稍后自动再试。");
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    sending = null;
    return say(body.error ?? "没有保存，请刷新页面。", true);
  }
  wait = 600;
  settle(body);
}

function again(words) {
  say(words, true);
  wait = Math.min(wait * 2, 15000);
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

function settle(body) {
  version = body.version;
  const refused = new Set(body.conflicts.map((one) => one.path));
  for (const one of sending.operations) {
    if (one.op === "set" && !refused.has(one.path)) known.set(one.path.slice("narrative/".length), one.value);
  }
  sending = null;
  for (const one of body.conflicts) conflict(one);
  if (pending.length) return schedule();
  const time = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  say(body.conflicts.length ? "有的内容别人刚改过，请看正文下面的提示。" : `已保存 ${time}`, body.conflicts.length > 0);
  check();
}

// Someone else wrote the same section: theirs stays until the clerk puts his own over it, knowingly.
function conflict(one) {
  const [, id, column] = one.path.split("/");
  const section = root.querySelector(`[data-section="${CSS.escape(id)}"]`);
  if (!section || one.theirs === null) return;
  known.set(`${id}/${column}`, one.theirs);
  const node = section.querySelector(column === "text" ? "[data-body]" : "[data-heading]");
  const row = document.createElement("li");
  row.textContent = `别人刚改成：“${String(one.theirs).slice(0, 120)}”`;
  const theirs = button("用别人的", () => { node.value = one.theirs; row.remove(); say("已保存"); });
  const mine = button("用我的", () => { row.remove(); note(node); });
  row.append(" ", theirs, " ", mine);
  section.querySelector("[data-wrong]").append(row);
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function post(url, body) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
}

let checking = 0;
function checkSoon() {
  clearTimeout(checking);
  checking = setTimeout(check, 350);
}

let asked = 0;
async function check() {
  const mine = (asked += 1);
  const texts = Object.fromEntries(sections().map((one) => [one.dataset.section, one.querySelector("[data-body]").value]));
  const answer = await post(root.dataset.check, { texts }).catch(() => null);
  if (!answer?.ok) return;
  const { sections: told } = await answer.json();
  // An earlier question may be answered later: only the last one speaks of what stands there now.
  if (mine === asked) told.forEach(show);
}

function show(answer) {
  const section = root.querySelector(`[data-section="${CSS.escape(answer.id)}"]`);
  if (!section) return;
  const body = section.querySelector("[data-body]");
  body.setAttribute("aria-invalid", String(answer.wrong.length > 0));
  const rows = answer.wrong.map((one) => element("li", `第 ${one.line} 段 ${one.what}：${one.reason}`));
  const kept = [...section.querySelectorAll("[data-wrong] li:has(button)")];
  section.querySelector("[data-wrong]").replaceChildren(...rows, ...kept);
  const printed = answer.text === body.value ? [] : answer.text.split("\n").map((line) => element("p", line));
  section.querySelector("[data-printed]").replaceChildren(...printed);
}

function element(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function insert(reference) {
  const target = field ?? root.querySelector("[data-body]");
  if (!target) return;
  target.focus();
  target.setRangeText(`{${reference}}`, target.selectionStart, target.selectionEnd, "end");
  note(target);
  checkSoon();
}

function add() {
  const made = document.querySelector("#new-section").content.cloneNode(true).firstElementChild;
  const id = [...crypto.getRandomValues(new Uint8Array(4))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const last = sections().at(-1);
  made.dataset.section = id;
  root.querySelector("[data-none]")?.remove();
  root.querySelector("[data-sections]").append(made);
  remember(made);
  pending.push({ op: "add", list: "narrative", after: last?.dataset.section ?? "", row: { id, heading: "", text: "" } });
  made.querySelector("[data-heading]").focus();
  schedule();
}

function remove(section) {
  const id = section.dataset.section;
  const words = section.querySelector("[data-body]").value;
  if (words && !window.confirm("删除这一节？删除以后可以在“修改记录”里撤销。")) return;
  pending = pending.filter((one) => !one.path?.startsWith(`narrative/${id}/`));
  const was = { heading: known.get(`${id}/heading`) ?? "", text: known.get(`${id}/text`) ?? "" };
  pending.push({ op: "remove", list: "narrative", id, was });
  section.remove();
  schedule();
}

sections().forEach(remember);
root.addEventListener("input", (event) => {
  if (event.target.matches("[data-body], [data-heading]")) { note(event.target); checkSoon(); }
  if (event.target.matches("[data-find]")) find(event.target.value.trim());
});
root.addEventListener("focusin", (event) => { if (event.target.matches("[data-body]")) field = event.target; });
root.addEventListener("click", (event) => {
  const reference = event.target.closest("[data-reference]");
  if (reference) insert(reference.dataset.reference);
  if (event.target.closest("[data-add]")) add();
  if (event.target.closest("[data-remove]")) remove(event.target.closest("[data-section]"));
});
window.addEventListener("beforeunload", (event) => { if (pending.length || sending) event.preventDefault(); });

function find(words) {
  for (const one of root.querySelectorAll("[data-figures] [data-words]")) one.hidden = !one.dataset.words.includes(words);
}
