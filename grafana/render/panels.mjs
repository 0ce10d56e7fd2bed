// A dashboard's panels with what Prometheus says to their queries, asked the way Grafana would ask.

/** Seconds of a duration of Prometheus, such as 1m30s. */
function seconds(duration) {
  const units = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };
  return [...duration.matchAll(/(\d+)(ms|[smhd])/g)].reduce((sum, [, count, unit]) => sum + count * units[unit], 0);
}

async function ask(prometheus, api, parameters) {
  const response = await fetch(`${prometheus}/api/v1/${api}?${new URLSearchParams(parameters)}`);
  const body = await response.json();
  if (body.status !== "success") {
    throw new Error(body.error);
  }
  return body.data;
}

/** What a variable stands for as the dashboard opens: everything where it may be everything. */
function opening(variable) {
  return variable.includeAll ? variable.allValue ?? ".*" : variable.current?.value ?? variable.query;
}

function filledIn(expression, variables) {
  return expression.replace(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced, bare) => {
    const value = variables[braced ?? bare];
    if (value === undefined) {
      throw new Error(`nobody knows ${whole}`);
    }
    return value;
  });
}

/** A name as the legend's format says; without a format Grafana shows all labels. */
function named(format, metric) {
  return format
    ? format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? "")
    : JSON.stringify(metric);
}

/** A value for each step as Prometheus writes it (JSON knows no NaN), null where there is none, so that gaps stay gaps. */
function onGrid(values, times) {
  const at = new Map(values.map(([time, value]) => [Number(time), value]));
  return times.map((time) => at.get(time) ?? null);
}

/**
 * Each panel with the answer to each of its queries: times in ms and series of a name and values, or Prometheus's own error.
 */
export async function panelsWithData(dashboard, prometheus, range, layout) {
  const { yaml } = await ask(prometheus, "status/config", {});
  const scrape = seconds(/scrape_interval: (\S+)/.exec(yaml)?.[1] ?? "15s");
  const chosen = Object.fromEntries((dashboard.templating?.list ?? []).map((variable) => [variable.name, opening(variable)]));
  return Promise.all(
    dashboard.panels.map(async (panel) => {
      const points = panel.gridPos.w * layout.column;
      const step = Math.max(scrape, Math.ceil((range.to - range.from) / points));
      const variables = {
        ...chosen,
        __interval: `${step}s`,
        __range: `${range.to - range.from}s`,
        // As Grafana computes it: four scrapes at least, and no sample falls between two windows.
        __rate_interval: `${Math.max(step + scrape, 4 * scrape)}s`,
      };
      const start = Math.ceil(range.from / step) * step;
      const times = [];
      for (let time = start; time <= range.to; time += step) {
        times.push(time);
      }
      const results = await Promise.all(
        (panel.targets ?? []).map(async (target) => {
          try {
            const query = filledIn(target.expr, variables);
            const { result } = await ask(prometheus, "query_range", { query, start, end: range.to, step });
            const series = result.map(({ metric, values }) => ({
              name: named(target.legendFormat, metric),
              labels: metric,
              values: onGrid(values, times),
            }));
            return { refId: target.refId, times: times.map((time) => time * 1000), series };
          } catch (e) {
            return { refId: target.refId, error: e.message, times: [], series: [] };
          }
        }),
      );
      return { panel, results };
    }),
  );
}
