/* Charts by ECharts, drawn in the page's own colours and drawn anew when the scheme changes.
   A page loads vendor/echarts.js before its module and calls drawChart(element, (colours) => option).
   The policy forbids styles written into markup, so tooltips are drawn on the canvas too. */
const NAMES = ["paper", "ink", "soft", "line", "edge", "tint", "tint2", "accent", "middle", "pale", "bad", "wait", "good", "work"];

function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function quiet(option, tokens) {
  const font = getComputedStyle(document.body).fontFamily;
  return {
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: [tokens.ink, tokens.accent, tokens.middle, tokens.work, tokens.wait, tokens.good],
    textStyle: { fontFamily: font, color: tokens.soft },
    ...option,
    tooltip: option.tooltip === null ? undefined : {
      renderMode: "richText",
      backgroundColor: tokens.paper,
      borderColor: tokens.edge,
      textStyle: { color: tokens.ink, fontFamily: font },
      ...option.tooltip,
    },
  };
}

/* A chart is a picture: the element carries aria-label, and the figures stand in a table beside it.
   onClick, where given, is told the index of the bar or point that was clicked. */
export function drawChart(element, optionOf, onClick) {
  const draw = () => {
    const shown = window.echarts.getInstanceByDom(element);
    if (shown) shown.dispose();
    const tokens = colours();
    element.setAttribute("role", "img");
    const chart = window.echarts.init(element, null, { renderer: "canvas" });
    chart.setOption(quiet(optionOf(tokens), tokens));
    if (onClick) chart.on("click", ({ dataIndex }) => onClick(dataIndex));
  };
  draw();
  document.addEventListener("jiheng:theme", draw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(() => {
    const shown = window.echarts.getInstanceByDom(element);
    if (shown) shown.resize();
  }).observe(element);
}
