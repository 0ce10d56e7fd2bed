package io.sluice.loadtest.drive;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of keep-alive connections to one server, one exchange on each at a time; who finds none free waits its
 * turn. Nothing is repeated. Confined to one event loop.
 *
 * <p>Vert.x's own HTTP client was tried first. It takes several times the processor time for each order, and where six
 * processes share two cores it is the sender that must need less than its share: else it is late, and measures itself.
 */
final class Connections {
    private final NetClient client;
    private final String host;
    private final int port;
    private final int connectionsMax;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private int open;
    private boolean isConnecting;
    private boolean isRefusedAtOnce;

    Connections(NetClient client, String host, int port, int connectionsMax) {
        this.client = client;
        this.host = host;
        this.port = port;
        this.connectionsMax = connectionsMax;
    }

    /** A request and who wants its answer. Ends exactly once. */
    abstract static class Exchange {
        private final Buffer request;
        private @Nullable Connection connection;
        private boolean ended;

        /** @param request head and body as they go over the wire */
        Exchange(Buffer request) {
            this.request = request;
        }

        abstract void onAnswer(HttpResponse response);

        abstract void onFailure(String reason);

        /** Whether the connection may serve others once the answer is there. */
        boolean keepsConnection() {
            return true;
        }

        boolean hasEnded() {
            return ended;
        }

        /** Ends it from outside; its connection cannot be used again, as the answer may still come. */
        final void abandon(String reason) {
            fail(reason);
            if (connection != null) {
                connection.socket.close();
            }
        }

        private void fail(String reason) {
            if (!ended) {
                ended = true;
                onFailure(reason);
            }
        }
    }

    /** Sends now, or as soon as a connection is free. */
    void send(Exchange exchange) {
        Connection connection = idle.pollLast();
        if (connection != null) {
            connection.begin(exchange);
        } else {
            waiting.add(exchange);
            if (open < connectionsMax) {
                connect();
            }
        }
    }

    private void connect() {
        open++;
        client.connect(port, host).onComplete(result -> {
            if (result.succeeded()) {
                new Connection(result.result()).next();
                return;
            }
            open--;
            Exchange unlucky = waiting.poll();
            if (unlucky != null) {
                unlucky.fail("no connection: " + result.cause().getMessage());
            }
            connectForWaiting();
        });
    }

    private void connectForWaiting() {
        if (isConnecting) {
            // A refusal that comes at once, as after the client's end, comes from within the loop below.
            isRefusedAtOnce = true;
            return;
        }
        isConnecting = true;
        do {
            isRefusedAtOnce = false;
            if (!waiting.isEmpty() && open < connectionsMax) {
                connect();
            }
        } while (isRefusedAtOnce && !waiting.isEmpty());
        isConnecting = false;
    }

    /** One connection. */
    private final class Connection {
        private final NetSocket socket;
        private final ResponseReader reader = new ResponseReader();
        private @Nullable Exchange current;

        Connection(NetSocket socket) {
            this.socket = socket;
            socket.handler(this::read);
            socket.exceptionHandler(failure -> socket.close());
            socket.closeHandler(closed -> lost());
        }

        void begin(Exchange exchange) {
            current = exchange;
            exchange.connection = this;
            // A failed write closes the socket, and that is where it is noticed.
            socket.write(exchange.request).onFailure(failure -> socket.close());
        }

        /** Takes the next exchange that is still wanted, or rests. */
        void next() {
            Exchange exchange = waiting.poll();
            while (exchange != null && exchange.ended) {
                exchange = waiting.poll();
            }
            if (exchange == null) {
                idle.add(this);
            } else {
                begin(exchange);
            }
        }

        private void read(Buffer bytes) {
            Exchange exchange = current;
            HttpResponse response = exchange == null ? null : parse(bytes, exchange);
            if (exchange == null || response == null) {
                return;
            }
            current = null;
            exchange.connection = null;
            if (response.closes() || !exchange.keepsConnection()) {
                socket.close();
            } else {
                next();
            }
            if (!exchange.ended) {
                exchange.ended = true;
                exchange.onAnswer(response);
            }
        }

        private @Nullable HttpResponse parse(Buffer bytes, Exchange exchange) {
            try {
                return reader.read(bytes);
            } catch (IllegalArgumentException e) {
                exchange.abandon("unreadable answer: " + e.getMessage());
                return null;
            }
        }

        private void lost() {
            open--;
            idle.remove(this);
            if (current != null) {
                current.fail("connection closed");
                current = null;
            }
            connectForWaiting();
        }
    }
}
