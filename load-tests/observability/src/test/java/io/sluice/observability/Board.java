package io.sluice.observability;

import io.sluice.contract.MetricName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * One dashboard: panels fill rows of 24 columns in the order given. Immutable.
 *
 * @param file where it is kept
 * @param title in Grafana
 * @param description what question it answers
 */
record Board(String file, String title, String description, List<Panel> panels) {
    private static final int COLUMNS = 24;
    private static final int SCHEMA = 41;
    private static final String RUNBOOK = "${runbook}";

    JsonObject json() {
        return new JsonObject()
                .put("uid", "sluice-" + file)
                .put("title", title)
                .put("description", description)
                .put("tags", new JsonArray().add("sluice"))
                .put("timezone", "browser")
                .put("schemaVersion", SCHEMA)
                .put("version", 1)
                .put("editable", false)
                .put("graphTooltip", 1)
                .put("refresh", "5s")
                .put("time", new JsonObject().put("from", "now-15m").put("to", "now"))
                .put("links", links())
                .put("templating", new JsonObject().put("list", variables()))
                .put("annotations", new JsonObject().put("list", new JsonArray()))
                .put("panels", laidOut());
    }

    private static JsonArray links() {
        return new JsonArray()
                .add(link("dashboards", "Sluice")
                        .put("tags", new JsonArray().add("sluice"))
                        .put("asDropdown", true)
                        .put("url", "")
                        .put("keepTime", true)
                        .put("includeVars", true))
                .add(link("link", "Runbook")
                        .put("tags", new JsonArray())
                        .put("asDropdown", false)
                        .put("url", RUNBOOK)
                        .put("keepTime", false)
                        .put("includeVars", false));
    }

    private static JsonObject link(String type, String title) {
        return new JsonObject()
                .put("type", type)
                .put("title", title)
                .put("icon", type.equals("link") ? "doc" : "external link")
                .put("tooltip", "")
                .put("targetBlank", true);
    }

    private static JsonArray variables() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("name", "datasource")
                        .put("type", "datasource")
                        .put("label", "Data source")
                        .put("query", "prometheus")
                        .put("hide", 0))
                .add(labels("fleet", "Fleet", MetricName.DRAIN_RATE_TARGET.prometheusName()))
                .add(labels("job", "Job", MetricName.EVENT_LOOP_DELAY.prometheusName() + "_count{fleet=~\"$fleet\"}"))
                .add(labels(
                        "instance",
                        "Instance",
                        MetricName.EVENT_LOOP_DELAY.prometheusName() + "_count{fleet=~\"$fleet\",job=~\"$job\"}"))
                // Where the runbook is served: the one line to change for an installation of one's own.
                .add(new JsonObject()
                        .put("name", "runbook")
                        .put("type", "constant")
                        .put("label", "Runbook")
                        .put("query", "https://runbook.example/grafana/RUNBOOK.md")
                        .put("hide", 2));
    }

    private static JsonObject labels(String label, String title, String series) {
        String query = "label_values(" + series + ", " + label + ")";
        return new JsonObject()
                .put("name", label)
                .put("type", "query")
                .put("label", title)
                .put("datasource", new JsonObject().put("type", "prometheus").put("uid", "${datasource}"))
                .put("query", new JsonObject().put("query", query).put("refId", label))
                .put("refresh", 2)
                .put("sort", 1)
                .put("includeAll", true)
                // Also what has no such label.
                .put("allValue", ".*")
                .put("multi", true)
                .put("current", new JsonObject().put("text", "All").put("value", "$__all"))
                .put("hide", 0);
    }

    private JsonArray laidOut() {
        JsonArray laidOut = new JsonArray();
        int x = 0;
        int y = 0;
        int rowHeight = 0;
        for (Panel panel : panels) {
            if (x + panel.width() > COLUMNS) {
                x = 0;
                y += rowHeight;
                rowHeight = 0;
            }
            laidOut.add(panel.json(laidOut.size() + 1, x, y));
            x += panel.width();
            rowHeight = Math.max(rowHeight, panel.height());
        }
        return laidOut;
    }
}
