/* Small things by attribute: the scheme's switch, data-copy, time[data-relative], data-print. */
import { toast } from "./toast.js";

const TITLES = { light: "浅色", dark: "深色" };

function scheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen) return chosen;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

function tellScheme() {
  const other = scheme() === "dark" ? "light" : "dark";
  document.querySelectorAll("[data-theme-word]").forEach((word) => {
    word.textContent = `换成${TITLES[other]}`;
  });
}

function switchScheme() {
  const next = scheme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("jiheng-theme", next);
  } catch (refused) {
    /* Without storage the choice holds for this page. */
  }
  tellScheme();
  document.dispatchEvent(new CustomEvent("jiheng:theme", { detail: next }));
}

async function copy(button) {
  const from = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
  const words = from ? from.value || from.textContent.trim() : button.dataset.copy;
  if (await put(words)) toast("已复制");
  else toast("浏览器不允许复制，请选中后按 Ctrl+C。", "error");
}

/* Browsers give the clipboard only to https; many a government network serves plain http. */
async function put(words) {
  if (navigator.clipboard && window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(words);
      return true;
    } catch (refused) {
      /* The old way below. */
    }
  }
  const field = document.createElement("textarea");
  field.value = words;
  field.className = "hidden";
  document.body.append(field);
  const before = document.activeElement;
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (before) before.focus();
  return done;
}

function relative(then, now) {
  const minutes = Math.round((now - then) / 60000);
  if (minutes < 0) return null;
  if (minutes < 1) return "刚刚";
  if (minutes < 60) return `${minutes} 分钟前`;
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  const clock = `${String(then.getHours()).padStart(2, "0")}:${String(then.getMinutes()).padStart(2, "0")}`;
  if (then >= midnight) return `今天 ${clock}`;
  if (then >= midnight - 86400000) return `昨天 ${clock}`;
  return null;
}

function tellTimes() {
  const now = new Date();
  document.querySelectorAll("time[data-relative]").forEach((time) => {
    const then = new Date(time.dateTime);
    if (Number.isNaN(then.getTime())) return;
    if (!time.title) time.title = time.textContent.trim();
    const words = relative(then, now) || time.title;
    if (time.textContent !== words) time.textContent = words;
  });
}

export function startSmallThings() {
  tellScheme();
  tellTimes();
  setInterval(tellTimes, 30000);
  document.addEventListener("htmx:afterSettle", tellTimes);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("themeSwitch" in button.dataset) switchScheme();
    if ("copy" in button.dataset || button.dataset.copyFrom) copy(button);
    if ("print" in button.dataset) window.print();
  });
}
