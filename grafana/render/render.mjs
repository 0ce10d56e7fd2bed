// A picture of a dashboard, with Grafana's own components (@grafana/ui, Apache-2.0) in a headless Chromium and numbers from a live
// Prometheus. Queries, titles, units, thresholds, overrides and places are those of the dashboard's JSON.
//
// It is a rendering, not an import into Grafana: Grafana's panel plugins are not on npm, so page.jsx is our own mapping from a panel's
// JSON to the components those plugins are made of. A heat map has no such component; its cells are drawn by us on Grafana's axes.
// A kind of panel that is not mapped is drawn as a box that says so.
//
//   cd grafana/render && npm install --ignore-scripts --legacy-peer-deps
//   node render.mjs [--prometheus http://127.0.0.1:9090] [--dashboard flash-sale] [--minutes 3] [--to 2026-11-28T18:00:00Z] [--out FILE]
//
// It needs Node 20 and a Chromium (/usr/bin/chromium or SLUICE_TEST_CHROMIUM), ends with 1 if the page failed, and tells which panels
// were empty. No build depends on it. Rejected: Grafana's image renderer, which needs a Grafana server; Perses, which would show how
// another program draws the same queries.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import esbuild from "esbuild";
import { panelsWithData } from "./panels.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: given } = parseArgs({
  options: {
    prometheus: { type: "string", default: "http://127.0.0.1:9090" },
    dashboard: { type: "string", default: "flash-sale" },
    minutes: { type: "string", default: "3" },
    to: { type: "string" },
    out: { type: "string" },
  },
});
const out = path.resolve(given.out ?? path.join(here, "..", `${given.dashboard}.png`));
const dashboard = JSON.parse(readFileSync(path.join(here, "..", "dashboards", `${given.dashboard}.json`), "utf8"));
const toSeconds = Math.floor((given.to ? Date.parse(given.to) : Date.now()) / 1000);
const range = { from: toSeconds - Math.round(Number(given.minutes) * 60), to: toSeconds };

// Grafana's grid: 24 columns, a row is 30 px, 8 px between.
const layout = { width: 1600, column: 1584 / 24, row: 38, gap: 8, margin: 8, header: 64 };
const rows = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
layout.height = layout.header + rows * layout.row + layout.margin;

const panels = await panelsWithData(dashboard, given.prometheus, range, layout);
for (const { panel, results } of panels) {
  for (const { refId, error, series } of results) {
    if (error || !series.some(({ values }) => values.some((value) => Number.isFinite(Number.parseFloat(value))))) {
      console.log(`${panel.title}, query ${refId}: ${error ?? "no result"}`);
    }
  }
}

const scratch = mkdtempSync(path.join(tmpdir(), "sluice-render-"));
await esbuild.build({
  entryPoints: [path.join(here, "page.jsx")],
  outfile: path.join(scratch, "page.js"),
  bundle: true,
  minify: true,
  jsx: "automatic",
  logLevel: "error",
  define: { global: "window", "process.env.NODE_ENV": '"production"' },
  loader: { ".svg": "dataurl", ".woff2": "dataurl", ".woff": "dataurl", ".png": "dataurl", ".ttf": "dataurl" },
});

const html = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/page.css"><link rel="stylesheet" href="/uPlot.css">
<style>html,body{margin:0;overflow:hidden}</style><div id="root"></div>
<script>
  const tell = (kind, text) => fetch("/" + kind, { method: "POST", body: String(text) });
  addEventListener("error", (e) => tell("failed", e.message));
  addEventListener("unhandledrejection", (e) => tell("failed", e.reason));
  // Where icons and fonts come from.
  window.__grafana_public_path__ = "/public/";
</script><script src="/page.js"></script>`;
const files = {
  "/page.js": [path.join(scratch, "page.js"), "text/javascript"],
  "/page.css": [path.join(scratch, "page.css"), "text/css"],
  "/uPlot.css": [path.join(here, "node_modules/uplot/dist/uPlot.min.css"), "text/css"],
};
// Where the components look for what a Grafana server would have.
const components = path.join(here, "node_modules/@grafana/ui/dist/public");
const fonts = path.join(here, "node_modules/@fontsource/inter/files");
const served = [
  [/^\/public\/(?:build\/)?(img\/icons\/[\w/-]+\.svg)$/, (name) => [path.join(components, name), "image/svg+xml"]],
  [/^\/public\/fonts\/inter\/Inter-(Regular|Medium)\.woff2$/, (weight) => [
    path.join(fonts, `inter-latin-${weight === "Medium" ? 500 : 400}-normal.woff2`),
    "font/woff2",
  ]],
];
const told = { failed: [], drawn: [] };

async function answer(request, response) {
  const { pathname } = new URL(request.url, "http://localhost");
  if (request.method === "POST") {
    let text = "";
    for await (const chunk of request) {
      text += chunk;
    }
    told[pathname.slice(1)]?.push(text);
    response.end();
    return;
  }
  const [file, type] = files[pathname] ?? served.flatMap(([form, at]) => (form.test(pathname) ? at(form.exec(pathname)[1]) : []));
  try {
    const body =
      pathname === "/" ? html : pathname === "/data" ? JSON.stringify({ dashboard, panels, range, layout }) : readFileSync(file);
    response.setHeader("Content-Type", type ?? (pathname === "/" ? "text/html" : "application/json"));
    response.end(body);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}

const server = createServer((request, response) => void answer(request, response));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
try {
  await promisify(execFile)(
    process.env.SLUICE_TEST_CHROMIUM ?? "/usr/bin/chromium",
    [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--hide-scrollbars",
      `--user-data-dir=${path.join(scratch, "profile")}`,
      `--window-size=${layout.width},${layout.height}`,
      "--virtual-time-budget=10000",
      `--screenshot=${out}`,
      `http://127.0.0.1:${server.address().port}/`,
    ],
    { timeout: 90_000 },
  );
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(scratch, { recursive: true, force: true });
}
if (told.failed.length || !told.drawn.length) {
  console.error(told.failed.join("\n") || "the page drew nothing");
  process.exit(1);
}
console.log(`${out}: ${panels.length} panels, ${Math.ceil(statSync(out).size / 1024)} KiB`);
