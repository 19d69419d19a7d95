/* Draws the pictures from the same figures as the tables below them; a click leads where the table's link does.
   Tooltips are drawn, not written as HTML: the page allows no inline style. */

const MOST_SHOWN = 24;

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const paints = (...pairs) => pairs.map(([name, opacity]) => ({ color: token(name), opacity }));

function palette() {
  return {
    ink: token("--ink"),
    soft: token("--soft"),
    line: token("--line"),
    paper: token("--paper"),
    plain: paints(["--work", 1], ["--good", 1], ["--wait", 1], ["--middle", 1]),
    units: paints(["--bad", 1], ["--wait", 1]),
    // From not started to published: what waits grows stronger with each desk, so that the order can be seen.
    progress: paints(["--pale", 0.6], ["--work", 0.75], ["--wait", 0.4], ["--wait", 0.7], ["--wait", 1], ["--bad", 1], ["--good", 0.65], ["--good", 1]),
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

function axes(colours, names, isUpright, isCount) {
  const value = {
    type: "value",
    minInterval: isCount ? 1 : undefined,
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
  const chosen = colours[picture.key] || colours.plain;
  return shown.map(({ column, at }, place) => ({
    name: column.title,
    type: "bar",
    stack: isStacked ? "all" : undefined,
    barMaxWidth: 18,
    itemStyle: { ...chosen[place % chosen.length], borderColor: colours.paper, borderWidth: isStacked ? 1 : 0 },
    data: lines.map((line) => number(line.cells[at])),
  }));
}

/* The recomputed interval as a bar that begins at its lower end; the self score as a mark on it. */
function ranges(lines, colours) {
  return [
    { name: "复算下限", type: "bar", stack: "range", itemStyle: { color: "transparent" }, tooltip: { show: false }, data: lines.map((line) => number(line.cells[2])), silent: true },
    { name: "复算区间", type: "bar", stack: "range", barMaxWidth: 14, barMinHeight: 3, itemStyle: { color: token("--work") }, data: lines.map((line) => number(line.cells[3]) - number(line.cells[2])) },
    { name: "自评得分", type: "scatter", symbol: "diamond", symbolSize: 11, itemStyle: { color: token("--accent") }, data: lines.map((line) => number(line.cells[1])) },
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
    return { ...base, ...both, tooltip, legend, xAxis: { ...both.xAxis, min: Math.max(0, Math.floor(lowest / 5) * 5 - 5), max: 100, interval: 5 }, series: ranges(lines, colours) };
  }
  const isUpright = picture.key === "grades";
  const isCount = picture.key !== "execution";
  return { ...base, ...axes(colours, names, isUpright, isCount), series: bars(picture, lines, colours, picture.kind === "stacked") };
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
