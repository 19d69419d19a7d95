/* Requests: the token against forgery, plain words for what failed, and one request a form at a time. */
import { toast } from "./toast.js";

const WORDS = {
  0: "连不上服务器。请检查网络，页面上的内容还在，稍后再试。",
  400: "这次提交的内容不完整，请检查后再提交。",
  401: "登录已过期，请重新登录。",
  403: "没有权限，或者页面打开太久了。请刷新页面后再试。",
  404: "找不到要办的内容，可能已被移走。请刷新页面。",
  409: "材料的状态已经变了，请刷新页面看最新情况。",
  413: "文件太大，请压缩或分成几份再上传。",
  422: "内容无法处理，请对照提示修改后再试。",
  429: "操作太频繁，请等一会儿再试。",
  500: "系统出错了，刚才的操作没有生效。请稍后再试。",
  502: "服务器正在启动或维护，请稍后再试。",
  503: "系统正忙，请等几秒再试。",
};

export function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta ? meta.content : "";
}

/* The reason in the server's own words, where it gave one: JSON's error, or the page that says why. */
export function reasonOf(status, body) {
  if (body) {
    try {
      const { error } = JSON.parse(body);
      if (typeof error === "string" && error) return error;
    } catch (notJson) {
      const page = new DOMParser().parseFromString(body, "text/html");
      const reason = page.querySelector(".notice-page__reason, [data-reason]");
      if (reason) return reason.textContent.trim();
    }
  }
  return WORDS[status] || WORDS[status >= 500 ? 500 : 400];
}

/* Send JSON and give {ok, status, answer, reason}; never throws. `status` 0 means that nothing answered. */
export async function sendJson(address, content, { method = "POST", signal, keepalive = false } = {}) {
  let response;
  try {
    response = await fetch(address, {
      method,
      signal,
      keepalive,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
      body: content === undefined ? undefined : JSON.stringify(content),
    });
  } catch (lost) {
    return { ok: false, status: 0, answer: null, reason: WORDS[0] };
  }
  const body = await response.text().catch(() => "");
  let answer = null;
  try {
    answer = body ? JSON.parse(body) : null;
  } catch (notJson) {
    answer = null;
  }
  const ok = response.ok && !response.redirected;
  if (response.redirected) return { ok, status: 401, answer: null, reason: WORDS[401] };
  return { ok, status: response.status, answer, reason: ok ? "" : reasonOf(response.status, body) };
}

function startHtmx() {
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
    /* A filter asks the page's own address: conditions of before and the number of the page fall away. */
    if (event.detail.elt.matches("form.tools")) event.detail.path = window.location.pathname;
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { status, responseText } = event.detail.xhr;
    toast(reasonOf(status, responseText), "error");
  });
  for (const lost of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(lost, () => toast(WORDS[0], "error"));
  }
  /* An answer that is a whole page of its own (signing in again) must not be put inside a page. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    const path = new URL(xhr.responseURL || window.location.href).pathname;
    if (path === "/sign-in" && window.location.pathname !== path) {
      event.detail.shouldSwap = false;
      toast(WORDS[401], "error");
    }
  });
}

const inFlight = new WeakMap();

function hold(form, submitter) {
  const button = submitter || form.querySelector('button[type="submit"], button:not([type])');
  inFlight.set(form, { button, focused: button === document.activeElement });
  if (button) {
    button.disabled = true;
    button.dataset.busy = "";
  }
  form.setAttribute("aria-busy", "true");
}

function release(form) {
  const held = inFlight.get(form);
  if (!held) return;
  inFlight.delete(form);
  form.removeAttribute("aria-busy");
  if (!held.button) return;
  held.button.disabled = false;
  delete held.button.dataset.busy;
  /* A disabled button loses the focus; whoever works by keys gets it back. */
  if (held.focused && document.activeElement === document.body) held.button.focus();
}

function guardForms() {
  let submitter = null;
  document.addEventListener(
    "submit",
    (event) => {
      if (inFlight.has(event.target)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      submitter = event.submitter;
    },
    true,
  );
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.target === "_blank" || "download" in form.dataset) return;
    const pressed = event.submitter;
    inFlight.set(form, { button: null, focused: false });
    /* After the form's entries are taken: a disabled button would not be among them. */
    setTimeout(() => hold(form, pressed), 0);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (form instanceof HTMLFormElement && form.method === "post") hold(form, submitter);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt instanceof HTMLFormElement) release(event.detail.elt);
  });
  /* Coming back by the browser's button shows the page as it was left: in flight. */
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll('form[aria-busy="true"]').forEach(release);
  });
}

export function startRequests() {
  startHtmx();
  guardForms();
}
