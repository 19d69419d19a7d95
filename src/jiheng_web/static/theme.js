/* Runs before the first paint, so that a chosen scheme never flashes. Not a module: modules wait. */
(function () {
  "use strict";
  var chosen = null;
  try {
    chosen = window.localStorage.getItem("jiheng-theme");
  } catch (refused) {
    /* Storage may be switched off; the system's scheme is used then. */
  }
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.dataset.theme = chosen;
  }
  document.documentElement.classList.add("scripted");
})();
