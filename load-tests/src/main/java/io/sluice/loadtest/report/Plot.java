package io.sluice.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plot as inline SVG, coloured by the page's style sheet so that it follows light, dark and print. Drawn anew for each
 * width instead of being scaled, since scaled text is unreadable on a telephone. Confined to one thread.
 */
final class Plot {
    private static final int TOP = 22;
    private static final int RIGHT = 14;
    private static final int BOTTOM = 42;
    private static final int LEFT = 72;
    private static final int CHARACTER_WIDTH = 7;

    private final Axis x;
    private final Axis y;
    private final List<Mark> marks = new ArrayList<>();

    /** How a series is drawn. */
    enum Shape {
        LINE,
        AREA,
        DOTS
    }

    /** Something drawn at a size. */
    private interface Mark {
        void draw(Frame frame, StringBuilder svg);
    }

    /** The drawing area in pixels. */
    private record Frame(Axis x, Axis y, int width, int height) {
        double px(double value) {
            return LEFT + x.at(value) * (width - LEFT - RIGHT);
        }

        double py(double value) {
            return height - BOTTOM - y.at(value) * (height - TOP - BOTTOM);
        }
    }

    Plot(Axis x, Axis y) {
        this.x = x;
        this.y = y;
    }

    /** Adds a series; {@code style} is the style sheet's class for its colour. */
    Plot series(Shape shape, String style, double[] xs, double[] ys) {
        marks.add((frame, svg) -> {
            switch (shape) {
                case LINE -> path(svg, "line " + style, points(frame, xs, ys, 'L'));
                case AREA -> path(svg, "area " + style, points(frame, xs, ys, 'L') + closing(frame, xs));
                case DOTS -> path(svg, "dots " + style, points(frame, xs, ys, '.'));
            }
        });
        return this;
    }

    /** Adds a dashed level across the plot. */
    Plot level(String style, double value) {
        marks.add((frame, svg) -> path(
                svg,
                "level " + style,
                String.format(Locale.ROOT, "M%d %.1fH%d", LEFT, frame.py(value), frame.width() - RIGHT)));
        return this;
    }

    /** Adds a dashed line between two points. */
    Plot diagonal(String style, double from, double to) {
        marks.add((frame, svg) ->
                path(svg, "level " + style, points(frame, new double[] {from, to}, new double[] {from, to}, 'L')));
        return this;
    }

    /** Adds an event in time with its name above the plot. */
    Plot event(String name, double value) {
        marks.add((frame, svg) -> {
            double at = frame.px(value);
            double half = name.length() * CHARACTER_WIDTH / 2.0;
            double textAt = Math.max(LEFT + half, Math.min(frame.width() - RIGHT - half, at));
            path(svg, "event", String.format(Locale.ROOT, "M%.1f %dV%d", at, TOP, frame.height() - BOTTOM));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text class=\"event\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    textAt,
                    TOP - 7,
                    HtmlPage.escaped(name)));
        });
        return this;
    }

    /** The SVG element, so many pixels wide and high. */
    String svg(String description, int width, int height) {
        Frame frame = new Frame(x, y, width, height);
        StringBuilder svg = new StringBuilder(4000)
                .append("<svg viewBox=\"0 0 ")
                .append(width)
                .append(' ')
                .append(height)
                .append("\" role=\"img\" aria-label=\"")
                .append(HtmlPage.escaped(description))
                .append("\">");
        drawGrid(frame, svg);
        marks.forEach(mark -> mark.draw(frame, svg));
        drawLabels(frame, svg);
        return svg.append("</svg>").toString();
    }

    private static void drawGrid(Frame frame, StringBuilder svg) {
        for (Axis.Tick tick : frame.y().ticks((frame.height() - TOP - BOTTOM) / 40)) {
            double at = frame.py(tick.value());
            path(svg, "grid", String.format(Locale.ROOT, "M%d %.1fH%d", LEFT, at, frame.width() - RIGHT));
            text(svg, "end", LEFT - 8, at + 4, tick.text());
        }
        double lastEnd = Double.NEGATIVE_INFINITY;
        for (Axis.Tick tick : frame.x().ticks((frame.width() - LEFT - RIGHT) / 70)) {
            double at = frame.px(tick.value());
            double half = tick.text().length() * CHARACTER_WIDTH / 2.0;
            path(svg, "grid", String.format(Locale.ROOT, "M%.1f %dv5", at, frame.height() - BOTTOM));
            if (at - half > lastEnd) {
                text(svg, "middle", Math.min(at, frame.width() - half), frame.height() - BOTTOM + 18, tick.text());
                lastEnd = at + half + CHARACTER_WIDTH;
            }
        }
        path(
                svg,
                "axis",
                String.format(Locale.ROOT, "M%d %dH%d", LEFT, frame.height() - BOTTOM, frame.width() - RIGHT));
    }

    private static void drawLabels(Frame frame, StringBuilder svg) {
        text(svg, "end", frame.width() - RIGHT, frame.height() - 6, frame.x().label());
        double middle = (frame.height() - TOP - BOTTOM) / 2.0 + TOP;
        svg.append(String.format(
                Locale.ROOT,
                "<text transform=\"translate(12 %.1f) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                middle,
                HtmlPage.escaped(frame.y().label())));
    }

    private static void text(StringBuilder svg, String anchor, double x, double y, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                x,
                y,
                anchor,
                HtmlPage.escaped(text)));
    }

    private static void path(StringBuilder svg, String style, String data) {
        svg.append("<path class=\"")
                .append(style)
                .append("\" d=\"")
                .append(data)
                .append("\"/>");
    }

    private static String points(Frame frame, double[] xs, double[] ys, char joined) {
        StringBuilder data = new StringBuilder(xs.length * 12);
        for (int i = 0; i < xs.length; i++) {
            boolean dot = joined == '.';
            data.append(i == 0 || dot ? 'M' : 'L');
            data.append(String.format(Locale.ROOT, "%.1f %.1f", frame.px(xs[i]), frame.py(ys[i])));
            data.append(dot ? "h0" : "");
        }
        return data.toString();
    }

    private static String closing(Frame frame, double[] xs) {
        if (xs.length == 0) {
            return "";
        }
        int bottom = frame.height() - BOTTOM;
        return String.format(Locale.ROOT, "V%dL%.1f %dZ", bottom, frame.px(xs[0]), bottom);
    }
}
