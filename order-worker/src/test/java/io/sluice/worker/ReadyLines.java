package io.sluice.worker;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** Where the workers that start while this is open are reached, from the one line that each logs when it is ready. */
final class ReadyLines implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready: .* management (http://\\S+)");

    private final Logger logger = (Logger) LoggerFactory.getLogger(Worker.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final HttpClient http = HttpClient.newHttpClient();

    ReadyLines() {
        lines.start();
        logger.addAppender(lines);
    }

    /** Metrics of each worker, in the order in which they became ready. */
    List<WorkerScrape> scrapes() throws IOException, InterruptedException {
        List<WorkerScrape> scrapes = new ArrayList<>();
        for (ILoggingEvent line : List.copyOf(lines.list)) {
            Matcher ready = READY.matcher(line.getFormattedMessage());
            if (ready.matches()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(ready.group(1) + "/metrics"))
                        .build();
                scrapes.add(WorkerScrape.of(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body()));
            }
        }
        return scrapes;
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
    }
}
