package io.sluice.observability;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** One panel of a dashboard in the making; what it is about comes first, as nobody should have to guess. Confined to one thread. */
final class Panel {
    private static final JsonObject DATASOURCE =
            new JsonObject().put("type", "prometheus").put("uid", "${datasource}");

    private final String type;
    private final String title;
    private final String description;
    private final JsonArray targets = new JsonArray();
    private final JsonArray overrides = new JsonArray();
    private final JsonObject defaults = new JsonObject();
    private final JsonObject custom = new JsonObject();
    private final JsonObject options;
    private int width = 12;
    private int height = 8;

    private Panel(String type, String title, String description, String unit, JsonObject options) {
        this.type = type;
        this.title = title;
        this.description = description;
        this.options = options;
        defaults.put("unit", unit);
        steps(List.of(new JsonObject().put("color", "green").putNull("value")));
    }

    /** One number, large. */
    static Panel stat(String title, String description, String unit) {
        return new Panel(
                        "stat",
                        title,
                        description,
                        unit,
                        new JsonObject()
                                .put("colorMode", "value")
                                .put("graphMode", "area")
                                .put("justifyMode", "auto")
                                .put("textMode", "auto")
                                .put("orientation", "auto")
                                .put(
                                        "reduceOptions",
                                        new JsonObject()
                                                .put("calcs", new JsonArray().add("lastNotNull"))
                                                .put("fields", "")
                                                .put("values", false)))
                .sized(4, 4);
    }

    /** Lines over time. */
    static Panel lines(String title, String description, String unit) {
        Panel panel = new Panel(
                "timeseries",
                title,
                description,
                unit,
                new JsonObject()
                        .put(
                                "legend",
                                new JsonObject()
                                        .put("displayMode", "list")
                                        .put("placement", "bottom")
                                        .put("showLegend", true)
                                        .put("calcs", new JsonArray()))
                        .put("tooltip", new JsonObject().put("mode", "multi").put("sort", "desc")));
        panel.custom
                .put("drawStyle", "line")
                .put("lineWidth", 1)
                .put("fillOpacity", 0)
                .put("showPoints", "never")
                .put("spanNulls", false);
        panel.defaults.put("min", 0);
        return panel;
    }

    /** A row for each series, its value as colour. */
    static Panel heatMap(String title, String description, String unit) {
        return new Panel(
                "heatmap",
                title,
                description,
                unit,
                new JsonObject()
                        .put("calculate", false)
                        // A gap would be as wide as the cell of one scrape.
                        .put("cellGap", 0)
                        .put(
                                "color",
                                new JsonObject()
                                        .put("mode", "scheme")
                                        .put("scheme", "Oranges")
                                        .put("steps", 64))
                        .put("yAxis", new JsonObject().put("axisPlacement", "left"))
                        .put("rowsFrame", new JsonObject().put("layout", "auto"))
                        .put("cellValues", new JsonObject().put("unit", unit))
                        .put("legend", new JsonObject().put("show", true))
                        .put("tooltip", new JsonObject().put("mode", "single")));
    }

    /** Areas that lie on each other, so that their sum is seen. */
    Panel stacked() {
        custom.put("fillOpacity", 30)
                .put("stacking", new JsonObject().put("mode", "normal").put("group", "A"));
        return this;
    }

    Panel query(String expression, String legend) {
        targets.add(new JsonObject()
                .put("refId", String.valueOf((char) ('A' + targets.size())))
                .put("datasource", DATASOURCE)
                .put("expr", expression)
                .put("legendFormat", legend));
        return this;
    }

    /** The series with this name is a dashed line beside what is stacked. */
    Panel dashed(String legend) {
        overrides.add(new JsonObject()
                .put("matcher", new JsonObject().put("id", "byName").put("options", legend))
                .put(
                        "properties",
                        new JsonArray()
                                .add(property(
                                        "custom.lineStyle",
                                        new JsonObject()
                                                .put("fill", "dash")
                                                .put(
                                                        "dash",
                                                        new JsonArray().add(8).add(6))))
                                .add(property("custom.lineWidth", 2))
                                .add(property("custom.fillOpacity", 0))
                                .add(property(
                                        "custom.stacking",
                                        new JsonObject().put("mode", "none").put("group", "A")))));
        return this;
    }

    private static JsonObject property(String id, Object value) {
        return new JsonObject().put("id", id).put("value", value);
    }

    /** Bad from this value on. */
    Panel badFrom(double orange, double red) {
        return steps(List.of(step("green", null), step("orange", orange), step("red", red)));
    }

    /** Bad below this value. */
    Panel badBelow(double red, double orange) {
        return steps(List.of(step("red", null), step("orange", red), step("green", orange)));
    }

    /** The number of this moment, and that it is unknown where there is none: the last known one would be taken for it. */
    Panel unknownIfNotNow() {
        options.getJsonObject("reduceOptions").put("calcs", new JsonArray().add("last"));
        JsonObject unknown =
                new JsonObject().put("text", "unknown").put("color", "orange").put("index", 0);
        defaults.put(
                "mappings",
                new JsonArray()
                        .add(new JsonObject()
                                .put("type", "special")
                                .put(
                                        "options",
                                        new JsonObject()
                                                .put("match", "null+nan")
                                                .put("result", unknown))));
        return this;
    }

    private static JsonObject step(String colour, Object from) {
        return new JsonObject().put("color", colour).put("value", from);
    }

    private Panel steps(List<JsonObject> steps) {
        if (type.equals("timeseries") && steps.size() > 1) {
            // Lines have colours of their own: without this, a threshold is nowhere to be seen.
            custom.put("thresholdsStyle", new JsonObject().put("mode", "dashed"));
        }
        defaults.put(
                "thresholds",
                new JsonObject().put("mode", "absolute").put("steps", new JsonArray(new ArrayList<>(steps))));
        return this;
    }

    Panel sized(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        return this;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    JsonObject json(int id, int x, int y) {
        return new JsonObject()
                .put("id", id)
                .put("type", type)
                .put("title", title)
                .put("description", description)
                .put("datasource", DATASOURCE)
                .put(
                        "gridPos",
                        new JsonObject().put("x", x).put("y", y).put("w", width).put("h", height))
                .put("targets", targets)
                .put(
                        "fieldConfig",
                        new JsonObject()
                                .put("defaults", defaults.copy().put("custom", custom))
                                .put("overrides", overrides))
                .put("options", options);
    }
}
