package io.sluice.loadtest.bare;

import io.sluice.loadtest.process.UntilStopped;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bare}: what the gateway is measured against, a Vert.x server that reads the body and answers 202 from memory, with
 * as many event loops as the gateway has. Confined to the main thread.
 */
@Command(
        name = "bare",
        description = "Runs a bare Vert.x server that answers 202 from memory: the yardstick of the accept benchmark.",
        mixinStandardHelpOptions = true)
public final class BareCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(BareCommand.class);

    @Option(names = "--port", defaultValue = "8070", description = "Port to listen on; default ${DEFAULT-VALUE}")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.deployVerticle(() -> new Server(port), new DeploymentOptions().setInstances(loops))
                .await();
        log.info("ready: bare server on http://127.0.0.1:{}", port);
        UntilStopped.run("bare server", () -> vertx.close().await());
        return 0;
    }

    /** One event loop of it. */
    private static final class Server extends AbstractVerticle {
        private static final Buffer ANSWER = Buffer.buffer("{\"orderId\":\"bare\",\"status\":\"queued\"}");

        private final int port;

        Server(int port) {
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                    .requestHandler(request -> request.bodyHandler(body -> {
                        var unused = request.response()
                                .setStatusCode(202)
                                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                .end(ANSWER);
                    }))
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
