// The page that is photographed: places the panels on Grafana's grid and gives each to the component for its type.
import { createTheme, dateTime, ThemeContext } from "@grafana/data";
import { GlobalStyles, PanelChrome } from "@grafana/ui";
import { useEffect } from "react";
import { createRoot } from "react-dom/client";
import { framesOf } from "./frames.js";
import { HeatMap } from "./heatmap.jsx";
import { Lines, Numbers } from "./charts.jsx";

const theme = createTheme({ colors: { mode: "dark" } });
const kinds = { timeseries: Lines, stat: Numbers, heatmap: HeatMap };

function Notice({ children }) {
  const { colors, typography } = theme;
  return (
    <div style={{ height: "100%", display: "grid", placeItems: "center", textAlign: "center", color: colors.text.secondary, ...typography.body }}>
      {children}
    </div>
  );
}

function Content({ panel, results, timeRange, width, height }) {
  const Kind = kinds[panel.type];
  const error = results.find((result) => result.error)?.error;
  if (!Kind) {
    return <Notice>Panels of type “{panel.type}” are not drawn here.</Notice>;
  }
  if (error) {
    return <Notice>{error}</Notice>;
  }
  const frames = framesOf(panel, results, theme);
  if (!frames.length) {
    return <Notice>No data</Notice>;
  }
  return <Kind panel={panel} frames={frames} timeRange={timeRange} width={width} height={height} theme={theme} />;
}

function Place({ panel, results, layout, timeRange }) {
  const { x, y, w, h } = panel.gridPos;
  const width = w * layout.column - layout.gap;
  const height = h * layout.row - layout.gap;
  const left = layout.margin + x * layout.column;
  return (
    <div style={{ position: "absolute", left, top: layout.header + y * layout.row, width, height }}>
      <PanelChrome title={panel.title} description={panel.description} width={width} height={height}>
        {(innerWidth, innerHeight) => (
          <Content panel={panel} results={results} timeRange={timeRange} width={innerWidth} height={innerHeight} />
        )}
      </PanelChrome>
    </div>
  );
}

function Page({ dashboard, panels, range, layout }) {
  const from = dateTime(range.from * 1000);
  const to = dateTime(range.to * 1000);
  const timeRange = { from, to, raw: { from, to } };
  useEffect(() => void tell("drawn", panels.length), [panels]);
  const { colors, typography } = theme;
  return (
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ position: "relative", width: layout.width, height: layout.height, background: colors.background.canvas }}>
        <div style={{ height: layout.header, padding: "10px 16px 0", boxSizing: "border-box", display: "flex", justifyContent: "space-between" }}>
          <div>
            <div style={{ ...typography.h4, color: colors.text.primary }}>{dashboard.title}</div>
            <div style={{ ...typography.bodySmall, color: colors.text.secondary }}>{dashboard.description}</div>
          </div>
          <div style={{ ...typography.bodySmall, color: colors.text.secondary, textAlign: "right" }}>
            <div>
              {from.format("YYYY-MM-DD HH:mm:ss")} to {to.format("HH:mm:ss")}
            </div>
            <div>drawn with Grafana’s components, not a screenshot of Grafana</div>
          </div>
        </div>
        {panels.map(({ panel, results }) => (
          <Place key={panel.id} panel={panel} results={results} layout={layout} timeRange={timeRange} />
        ))}
      </div>
    </ThemeContext.Provider>
  );
}

/** Before anything is drawn: Grafana measures its axes with this font. */
async function loadFonts() {
  for (const [file, weight] of [["Regular", "400"], ["Medium", "500"]]) {
    const font = new FontFace("Inter", `url(/public/fonts/inter/Inter-${file}.woff2)`, { weight });
    document.fonts.add(await font.load());
  }
}

async function draw() {
  await loadFonts();
  const answer = await fetch("/data");
  createRoot(document.getElementById("root")).render(<Page {...await answer.json()} />);
}

void draw();
