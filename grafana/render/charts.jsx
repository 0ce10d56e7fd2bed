// Lines and numbers: the components that Grafana's panel plugins of these types use.
import { getFieldDisplayValues } from "@grafana/data";
import { BigValue, BigValueColorMode, BigValueGraphMode, TimeSeries, VizRepeater } from "@grafana/ui";

/** As the plugin does it: what is no number is a gap. */
function withGaps(frame) {
  const fields = frame.fields.map((field) => ({
    ...field,
    values: field.values.map((value) => (Number.isFinite(value) ? value : null)),
  }));
  return { ...frame, fields };
}

export function Lines({ panel, frames, timeRange, width, height }) {
  return (
    <TimeSeries
      frames={frames.map(withGaps)}
      structureRev={1}
      width={width}
      height={height}
      timeRange={timeRange}
      timeZone="browser"
      legend={panel.options.legend}
      options={panel.options}
    />
  );
}

export function Numbers({ panel, frames, width, height, theme }) {
  const { reduceOptions, colorMode, graphMode, justifyMode, textMode, orientation } = panel.options;
  const withGraph = graphMode !== BigValueGraphMode.None;
  const getValues = () =>
    getFieldDisplayValues({
      data: frames,
      reduceOptions,
      fieldConfig: panel.fieldConfig,
      replaceVariables: (text) => text,
      sparkline: withGraph,
      theme,
      timeZone: "browser",
    });
  return (
    <VizRepeater
      source={frames}
      getValues={getValues}
      width={width}
      height={height}
      orientation={orientation}
      renderValue={({ value, width: w, height: h, count }) => (
        <BigValue
          value={count === 1 ? { ...value.display, title: undefined } : value.display}
          sparkline={withGraph ? value.sparkline : undefined}
          colorMode={colorMode ?? BigValueColorMode.Value}
          graphMode={graphMode}
          justifyMode={justifyMode}
          textMode={textMode}
          width={w}
          height={h}
          theme={theme}
        />
      )}
    />
  );
}
