// A row for each series, its values as colours. Grafana has no component for this outside of its plugin: axes and canvas are
// Grafana's, the cells are ours. The colours are d3's, turned round on a dark ground as Grafana does it.
import { formattedValueToString } from "@grafana/data";
import { UPlotChart, UPlotConfigBuilder } from "@grafana/ui";
import * as schemes from "d3-scale-chromatic";
import { useMemo } from "react";

const legendHeight = 28;

function palette({ scheme, steps = 64 }, dark) {
  const colour = schemes[`interpolate${scheme}`];
  const colours = Array.from({ length: steps }, (_, i) => colour(i / (steps - 1)));
  return dark ? colours.reverse() : colours;
}

function cells(frames, colours, max, gap) {
  return (plot) => {
    const { ctx } = plot;
    const { values: times } = frames[0].fields[0];
    const step = times[1] - times[0];
    frames.forEach((frame, row) => {
      // Whole pixels, as the cells would else show seams.
      const top = Math.round(plot.valToPos(row + 1, "y", true));
      const bottom = Math.round(plot.valToPos(row, "y", true));
      frame.fields[1].values.forEach((value, i) => {
        if (Number.isFinite(value)) {
          const left = Math.max(plot.bbox.left, Math.round(plot.valToPos(times[i] - step, "x", true)));
          const right = Math.round(plot.valToPos(times[i], "x", true));
          ctx.fillStyle = colours[Math.min(colours.length - 1, Math.floor((value / max) * colours.length))];
          ctx.fillRect(left, top + gap, Math.max(0, right - left - gap), bottom - top - gap);
        }
      });
    });
  };
}

export function HeatMap({ panel, frames, timeRange, width, height, theme }) {
  const { color, cellGap = 1, legend } = panel.options;
  const numbers = frames.flatMap((frame) => frame.fields[1].values.filter(Number.isFinite));
  const max = Math.max(...numbers, 1);
  const colours = palette(color, theme.isDark);
  const config = useMemo(() => {
    const builder = new UPlotConfigBuilder("browser");
    builder.addScale({ scaleKey: "x", isTime: true, orientation: 0, direction: 1, range: () => [timeRange.from.valueOf(), timeRange.to.valueOf()] });
    builder.addScale({ scaleKey: "y", isTime: false, orientation: 1, direction: 1, range: () => [0, frames.length] });
    builder.addAxis({ scaleKey: "x", isTime: true, placement: "bottom", timeZone: "browser", theme, grid: { show: false } });
    builder.addAxis({
      scaleKey: "y",
      placement: panel.options.yAxis?.axisPlacement ?? "left",
      theme,
      grid: { show: false },
      splits: () => frames.map((_, row) => row + 0.5),
      values: () => frames.map(({ name }) => name),
    });
    builder.addSeries({ scaleKey: "y", theme, pathBuilder: () => null, pointsBuilder: () => false });
    builder.addHook("draw", cells(frames, colours, max, cellGap));
    return builder;
  }, [frames, timeRange, theme]);
  const { values: times } = frames[0].fields[0];
  const text = (value) => formattedValueToString(frames[0].fields[1].display(value));
  return (
    <>
      <UPlotChart width={width} height={height - (legend?.show ? legendHeight : 0)} config={config} data={[times, times.map(() => 0)]} timeRange={timeRange} />
      {legend?.show && (
        <div style={{ ...theme.typography.bodySmall, display: "flex", gap: 8, alignItems: "center", height: legendHeight, paddingLeft: 8, color: theme.colors.text.secondary }}>
          {text(0)}
          <div style={{ width: 200, height: 8, background: `linear-gradient(to right, ${colours.join(",")})` }} />
          {text(max)}
        </div>
      )}
    </>
  );
}
