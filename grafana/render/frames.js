// From Prometheus's answers to Grafana's data frames, with the panel's field settings and overrides on them.
import { FieldType, getDisplayProcessor, getMinMaxAndDelta } from "@grafana/data";

/** What the panel plugins preset, as far as it shows: colours by series for lines, by threshold for numbers. */
const presets = {
  timeseries: {
    color: { mode: "palette-classic" },
    custom: { lineInterpolation: "linear", gradientMode: "none", pointSize: 5, axisPlacement: "auto", axisGridShow: true },
  },
  stat: { color: { mode: "thresholds" }, custom: {} },
  heatmap: { color: { mode: "thresholds" }, custom: {} },
};

function put(config, id, value) {
  const names = id.split(".");
  const last = names.pop();
  let at = config;
  for (const name of names) {
    at[name] = { ...at[name] };
    at = at[name];
  }
  at[last] = value;
}

function configOf(panel, name) {
  const { defaults, overrides = [] } = panel.fieldConfig;
  const preset = presets[panel.type];
  const config = { ...preset, ...defaults, custom: { ...preset.custom, ...defaults.custom }, displayNameFromDS: name };
  // JSON knows no infinity; Grafana takes null for the lowest step.
  const steps = defaults.thresholds?.steps.map((step) => ({ ...step, value: step.value ?? -Infinity }));
  config.thresholds = steps && { ...defaults.thresholds, steps };
  for (const { matcher, properties } of overrides) {
    if (matcher.id !== "byName") {
      throw new Error(`${panel.title}: overrides by ${matcher.id} are not drawn here`);
    }
    if (matcher.options === name) {
      properties.forEach(({ id, value }) => put(config, id, value));
    }
  }
  return config;
}

function number(value) {
  return value === null ? null : Number(value.replace("Inf", "Infinity"));
}

/** One frame for each series, as Grafana's Prometheus data source gives them. */
export function framesOf(panel, results, theme) {
  let index = 0;
  return results.flatMap(({ refId, times, series }) =>
    series.map(({ name, labels, values }) => {
      const field = {
        name: "Value",
        type: FieldType.number,
        labels,
        values: values.map(number),
        config: configOf(panel, name),
        state: { displayName: name, seriesIndex: index++ },
      };
      field.state.range = getMinMaxAndDelta(field);
      field.display = getDisplayProcessor({ field, theme });
      const time = { name: "Time", type: FieldType.time, config: {}, values: times };
      time.display = getDisplayProcessor({ field: time, theme });
      return { refId, name, length: times.length, fields: [time, field] };
    }),
  );
}
