package io.sluice.observability;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** All dashboards, and where what is about them lies. Stateless. */
final class Boards {
    static final Path GRAFANA = Path.of("..", "..", "grafana").toAbsolutePath().normalize();
    static final Path RULES = GRAFANA.resolve("alerts").resolve("sluice.rules.yml");
    static final Path RULES_TEST = GRAFANA.resolve("alerts").resolve("sluice.test.yml");
    static final Path RUNBOOK = GRAFANA.resolve("RUNBOOK.md");

    private Boards() {}

    static List<Board> all() {
        return List.of(FlashSaleBoard.board(), GatewayBoard.board(), WorkerBoard.board(), KafkaBoard.board());
    }

    static Path file(Board board) {
        return GRAFANA.resolve("dashboards").resolve(board.file() + ".json");
    }

    /** As it is checked in. */
    static JsonObject checkedIn(Board board) throws IOException {
        return new JsonObject(Files.readString(file(board)));
    }

    static List<JsonObject> objects(JsonArray array) {
        List<JsonObject> objects = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            objects.add(array.getJsonObject(i));
        }
        return objects;
    }

    static List<JsonObject> panels(JsonObject board) {
        return objects(board.getJsonArray("panels"));
    }

    static List<String> queries(JsonObject panel) {
        return objects(panel.getJsonArray("targets")).stream()
                .map(target -> target.getString("expr"))
                .toList();
    }
}
