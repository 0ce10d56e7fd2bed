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
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code bare}: what the gateway is measured against, a Vert.x server that reads the body and answers 202 from memory, with
 * as many event loops as the gateway has. With {@code --kafka} the least that can be called a gateway: it answers when Kafka has the
 * body, and looks at none of it. Confined to the main thread.
 */
@Command(
        name = "bare",
        description = "Runs a bare Vert.x server that answers 202 from memory: the yardstick of the accept benchmark.",
        mixinStandardHelpOptions = true)
public final class BareCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(BareCommand.class);
    private static final String TOPIC = "bare-orders";
    private static final int PARTITIONS = 12;

    @Option(names = "--port", defaultValue = "8070", description = "Port to listen on; default ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description =
                    "Answers when this Kafka has the order, in topic " + TOPIC
                            + ", as a gateway must; unread, unchecked, without a key, a place or a metric: the floor of the accept benchmark")
    private @Nullable String bootstrap;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Producer<byte[], byte[]> producer = bootstrap == null ? null : producer(bootstrap);
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.deployVerticle(() -> new Server(port, producer), new DeploymentOptions().setInstances(loops))
                .await();
        log.info("ready: bare server on http://127.0.0.1:{}", port);
        UntilStopped.run("bare server", () -> {
            vertx.close().await();
            if (producer != null) {
                producer.close();
            }
        });
        return 0;
    }

    /** Set as the gateway's is in the benchmarks. */
    private static Producer<byte[], byte[]> producer(String bootstrap) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 1, "compression.type", "snappy"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** One event loop of it. */
    private static final class Server extends AbstractVerticle {
        private static final Buffer ANSWER = Buffer.buffer("{\"orderId\":\"bare\",\"status\":\"queued\"}");

        private final int port;
        private final @Nullable Producer<byte[], byte[]> producer;

        Server(int port, @Nullable Producer<byte[], byte[]> producer) {
            this.port = port;
            this.producer = producer;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
                    .requestHandler(request -> request.bodyHandler(body -> take(request, body)))
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void take(HttpServerRequest request, Buffer body) {
            if (producer == null) {
                answer(request, 202);
                return;
            }
            java.util.concurrent.Future<?> unused = producer.send(
                    new ProducerRecord<>(TOPIC, body.getBytes()),
                    (stored, failure) -> context.runOnContext(now -> answer(request, failure == null ? 202 : 503)));
        }

        private static void answer(HttpServerRequest request, int status) {
            var unused = request.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(ANSWER);
        }
    }
}
