package io.sluice.gateway.http;

import io.sluice.gateway.console.ConsoleSampler;
import io.sluice.gateway.console.Snapshot;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /console/events}: one second after the other as Server-Sent Events. Looks once a second however many pages are
 * open, off the event loop, which has orders to take, and writes the text once for all of them. An event's id is the time of its
 * newest point, so a page that comes back gets what it missed from any gateway, and from one that has started anew what there is.
 * A page that reads slowly gets fewer events with more points. Confined to its event loop.
 */
final class ConsoleFeed {
    /** People on call, not buyers: each page costs a connection and a few kilobytes a second. */
    static final int PAGES_MAX = 100;

    /** Where a browser cannot send {@code Last-Event-ID}, as its stream is a new one. */
    static final String AFTER = "after";

    private static final Logger log = LoggerFactory.getLogger(ConsoleFeed.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int RETRY_SECONDS = 5;
    private static final long NOTHING = Long.MIN_VALUE;

    private final Vertx vertx;
    private final Supplier<@Nullable ConsoleSampler> sampler;
    private final Supplier<@Nullable String> notReady;
    private final ConsoleJson sampleJson = new ConsoleJson();
    private final JsonText json = new JsonText();
    private final PointRing ring = new PointRing();
    private final Set<Page> pages = new LinkedHashSet<>();
    private @Nullable String now;
    private long newestMillis = NOTHING;
    private boolean looking;
    private long timer;

    /** What one look brought, as text. */
    private record Look(long atMillis, String point, String now) {}

    /** An open page, and the newest point it was sent. */
    private static final class Page {
        private final HttpServerResponse response;
        private long seenMillis;

        Page(HttpServerResponse response, long seenMillis) {
            this.response = response;
            this.seenMillis = seenMillis;
        }
    }

    /**
     * @param sampler null while there is nothing to show
     * @param notReady why no orders should be sent here now, or null if they may be
     */
    ConsoleFeed(Vertx vertx, Supplier<@Nullable ConsoleSampler> sampler, Supplier<@Nullable String> notReady) {
        this.vertx = vertx;
        this.sampler = sampler;
        this.notReady = notReady;
    }

    void start() {
        timer = vertx.setPeriodic(INTERVAL_MILLIS, nothing -> look());
        look();
    }

    /** Ends all pages' streams, so that they look for another gateway. */
    void stop() {
        vertx.cancelTimer(timer);
        List.copyOf(pages).forEach(page -> page.response.end());
        pages.clear();
    }

    int pages() {
        return pages.size();
    }

    private void look() {
        ConsoleSampler open = sampler.get();
        if (open == null || looking) {
            // It has still to say that it is there.
            tell();
            return;
        }
        looking = true;
        vertx.executeBlocking(() -> look(open), false).onComplete(done -> {
            looking = false;
            if (done.succeeded()) {
                Look seen = done.result();
                newestMillis = seen.atMillis();
                now = seen.now();
                ring.add(seen.atMillis(), seen.point());
            } else {
                log.warn("the console could not look", done.cause());
            }
            tell();
        });
    }

    private Look look(ConsoleSampler open) {
        Snapshot snapshot = open.sample();
        return new Look(snapshot.point().atMillis(), sampleJson.of(snapshot.point()), sampleJson.of(snapshot));
    }

    /** Tells all pages that read what they have not been told. */
    private void tell() {
        String shared = null;
        long sharedAfterMillis = NOTHING;
        for (Page page : List.copyOf(pages)) {
            if (page.response.writeQueueFull()) {
                continue;
            }
            if (shared == null || page.seenMillis != sharedAfterMillis) {
                sharedAfterMillis = page.seenMillis;
                shared = event(page.seenMillis);
            }
            send(page, shared);
        }
    }

    private void send(Page page, String event) {
        page.seenMillis = newestMillis;
        page.response.write(event);
    }

    private String event(long afterMillis) {
        json.open('{').name("notReady").value(notReady.get());
        String id = newestMillis == NOTHING ? "" : "id: " + newestMillis + "\n";
        String head = json.string();
        return id + "data: " + head + ",\"points\":[" + ring.after(afterMillis) + "],\"now\":" + now + "}\n\n";
    }

    /** Opens the stream of one more page. */
    void open(RoutingContext context) {
        HttpServerResponse response = context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (pages.size() >= PAGES_MAX) {
            Problem.TOO_MANY_WATCHERS.answer(
                    response,
                    "At most " + PAGES_MAX + " consoles may be open at one gateway.",
                    List.of(),
                    RETRY_SECONDS);
            return;
        }
        Page page = new Page(response, seenMillis(context));
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Accel-Buffering", "no");
        response.closeHandler(nothing -> pages.remove(page));
        response.exceptionHandler(failure -> pages.remove(page));
        pages.add(page);
        response.write("retry: 1000\n\n");
        send(page, event(page.seenMillis));
    }

    /** What the page has already; nothing if it does not say so in a way that can be understood. */
    private static long seenMillis(RoutingContext context) {
        String told = context.request().getHeader("last-event-id");
        String seen = told == null ? context.request().getParam(AFTER) : told;
        try {
            return seen == null ? NOTHING : Long.parseLong(seen);
        } catch (NumberFormatException e) {
            return NOTHING;
        }
    }
}
