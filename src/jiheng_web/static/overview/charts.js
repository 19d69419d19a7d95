/* Draws the pictures from the same figures as the tables below them; a click leads where the table's link does.
   lines beyond the first MOST_SHOWN are left to the table. */
import { drawChart } from "../app/chart.js";

const MOST_SHOWN = 24;

const paint = (color, opacity = 1) => ({ color, opacity });

/* What each series of a picture is painted with. */
function paintsOf(key, c) {
  if (key === "units") return [paint(c.bad), paint(c.wait)];
  if (key === "progress") {
    // From not started to published: what waits grows stronger with each desk, so that the order can be seen.
    return [paint(c.pale, 0.6), paint(c.work, 0.75), paint(c.wait, 0.4), paint(c.wait, 0.7), paint(c.wait), paint(c.bad), paint(c.good, 0.65), paint(c.good)];
  }
  return [paint(c.work), paint(c.good), paint(c.wait), paint(c.middle)];
}

const number = (cell) => (cell === null || cell === "" ? null : Number(cell));

function frame(colours) {
  return {
    grid: { left: 8, right: 16, top: 44, bottom: 8, containLabel: true },
    legend: { type: "scroll", top: 0, left: 0, textStyle: { color: colours.soft }, itemWidth: 12, itemHeight: 12 },
    tooltip: { trigger: "axis", confine: true, axisPointer: { type: "shadow" } },
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
  const chosen = paintsOf(picture.key, colours);
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
    { name: "复算区间", type: "bar", stack: "range", barMaxWidth: 14, barMinHeight: 3, itemStyle: { color: colours.work }, data: lines.map((line) => number(line.cells[3]) - number(line.cells[2])) },
    { name: "自评得分", type: "scatter", symbol: "diamond", symbolSize: 11, itemStyle: { color: colours.accent }, data: lines.map((line) => number(line.cells[1])) },
  ];
}

function optionOf(picture, colours) {
  const lines = picture.lines.slice(0, MOST_SHOWN);
  const names = lines.map((line) => String(line.cells[0]));
  const base = frame(colours);
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
  for (const holder of place.querySelectorAll("[data-picture]")) {
    const picture = pictures.get(holder.dataset.picture);
    if (picture) {
      drawChart(holder, (colours) => optionOf(picture, colours), (index) => {
        window.location.href = picture.lines[index].url;
      });
    }
  }
}

// A module runs after the page and the deferred library before it.
start();
