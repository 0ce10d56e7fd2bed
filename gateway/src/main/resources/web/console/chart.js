/**
 * The two charts on one time axis. Colours come from the style sheet, and every line has a form of its own, too.
 */
import uPlot from "./uplot/uPlot.esm.js";
import { arrivals, number, sum } from "./words.js";

const SPAN_SECONDS = 600;
/** Of a gateway that has just started there is less to see. */
const SPAN_SECONDS_MIN = 60;
const AXIS_PIXELS = 56;
/** A gap in the data is drawn as one from here on. */
const GAP_SECONDS = 5;

/** In the order in which they are drawn, the target over the drain that is to meet it; the dashes are canvas pixels. */
const LINES = [
  { key: "settled", name: "Settled", colour: "--line-settled", width: 3 },
  { key: "target", name: "Target rate R", colour: "--line-target", dash: [10, 6], width: 1.5 },
  { key: "effective", name: "Can start now", colour: "--line-effective", dash: [2, 4], width: 2 },
  { key: "accepted", name: "Accepted", colour: "--line-accepted", width: 1.5 },
  { key: "refused", name: "Refused", colour: "--line-refused", dash: [6, 3, 2, 3], width: 1.5 },
];

function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Columns for the charts, with a hole where seconds are missing. */
function columns(points) {
  const times = [];
  const data = { target: [], effective: [], settled: [], accepted: [], refused: [], backlog: [] };
  let before = null;
  for (const point of points) {
    if (before !== null && point.t - before > GAP_SECONDS * 1000) {
      times.push(before / 1000 + 1);
      for (const column of Object.values(data)) column.push(null);
    }
    before = point.t;
    times.push(point.t / 1000);
    const { accepted, refused } = arrivals(point.answered);
    data.target.push(point.target);
    data.effective.push(point.effective);
    data.settled.push(sum(point.settled));
    data.accepted.push(accepted);
    data.refused.push(refused);
    data.backlog.push(point.backlog);
  }
  return { times, data };
}

export class Charts {
  /** @param places {flow, backlog, legend}: elements to draw into */
  constructor(places) {
    this.places = places;
    this.points = [];
    this.values = new Map();
    this.legend();
    this.open();
    new ResizeObserver(() => this.resize()).observe(places.flow);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.open());
  }

  legend() {
    const rows = LINES.map((line) => {
      const row = document.createElement("li");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 32 8");
      svg.setAttribute("aria-hidden", "true");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", "M0 4h32");
      path.setAttribute("class", `line-${line.key}`);
      path.setAttribute("stroke-width", line.width + 0.5);
      if (line.dash) path.setAttribute("stroke-dasharray", line.dash.join(" "));
      svg.append(path);
      const value = document.createElement("b");
      value.textContent = "–";
      this.values.set(line.key, value);
      row.append(svg, `${line.name} `, value);
      return row;
    });
    this.places.legend.replaceChildren(...rows);
  }

  /** Draws anew, as a canvas keeps the colours it was drawn with. */
  open() {
    this.flow?.destroy();
    this.backlog?.destroy();
    const flow = LINES.map(({ key, colour, dash, width }) => ({
      label: key,
      stroke: style(colour),
      dash,
      width,
      points: { show: false },
      paths: key === "target" || key === "effective" ? uPlot.paths.stepped({ align: 1 }) : undefined,
    }));
    const ink = style("--line-settled");
    const area = { label: "backlog", stroke: ink, fill: style("--area"), width: 2, points: { show: false } };
    this.flow = new uPlot(this.options(this.places.flow, flow, true), [[]], this.places.flow);
    this.backlog = new uPlot(this.options(this.places.backlog, [area], false), [[]], this.places.backlog);
    this.draw(this.points);
  }

  options(place, series, tells) {
    const axis = { stroke: style("--soft"), grid: { stroke: style("--rule"), width: 1 }, ticks: { show: false } };
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    return {
      width: place.clientWidth,
      height: place.clientHeight,
      legend: { show: false },
      cursor: { sync: { key: "sluice" }, drag: { x: false, y: false }, y: false },
      hooks: tells ? { setCursor: [(chart) => this.tell(chart.cursor.idx)] } : {},
      scales: { x: { time: true }, y: { range: (chart, low, high) => [0, Math.max(high ?? 0, 1) * 1.08] } },
      axes: [
        { ...axis, font, space: 70, size: 28, values: "{HH}:{mm}:{ss}" },
        { ...axis, font, size: AXIS_PIXELS, space: 34, values: (chart, ticks) => ticks.map(number) },
      ],
      series: [{}, ...series],
    };
  }

  resize() {
    for (const [chart, place] of [[this.flow, this.places.flow], [this.backlog, this.places.backlog]]) {
      if (place.clientWidth > 0) chart.setSize({ width: place.clientWidth, height: place.clientHeight });
    }
  }

  /** @param points oldest first */
  draw(points) {
    this.points = points;
    const { times, data } = columns(points);
    this.data = data;
    const last = times.at(-1) ?? Date.now() / 1000;
    const first = Math.min(times[0] ?? last, last - SPAN_SECONDS_MIN);
    const range = { min: Math.max(first, last - SPAN_SECONDS), max: last };
    this.places.flow.dataset.from = times[0] ?? "";
    for (const [chart, drawn] of [
      [this.flow, [times, ...LINES.map(({ key }) => data[key])]],
      [this.backlog, [times, data.backlog]],
    ]) {
      chart.batch(() => {
        chart.setData(drawn, false);
        chart.setScale("x", range);
      });
    }
    this.tell(this.flow.cursor.idx);
  }

  /** The legend has the values under the cursor, else the newest. */
  tell(index) {
    for (const { key } of LINES) {
      const column = this.data?.[key] ?? [];
      const value = column[index ?? column.length - 1];
      const text = value == null ? "–" : `${number(value)}/s`;
      const shown = this.values.get(key);
      if (shown.textContent !== text) shown.textContent = text;
    }
  }
}
