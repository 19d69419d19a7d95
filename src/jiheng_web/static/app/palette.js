/* Ctrl+K: pages by their names at once, then what the server finds at data-search-url?q=…
   The server answers {"results": [{"title", "url", "kind", "note"}]}. */
import { openDialog } from "./dialogs.js";

const WAIT_MS = 180;

export function startPalette() {
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = palette.querySelector("input");
  const list = palette.querySelector("[role=listbox]");
  const note = palette.querySelector("[role=status]");
  let timer = 0;
  let asked = null;

  const pages = [...document.querySelectorAll(".navigation a, .masthead__task .menu__item")].map((link) => ({
    title: (link.firstChild ? link.firstChild.textContent : link.textContent).trim(),
    url: link.href,
    kind: "页面",
  }));

  function show(results) {
    list.replaceChildren(...results.map(item));
    choose(results.length ? 0 : -1);
  }

  function item(result, index) {
    const line = document.createElement("li");
    line.className = "palette__item";
    line.id = `palette-${index}`;
    line.setAttribute("role", "option");
    line.dataset.url = result.url;
    const title = document.createElement("span");
    title.textContent = result.title;
    const kind = document.createElement("small");
    kind.textContent = result.kind || "";
    line.append(title, kind);
    if (result.note) {
      const words = document.createElement("small");
      words.textContent = result.note;
      line.append(words);
    }
    return line;
  }

  function choose(index) {
    [...list.children].forEach((line, at) => line.setAttribute("aria-selected", String(at === index)));
    const line = list.children[index];
    if (line) {
      input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  const chosen = () => [...list.children].findIndex((line) => line.getAttribute("aria-selected") === "true");

  async function search() {
    const words = input.value.trim();
    const near = pages.filter((page) => page.title.includes(words));
    if (asked) asked.abort();
    if (!words) {
      note.textContent = "";
      show(near);
      return;
    }
    asked = new AbortController();
    const { signal } = asked;
    note.textContent = "正在查找…";
    try {
      const address = new URL(palette.dataset.searchUrl, window.location.href);
      address.searchParams.set("q", words);
      const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const { results } = await response.json();
      const all = [...near, ...results];
      show(all);
      note.textContent = all.length ? `共 ${all.length} 条` : `没有找到“${words}”。可以换单位或项目名称里的几个字再试。`;
    } catch (failed) {
      if (signal.aborted) return;
      show(near);
      note.textContent = "现在查不了，请稍后再试。";
    }
  }

  function open(opener) {
    input.value = "";
    note.textContent = "";
    show(pages);
    openDialog(palette, opener);
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette-open]");
    if (opener) open(opener);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else if (!document.querySelector("dialog[open]")) open(document.activeElement);
    }
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.isComposing || last < 0) return;
    const at = chosen();
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      choose(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      window.location.assign(list.children[at].dataset.url);
    }
  });
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[data-url]");
    if (line) window.location.assign(line.dataset.url);
  });
}
