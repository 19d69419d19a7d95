/* Choosing bodies: all, none, a whole department. */
document.querySelectorAll("[data-chooser]").forEach((chooser) => {
  const boxes = (within) => [...within.querySelectorAll('input[type="checkbox"]')];
  const words = chooser.querySelector("[data-chosen-words]");
  const tell = () => {
    words.textContent = `已选 ${boxes(chooser).filter((box) => box.checked).length} 个单位`;
  };
  chooser.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    if (!button) return;
    const inside = boxes(button.dataset.choose === "group" ? button.closest("[data-group]") : chooser);
    const wanted = button.dataset.choose === "all" || (button.dataset.choose === "group" && !inside.every((box) => box.checked));
    inside.forEach((box) => {
      box.checked = wanted;
    });
    tell();
  });
  chooser.addEventListener("change", tell);
  tell();
});
