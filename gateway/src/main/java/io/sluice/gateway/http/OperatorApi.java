package io.sluice.gateway.http;

import io.sluice.gateway.operator.OperatorDesks;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything below {@code /admin}, for who has the token: the only list of its paths. Confined to its event loop. */
final class OperatorApi {
    private static final String ONE_REPLAY = ReplayLetters.REPLAYS + "/:" + ReplayLetters.ID;
    private static final String ONE_SOLD_OUT = ChangeSoldOut.SOLD_OUT + "/:" + ChangeSoldOut.SKU;

    private final @Nullable AdminToken token;
    private final Supplier<@Nullable OperatorDesks> desks;
    private final ChangeDrain drain;
    private final ChangeSoldOut soldOut;
    private final ReplayLetters letters;

    /**
     * @param token null = nobody may
     * @param desks null until the gateway is wired
     */
    OperatorApi(Vertx vertx, @Nullable AdminToken token, Supplier<@Nullable OperatorDesks> desks) {
        this.token = token;
        this.desks = desks;
        OperatorChanges changes = new OperatorChanges(vertx);
        drain = new ChangeDrain(changes);
        soldOut = new ChangeSoldOut(changes);
        letters = new ReplayLetters(vertx);
    }

    void on(Router routes) {
        routes.route("/admin/*").handler(this::authorize);
        routes.get(ChangeDrain.DRAIN).handler(at((context, open) -> drain.show(context.response(), open.drain())));
        routes.put(ChangeDrain.DRAIN).handler(at((context, open) -> drain.change(context.request(), open.drain())));
        routes.route(ChangeDrain.DRAIN).handler(HttpApi.allow("GET, PUT"));
        routes.get(ChangeSoldOut.SOLD_OUT).handler(at((context, open) -> soldOut.show(context, open.soldOut())));
        routes.route(ChangeSoldOut.SOLD_OUT).handler(HttpApi.allow("GET"));
        routes.get(ONE_SOLD_OUT).handler(at((context, open) -> soldOut.showOne(context, open.soldOut())));
        routes.put(ONE_SOLD_OUT).handler(at((context, open) -> soldOut.close(context, open.soldOut())));
        routes.delete(ONE_SOLD_OUT).handler(at((context, open) -> soldOut.restock(context, open.soldOut())));
        routes.route(ONE_SOLD_OUT).handler(HttpApi.allow("GET, PUT, DELETE"));
        routes.get(ReplayLetters.LETTERS).handler(at((context, open) -> letters.browse(context, open.letters())));
        routes.route(ReplayLetters.LETTERS).handler(HttpApi.allow("GET"));
        routes.post(ReplayLetters.REPLAY)
                .handler(at((context, open) -> letters.replay(context.request(), open.letters())));
        routes.route(ReplayLetters.REPLAY).handler(HttpApi.allow("POST"));
        routes.get(ONE_REPLAY).handler(at((context, open) -> letters.show(context, open.letters())));
        routes.delete(ONE_REPLAY).handler(at((context, open) -> letters.stop(context, open.letters())));
        routes.route(ONE_REPLAY).handler(HttpApi.allow("GET, DELETE"));
    }

    private void authorize(RoutingContext context) {
        AdminToken wanted = token;
        if (wanted == null) {
            Problem.OPERATOR_API_DISABLED.answer(context.response());
        } else if (!wanted.isIn(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            Problem.TOKEN_INVALID.answer(BearerToken.wanted(context.response()));
        } else {
            context.next();
        }
    }

    private interface Answer {
        void to(RoutingContext context, OperatorDesks open);
    }

    /** Answers at the desks, as soon as there are any. */
    private Handler<RoutingContext> at(Answer answer) {
        return context -> {
            OperatorDesks open = desks.get();
            if (open == null) {
                Problem.STARTING.answer(context.response(), null, List.of(), OperatorChanges.RETRY_SECONDS);
            } else {
                answer.to(context, open);
            }
        };
    }
}
