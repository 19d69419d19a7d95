/* The board: how many are ticked, tick all of the page, and buttons that need a choice. */
const form = document.querySelector("[data-bulk]");

function boxes() {
  return [...form.querySelectorAll('tbody input[type="checkbox"][name="filing"]')];
}

function tell() {
  const all = boxes();
  const count = all.filter((box) => box.checked).length;
  const words = form.querySelector("[data-bulk-words]");
  if (words) words.textContent = count ? `已选 ${count} 个单位` : "勾选单位以后可以一起办理。";
  form.querySelectorAll("[data-bulk-count]").forEach((place) => {
    place.textContent = `${count} `;
  });
  form.querySelectorAll("[data-needs-choice]").forEach((button) => {
    button.disabled = count === 0;
  });
  all.forEach((box) => box.closest("tr").classList.toggle("is-chosen", box.checked));
  const head = form.querySelector("[data-bulk-all]");
  if (head) {
    head.checked = count > 0 && count === all.length;
    head.indeterminate = count > 0 && count < all.length;
  }
}

if (form) {
  let last = null;
  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.name !== "filing") return;
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      all.slice(from, to + 1).forEach((one) => {
        one.checked = box.checked;
      });
    }
    last = box;
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-bulk-all]")) {
      boxes().forEach((box) => {
        box.checked = event.target.checked;
      });
    }
    tell();
  });
  window.addEventListener("pageshow", tell);
  tell();
}
