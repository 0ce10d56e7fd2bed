/**
 * The console: one event a second from the gateway, drawn. It decides nothing; what it can do is in levers.js and letters.js.
 */
import { Charts } from "./chart.js";
import { openLetters } from "./letters.js";
import { openLevers } from "./levers.js";
import { arrivals, BRAKES, duration, number, REFUSALS, sentence, sum, timeOfDay } from "./words.js";

const EVENTS = "/console/events";
const POINTS_MAX = 600;
/** A gateway speaks once a second; one that does not for so long is gone, whatever TCP thinks. */
const SILENCE_MILLIS = 5_000;
const AGAIN_MILLIS = 1_000;
/** Nobody looks; a browser has six connections to a host for all its tabs. */
const HIDDEN_MILLIS = 60_000;
/** Who listens to the page is not to hear a number every second. */
const ANNOUNCE_MILLIS = 30_000;
/** Outcomes come in batches: what people read is the mean of so many seconds. */
const MEAN_SECONDS = 5;

const element = Object.fromEntries(Array.from(document.querySelectorAll("[id]"), (found) => [found.id, found]));
const charts = new Charts({ flow: element.flowPlot, backlog: element.backlogPlot, legend: element.flowLegend });

const CHANGES_TEXT = element.changesText.textContent;

let points = [];
let last = null;
let source = null;
let heardAt = 0;
let againTimer = 0;
let hiddenTimer = 0;
let announcedKind = "";
let announcedAt = 0;

/** Leaves alone what is right: assistive technology notices every write. */
function show(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

function announce(text) {
  announcedAt = Date.now();
  element.announcer.textContent = text;
}

/** What came of something that was asked for; "" takes the word back. */
function notice(target, text, isBad = false) {
  target.hidden = text === "";
  target.dataset.bad = isBad;
  show(target, isBad ? `✕ ${text}` : text);
  if (text !== "") announce(text);
}

function connect() {
  clearTimeout(againTimer);
  source?.close();
  heardAt = Date.now();
  const seen = points.at(-1)?.t;
  const opened = new EventSource(seen === undefined ? EVENTS : `${EVENTS}?after=${seen}`);
  source = opened;
  opened.addEventListener("message", (event) => {
    heardAt = Date.now();
    link("live", "live");
    take(JSON.parse(event.data));
  });
  // It tries again by itself only where it was not refused, and then with an address that is too old by now.
  opened.addEventListener("error", () => {
    if (source === opened) lose();
  });
}

function lose() {
  source?.close();
  source = null;
  link("lost", "reconnecting");
  clearTimeout(againTimer);
  againTimer = setTimeout(connect, AGAIN_MILLIS);
}

function link(state, text) {
  element.link.dataset.link = state;
  document.body.classList.toggle("stale", state === "lost");
  show(element.linkText, state === "lost" && last !== null ? `${text}, as of ${timeOfDay(last.heard, Date.now(), true)}` : text);
}

/** Its own older points stay: a gateway that has started anew has none of them. */
function take(event) {
  const from = event.points[0]?.t;
  const kept = from === undefined ? points : points.filter(({ t }) => t < from);
  points = [...kept, ...event.points].slice(-POINTS_MAX);
  last = { ...event, heard: Date.now() };
  draw();
}

function draw() {
  const { now, notReady } = last;
  const recent = points.slice(-MEAN_SECONDS);
  const point = points.at(-1);
  const settledPerSecond = mean(recent, ({ settled }) => sum(settled));
  const said = sentence({ notReady, now, point, settledPerSecond }, point?.t ?? 0);
  element.banner.dataset.tone = said.tone;
  show(element.sentence, said.text);
  if (said.kind !== announcedKind || Date.now() - announcedAt > ANNOUNCE_MILLIS) {
    announcedKind = said.kind;
    announce(said.text);
  }
  if (now === null) return;
  document.title = `${number(point.backlog)} waiting – Sluice console`;
  drawFigures(now, point, recent, settledPerSecond);
  charts.draw(points);
  drawCounts(element.refusedRows, "answered", REFUSALS, (label) => label !== "accepted" && label !== "replayed");
  drawCounts(element.settledRows, "settled", {}, () => true);
  drawWorkers(now, point);
  drawPartitions(now);
  drawChanges(now, point);
  levers.follow(now);
}

function mean(recent, value) {
  return recent.length === 0 ? 0 : recent.reduce((all, point) => all + value(point), 0) / recent.length;
}

function drawFigures(now, point, recent, settledPerSecond) {
  const accepted = mean(recent, ({ answered }) => arrivals(answered).accepted);
  const refused = mean(recent, ({ answered }) => arrivals(answered).refused);
  show(element.waiting, number(point.backlog));
  show(element.waitingSub, point.backlog === 1 ? "order" : "orders");
  show(element.oldest, now.oldestSeconds === 0 ? "–" : duration(now.oldestSeconds));
  const isEmpty = point.backlog === 0;
  show(element.empty, isEmpty ? "now" : now.drainedAt === null ? "not known" : `at ${timeOfDay(now.drainedAt, point.t)}`);
  const left = (now.drainedAt - point.t) / 1000;
  show(element.emptySub, isEmpty || now.drainedAt === null ? "\u00a0" : `in ${duration(left)}`);
  show(element.arrivals, `${number(accepted)}/s`);
  show(element.arrivalsSub, refused > 0 ? `and ${number(refused)}/s refused` : "at this gateway");
  show(element.settledNow, `${number(settledPerSecond)}/s`);
  show(element.settledSub, `of R = ${number(point.target)}/s`);
  show(element.headroom, now.headroomSeconds === null ? "not known" : duration(Math.max(0, now.headroomSeconds)));
  const isShort = now.headroomSeconds !== null && now.headroomSeconds < 3_600;
  show(element.headroomSub, isShort ? "ORDERS ARE AT RISK" : "before Kafka deletes");
  element.headroom.classList.toggle("risk", isShort);
}

/** One row for each label that was seen in ten minutes; each point counts for the time since the one before. */
function drawCounts(body, field, words, wanted) {
  const totals = new Map();
  points.forEach((point, index) => {
    const seconds = index === 0 ? 1 : Math.min((point.t - points[index - 1].t) / 1000, 2);
    for (const [label, rate] of Object.entries(point[field])) {
      if (wanted(label)) totals.set(label, (totals.get(label) ?? 0) + rate * seconds);
    }
  });
  const recent = points.slice(-MEAN_SECONDS);
  const rows = [...totals.entries()].sort(([, one], [, other]) => other - one).map(([label, total]) => [
    words[label] ?? label.replaceAll("_", " "),
    number(mean(recent, (point) => point[field][label] ?? 0)),
    number(Math.round(total)),
  ]);
  drawRows(body, rows.length === 0 ? [["none", "0", "0"]] : rows);
}

/** Rows of text; the first cell names the row. Cells that are right stay. */
function drawRows(body, rows) {
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach((texts, index) => {
    const row = body.rows[index] ?? body.insertRow();
    texts.forEach((text, at) => {
      let cell = row.cells[at];
      if (cell === undefined) {
        cell = document.createElement(at === 0 ? "th" : "td");
        if (at === 0) cell.scope = "row";
        row.append(cell);
      }
      show(cell, text);
    });
  });
}

function drawWorkers(now, point) {
  const { workers, workerCount } = now;
  const used = workers.reduce((all, { share }) => all + share, 0);
  const of = `of R = ${number(point.target)}/s`;
  show(
    element.fleetText,
    workerCount === 0
      ? "No live worker."
      : `${workerCount === 1 ? "1 worker has" : `${number(workerCount)} workers have`} ${percent(used)} ${of}` +
          (now.binding ? `; mostly braked by ${BRAKES[now.binding] ?? now.binding}.` : ".") +
          (workerCount > workers.length ? ` The ${workers.length} with the largest shares are shown.` : ""),
  );
  const parts = workers.map(({ id, share }) => ({ name: id, share }));
  if (used < 0.9995) parts.push({ name: "nobody's", share: 1 - used, free: true });
  while (element.shares.children.length > parts.length) element.shares.lastChild.remove();
  parts.forEach(({ name, share, free }, index) => {
    const part = element.shares.children[index] ?? element.shares.appendChild(document.createElement("span"));
    part.style.flexGrow = Math.max(share, 0);
    part.classList.toggle("free", free === true);
    part.title = `${name}: ${percent(share)}`;
    show(part, share > 0.08 ? name : "");
  });
  element.shares.setAttribute("aria-label", parts.map(({ name, share }) => `${name} ${percent(share)}`).join(", "));
  drawRows(
    element.workerRows,
    workers.map((worker) => [
      worker.id,
      percent(worker.share),
      number(worker.ratePerSecond),
      number(worker.inFlight),
      number(worker.backlog),
      duration(worker.oldestSeconds),
      BRAKES[worker.brake] ?? worker.brake,
    ]),
  );
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function drawPartitions({ partitions, partitionCount }) {
  const most = Math.max(1, ...partitions.map(({ orders }) => orders));
  const all = `${partitionCount === 1 ? "1 partition" : `${number(partitionCount)} partitions`}`;
  const some = partitions.length < partitionCount ? `; the ${partitions.length} fullest are shown` : "";
  show(element.lagText, `${all}${some}. Orders not settled, and the age of the oldest.`);
  const list = element.partitionRows;
  while (list.children.length > partitions.length) list.lastChild.remove();
  partitions.forEach(({ partition, orders, seconds }, index) => {
    const row = list.children[index] ?? list.appendChild(bar());
    const [name, track, count, age] = row.children;
    show(name, `${partition}`);
    track.firstChild.style.width = `${(orders / most) * 100}%`;
    show(count, number(orders));
    show(age, orders === 0 ? "–" : duration(seconds));
  });
}

function bar() {
  const row = document.createElement("li");
  for (const name of ["name", "track", "count", "age"]) {
    const part = document.createElement("span");
    part.className = name;
    row.append(part);
  }
  row.children[1].append(document.createElement("i"));
  row.children[1].setAttribute("aria-hidden", "true");
  return row;
}

const KINDS = { control: "told", pace: "pace", advice: "advice" };

function drawChanges({ changes }, point) {
  const list = element.changeRows;
  const texts = changes.map(({ kind, at, ratePerSecond, paused, by, reason }) => [
    timeOfDay(at, point.t, true),
    KINDS[kind] ?? kind,
    paused ? "paused" : `${number(ratePerSecond)}/s`,
    by,
    reason,
  ]);
  while (list.children.length > texts.length) list.lastChild.remove();
  texts.forEach((parts, index) => {
    let row = list.children[index];
    if (row === undefined) {
      row = list.appendChild(document.createElement("li"));
      for (const name of ["at", "kind", "what", "by", "why"]) {
        row.appendChild(document.createElement("span")).className = name;
      }
    }
    parts.forEach((text, at) => show(row.children[at], text));
  });
  show(element.changesText, texts.length === 0 ? "Nobody has said anything yet." : CHANGES_TEXT);
}

const levers = openLevers(element, { notice, show, onUnlock: () => letters.open() });
const letters = openLetters(element, { notice, show });

setInterval(() => {
  if (source !== null && Date.now() - heardAt > SILENCE_MILLIS) lose();
}, 1000);
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiddenTimer);
  if (!document.hidden) {
    if (source === null) connect();
    return;
  }
  hiddenTimer = setTimeout(() => {
    clearTimeout(againTimer);
    source?.close();
    source = null;
  }, HIDDEN_MILLIS);
});
connect();
levers.open();
