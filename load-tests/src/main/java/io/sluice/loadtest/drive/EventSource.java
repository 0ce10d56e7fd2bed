package io.sluice.loadtest.drive;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/** One stream of Server-Sent Events, from its request to its end; it does not come back by itself. Confined to one event loop. */
final class EventSource {
    private final Listener listener;
    private @Nullable HttpClientRequest request;
    private boolean over;

    /** Told on the event loop. */
    interface Listener extends EventReader.Listener {
        /** It has ended, or could not begin: then the status of the answer, or 0 where there was none. Once only. */
        void ended(int httpStatus);
    }

    private EventSource(Listener listener) {
        this.listener = listener;
    }

    /** Asks for the events at this path, without those that the last id stands for. */
    static EventSource open(HttpClient client, GatewayAddress gateway, String path, String lastId, Listener listener) {
        EventSource source = new EventSource(listener);
        RequestOptions options = new RequestOptions()
                .setHost(gateway.host())
                .setPort(gateway.port())
                .setURI(path)
                .setMethod(HttpMethod.GET);
        if (!lastId.isEmpty()) {
            options.putHeader("last-event-id", lastId);
        }
        client.request(options)
                .compose(request -> {
                    source.request = request;
                    return request.send();
                })
                .onSuccess(source::begin)
                .onFailure(failure -> source.end(0));
        return source;
    }

    private void begin(HttpClientResponse response) {
        if (over || response.statusCode() != 200) {
            end(response.statusCode());
            reset();
            return;
        }
        EventReader reader = new EventReader((name, id, data) -> {
            if (!over) {
                listener.event(name, id, data);
            }
        });
        response.handler(reader::read);
        response.endHandler(ended -> end(200));
        response.exceptionHandler(failure -> end(200));
    }

    private void end(int httpStatus) {
        if (!over) {
            over = true;
            listener.ended(httpStatus);
        }
    }

    /** Leaves, and hears nothing any more. */
    void close() {
        over = true;
        reset();
    }

    private void reset() {
        HttpClientRequest open = request;
        if (open != null) {
            open.reset();
        }
    }
}
