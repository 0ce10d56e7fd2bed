package io.sluice.loadtest.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The flash crowd of 19 May 1998 at the World Cup web site: twelve times the usual traffic within two minutes. Logs by
 * Arlitt and Jin; the notice beside the resource belongs to it. Thread-safe.
 */
public final class FlashCrowd {
    private static final String RESOURCE = "wc98_window_flash_12x_1998-05-19.csv";

    private FlashCrowd() {}

    /** The recorded arrivals, minute by minute. */
    public static ArrivalTrace trace() {
        try (InputStream resource = FlashCrowd.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the jar");
            }
            return ArrivalTrace.parse(new InputStreamReader(resource, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }
}
