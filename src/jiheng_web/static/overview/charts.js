/* Draws the pictures from the same figures as the tables below them; a click leads where the table's link does.
   Tooltips are drawn, not written as HTML: the page allows no inline style. */

const MOST_SHOWN = 24;

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function palette() {
  return {
    ink: token("--ink"),
    soft: token("--soft"),
    line: token("--line"),
    paper: token("--paper"),
    series: [token("--work"), token("--accent"), token("--good"), token("--wait"), token("--middle"), token("--pale")],
    // From not started to published: paler to stronger, so that the order can be seen without the legend.
    stages: [token("--pale"), token("--middle"), token("--wait"), token("--wait"), token("--work"), token("--bad"), token("--good"), token("--good")],
  };
}

const number = (cell) => (cell === null || cell === "" ? null : Number(cell));

function frame(colours, isNarrow) {
  return {
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: { fontFamily: token("--sans"), color: colours.ink },
    grid: { left: 8, right: 16, top: 44, bottom: 8, containLabel: true },
    legend: { type: "scroll", top: 0, left: 0, textStyle: { color: colours.soft }, itemWidth: 12, itemHeight: 12 },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      axisPointer: { type: "shadow" },
      backgroundColor: colours.paper,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontSize: isNarrow ? 11 : 12 },
    },
  };
}

function axes(colours, names, isUpright) {
  const value = {
    type: "value",
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.soft },
  };
  const category = {
    type: "category",
    data: names,
    inverse: !isUpright,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.ink, width: isUpright ? 90 : 150, overflow: "truncate" },
  };
  return isUpright ? { xAxis: category, yAxis: value } : { xAxis: value, yAxis: category };
}

function bars(picture, lines, colours, isStacked) {
  const shown = picture.columns.map((column, at) => ({ column, at })).filter(({ column }) => column.is_series);
  const paints = picture.key === "progress" ? colours.stages : colours.series;
  return shown.map(({ column, at }, place) => ({
    name: column.title,
    type: "bar",
    stack: isStacked ? "all" : undefined,
    barMaxWidth: 18,
    itemStyle: { color: paints[place % paints.length], borderColor: colours.paper, borderWidth: isStacked ? 1 : 0 },
    data: lines.map((line) => number(line.cells[at])),
  }));
}

/* The recomputed interval as a bar that begins at its lower end; the self score as a mark on it. */
function ranges(lines, colours) {
  return [
    { name: "复算下限", type: "bar", stack: "range", itemStyle: { color: "transparent" }, tooltip: { show: false }, data: lines.map((line) => number(line.cells[2])), silent: true },
    { name: "复算区间", type: "bar", stack: "range", barMaxWidth: 14, barMinHeight: 3, itemStyle: { color: colours.series[0] }, data: lines.map((line) => number(line.cells[3]) - number(line.cells[2])) },
    { name: "自评得分", type: "scatter", symbol: "diamond", symbolSize: 11, itemStyle: { color: colours.series[1] }, data: lines.map((line) => number(line.cells[1])) },
  ];
}

function options(picture, isNarrow) {
  const colours = palette();
  const lines = picture.lines.slice(0, MOST_SHOWN);
  const names = lines.map((line) => String(line.cells[0]));
  const base = frame(colours, isNarrow);
  if (picture.kind === "lines") {
    const series = bars(picture, lines, colours, false).map((one) => ({ ...one, type: "line", symbolSize: 8, lineStyle: { width: 2 } }));
    const both = axes(colours, names, true);
    return { ...base, ...both, yAxis: { ...both.yAxis, scale: true }, series };
  }
  if (picture.kind === "ranges") {
    const both = axes(colours, names, false);
    const lowest = Math.min(...lines.map((line) => Math.min(number(line.cells[1]), number(line.cells[2]))));
    const tooltip = { ...base.tooltip, formatter: (points) => rangeWords(lines[points[0].dataIndex]) };
    const legend = { ...base.legend, data: ["复算区间", "自评得分"] };
    return { ...base, ...both, tooltip, legend, xAxis: { ...both.xAxis, min: Math.max(0, Math.floor(lowest / 5) * 5 - 5), max: 100 }, series: ranges(lines, colours) };
  }
  const isUpright = picture.key === "grades";
  return { ...base, ...axes(colours, names, isUpright), series: bars(picture, lines, colours, picture.kind === "stacked") };
}

function rangeWords(line) {
  return `${line.cells[0]}\n自评 ${line.cells[1]} 分\n复算 ${line.cells[2]} – ${line.cells[3]} 分`;
}

async function start() {
  const place = document.querySelector("[data-pictures]");
  if (!place || !window.echarts) return;
  const answer = await fetch(place.dataset.pictures, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const pictures = new Map((await answer.json()).map((picture) => [picture.key, picture]));
  const drawn = [];
  for (const holder of place.querySelectorAll("[data-picture]")) {
    const picture = pictures.get(holder.dataset.picture);
    if (!picture) continue;
    const chart = window.echarts.init(holder, null, { renderer: "svg" });
    chart.on("click", ({ dataIndex }) => {
      window.location.href = picture.lines[dataIndex].url;
    });
    drawn.push({ chart, picture, holder });
  }
  const draw = () => drawn.forEach(({ chart, picture, holder }) => {
    chart.resize();
    chart.setOption(options(picture, holder.clientWidth < 480), true);
  });
  draw();
  new ResizeObserver(draw).observe(place);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}

// A module runs after the page and the deferred library before it.
start();
