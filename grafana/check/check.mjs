// Every dashboard as Grafana's type Dashboard, and every panel as Panel with the options and field settings of its own type:
// the compiler finds what Grafana would not understand. npm install && npm run check
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import path from "node:path";

const here = path.dirname(fileURLToPath(import.meta.url));
const dashboards = path.join(here, "..", "dashboards");
const out = path.join(here, "generated");
const raw = "@grafana/schema/dist/esm/raw/composable";
const kinds = {
  stat: { module: `${raw}/stat/panelcfg/x/StatPanelCfg_types.gen`, fields: null },
  timeseries: { module: `${raw}/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen`, fields: "FieldConfig" },
  heatmap: { module: `${raw}/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen`, fields: null },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out);
const files = [];
for (const name of readdirSync(dashboards).filter((file) => file.endsWith(".json"))) {
  const dashboard = JSON.parse(readFileSync(path.join(dashboards, name), "utf8"));
  const lines = ['import type { Dashboard, Panel } from "@grafana/schema";'];
  for (const [kind, { module, fields }] of Object.entries(kinds)) {
    lines.push(`import type { Options as ${kind}Options${fields ? `, ${fields} as ${kind}Fields` : ""} } from "${module}";`);
  }
  lines.push(`export const dashboard: Plain<Dashboard> = ${JSON.stringify(dashboard)};`);
  dashboard.panels.forEach((panel, i) => {
    const kind = kinds[panel.type];
    if (!kind) {
      throw new Error(`${name}: there is no check for a panel of type ${panel.type}`);
    }
    lines.push(`export const panel${i}: Plain<Panel> = ${JSON.stringify(panel)};`);
    // Partial: Grafana fills in what is left out, but knows nothing of what is misspelt.
    lines.push(`export const options${i}: Parts<${panel.type}Options> = ${JSON.stringify(panel.options)};`);
    if (kind.fields) {
      lines.push(`export const fields${i}: Parts<${panel.type}Fields> = ${JSON.stringify(panel.fieldConfig.defaults.custom)};`);
    }
  });
  // JSON has the words of an enum, not the enum.
  const each = (mark, name) =>
    `type ${name}<T> = T extends string ? \`\${T}\` : T extends (infer E)[] ? ${name}<E>[]`
    + ` : T extends object ? { [K in keyof T]${mark}: ${name}<T[K]> } : T;`;
  lines.push(each("", "Plain"), each("?", "Parts"));
  const file = path.join(out, name.replace(/\.json$/, ".ts"));
  writeFileSync(file, lines.join("\n"));
  files.push(file);
}
try {
  execFileSync(
    path.join(here, "node_modules", ".bin", "tsc"),
    ["--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "bundler", "--module", "esnext", "--target", "es2022", ...files],
    { stdio: "inherit", cwd: here },
  );
} catch {
  process.exit(1);
}
console.log(`${files.length} dashboards fit @grafana/schema`);
