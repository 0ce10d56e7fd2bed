package io.sluice.browser;

import com.microsoft.playwright.Route;
import java.util.List;

/** Two dead letters, of which one was replayed before: a system in which orders have died takes minutes to make. Stateless. */
final class StubLetters {
    private static final String LETTERS = """
            {"letters":[
              {"place":"3/18","orderId":"4XWC2MZ2J1Q5H0T7T9R2GB3N8K","reason":"no answer in 5 s","attempts":8,"replay":0,
               "traceId":"0af7651916cd43dd8448eb211c80319c","acceptedAt":"2026-11-28T09:00:00.000Z",
               "diedAt":"2026-11-28T09:02:11.000Z","origin":"3/40112","skus":["HALO-SAND","HALO-MOSS"],"malformed":false},
              {"place":"3/17","orderId":"4XWC2MZ2J1Q5H0T7T9R2GB3N8J","reason":"500 Internal Server Error: deadlock","attempts":8,
               "replay":1,"acceptedAt":"2026-11-28T08:59:58.000Z","diedAt":"2026-11-28T09:02:05.000Z","origin":"3/40098",
               "skus":["HALO-INK"],"replayed":{"at":"2026-11-28T10:11:00.000Z","by":"bob"},"malformed":false}],
             "scanned":2,"truncated":false,"next":null}""";

    private StubLetters() {}

    /** @param posted gets the bodies of what is posted */
    static void on(OnCall operator, List<String> posted) {
        operator.meets("**/admin/dead-letters?*", route -> answer(route, 200, LETTERS));
        operator.meets("**/admin/dead-letters/replay", route -> {
            posted.add(route.request().postData());
            boolean isDry = route.request().postData().contains("\"dryRun\":true");
            String refused = "\"refused\":1,\"refusals\":[{\"place\":\"3/17\",\"why\":\"replayed\"}]}";
            answer(route, isDry ? 200 : 202, "{\"replay\":\"r1\",\"matched\":1," + refused);
        });
        operator.meets(
                "**/admin/dead-letters/replays/r1",
                route -> answer(route, 200, "{\"state\":\"done\",\"matched\":1,\"replayed\":1,\"refused\":0}"));
    }

    private static void answer(Route route, int status, String json) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setBody(json));
    }
}
