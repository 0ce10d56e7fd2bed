package io.sluice.gateway.http;

import static io.sluice.gateway.http.HttpApiTest.assertProblem;
import static io.sluice.gateway.http.HttpApiTest.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.contract.OrderId;
import io.sluice.contract.OrderOutcome;
import io.sluice.gateway.status.CancellationLog.Noted;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Taking orders back, over real HTTP, for every answer there is. */
class CancelOrderTest {
    private RunningApi api;

    @BeforeEach
    void start() throws Exception {
        api = new RunningApi();
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    @Test
    void takesAnOrderBackOnceTheWorkerSaysSo() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> cancelling = api.sendAsync(cancel(link));
        FakeCancellationLog.Wish wish = api.cancellations.take();
        assertEquals(id(link), wish.orderId());
        assertEquals(0, wish.ticket().offset());
        wish.noted().complete(Noted.NOTED);
        settle(link, OrderOutcome.Kind.CANCELLED, 0);

        HttpResponse<String> cancelled = cancelling.get(5, TimeUnit.SECONDS);
        assertEquals(200, cancelled.statusCode());
        assertTrue(cancelled.body().contains("\"status\":\"cancelled\",\"attempts\":0"), cancelled.body());
        assertEquals("no-store", header(cancelled, "Cache-Control"));
        api.awaitWatchers(0);
    }

    @Test
    void saysSoAgainForWhatIsCancelledAlready() throws Exception {
        String link = post();
        settle(link, OrderOutcome.Kind.CANCELLED, 0);

        HttpResponse<String> again = api.send(cancel(link));
        assertEquals(200, again.statusCode());
        assertTrue(again.body().contains("\"status\":\"cancelled\""), again.body());
        assertEquals(200, api.send(cancel("/v1/orders/" + id(link))).statusCode());
        assertEquals(0, api.cancellations.untaken());
    }

    @ParameterizedTest
    @EnumSource(value = OrderOutcome.Kind.class, names = "CANCELLED", mode = EnumSource.Mode.EXCLUDE)
    void refusesWhatHasEndedOtherwise(OrderOutcome.Kind kind) throws Exception {
        String link = post();
        settle(link, kind, 1);

        HttpResponse<String> refused = api.send(cancel(link));
        assertProblem(409, "not-cancellable", refused);
        assertTrue(refused.body().contains("\"detail\":\"The order is " + kind.word() + ".\""), refused.body());
    }

    @Test
    void refusesWhatIsBeingTried() throws Exception {
        String link = post();
        api.backlog.headSeen(0, 1);

        HttpResponse<String> refused = api.send(cancel(link));
        assertProblem(409, "not-cancellable", refused);
        assertTrue(refused.body().contains("The order is processing."), refused.body());
        assertEquals(0, api.cancellations.untaken());
    }

    @Test
    void refusesWhatTheWorkerCalledForInTheMeantime() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> cancelling = api.sendAsync(cancel(link));
        api.cancellations.take().noted().complete(Noted.NOTED);
        settle(link, OrderOutcome.Kind.CONFIRMED, 1);

        assertProblem(409, "not-cancellable", cancelling.get(5, TimeUnit.SECONDS));
    }

    @Test
    void answersAlsoIfTheEndCameBeforeTheWishWasNoted() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> cancelling = api.sendAsync(cancel(link));
        FakeCancellationLog.Wish wish = api.cancellations.take();
        settle(link, OrderOutcome.Kind.CANCELLED, 0);

        assertEquals(200, cancelling.get(5, TimeUnit.SECONDS).statusCode());
        wish.noted().complete(Noted.NOTED);
        assertEquals(200, api.send(api.to("/v1/queue")).statusCode());
    }

    @Test
    void tellsThatNothingIsDecidedYetWhenTheWaitIsOver() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> cancelling =
                api.sendAsync(cancel(link).header("Prefer", "wait=1"));
        api.cancellations.take().noted().complete(Noted.NOTED);

        HttpResponse<String> open = cancelling.get(5, TimeUnit.SECONDS);
        assertEquals(202, open.statusCode());
        assertEquals("2", header(open, "Retry-After"));
        assertTrue(open.body().contains("\"status\":\"queued\",\"position\":0"), open.body());
        api.awaitWatchers(0);
    }

    @Test
    void answersWhoWaitsWhenItStops() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> cancelling = api.sendAsync(cancel(link));
        api.cancellations.take();
        api.undeploy();

        assertProblem(503, "cancellation-not-confirmed", cancelling.get(5, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SUCH_ORDER, 404, order-unknown, none",
        "TOO_MANY, 503, too-many-cancellations, 2",
        "NOT_SENT, 503, cancellation-unavailable, 2",
        "NOT_CONFIRMED, 503, cancellation-not-confirmed, 2"
    })
    void tellsWhyAWishWasNotNoted(Noted how, int status, String slug, String retryAfter) throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> cancelling = api.sendAsync(cancel(link));
        api.cancellations.take().noted().complete(how);

        HttpResponse<String> refused = cancelling.get(5, TimeUnit.SECONDS);
        assertProblem(status, slug, refused);
        assertEquals(retryAfter, header(refused, "Retry-After"));
        api.awaitWatchers(0);
    }

    @Test
    void knowsNothingOfAnOrderWithoutItsTicketOrItsEnd() throws Exception {
        String link = post();

        assertProblem(404, "order-unknown", api.send(cancel("/v1/orders/" + id(link))));
        assertProblem(404, "order-unknown", api.send(cancel("/v1/orders/" + OrderId.random())));
        assertProblem(400, "ticket-invalid", api.send(cancel(link + "x")));
        api.backlog.headSeen(0, 1);
        api.settledMark.committed(0, 1, 0);
        assertProblem(410, "outcome-aged-out", api.send(cancel(link)));
    }

    @Test
    void hasRoomForSoManyWhoWait() throws Exception {
        String link = post();
        CompletableFuture<HttpResponse<String>> one = api.sendAsync(cancel(link));
        CompletableFuture<HttpResponse<String>> two = api.sendAsync(cancel(link));
        api.cancellations.take();
        api.cancellations.take();

        assertProblem(503, "too-many-watchers", api.send(cancel(link)));
        settle(link, OrderOutcome.Kind.CANCELLED, 0);
        assertEquals(200, one.get(5, TimeUnit.SECONDS).statusCode());
        assertEquals(200, two.get(5, TimeUnit.SECONDS).statusCode());
    }

    private HttpRequest.Builder cancel(String link) {
        return api.to(link).DELETE();
    }

    private String post() throws Exception {
        return header(api.send(api.order(RunningApi.ORDER)), "Location");
    }

    private static String id(String link) {
        return link.substring("/v1/orders/".length(), link.indexOf('?'));
    }

    private void settle(String link, OrderOutcome.Kind kind, int attempts) {
        OrderOutcome outcome =
                new OrderOutcome(id(link), kind, null, attempts, RunningApi.NOW_MILLIS, RunningApi.NOW_MILLIS, 0, 0, 0);
        api.board.settled(outcome);
        api.watchers.settled(outcome);
    }
}
