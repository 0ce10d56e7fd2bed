package io.sluice.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file for browsers that lies in our jar, sent from memory, and not at all to a browser that has this very version. There
 * are so few that Vert.x Web's handler, with its cache, its worker threads and its open paths, would be more to get wrong.
 * Immutable; thread-safe.
 */
final class WebFile {
    private static final String FOLDER = "/web/";
    private static final int TAG_CHARS = 32;

    private final Buffer content;
    private final String contentType;
    private final String cacheControl;
    private final String tag;

    private WebFile(byte[] bytes, String contentType, String cacheControl) {
        this.content = Buffer.buffer(bytes);
        this.contentType = contentType;
        this.cacheControl = cacheControl;
        this.tag = '"' + digest(bytes).substring(0, TAG_CHARS) + '"';
    }

    /** One that browsers may use for five minutes without asking, as a crowd loads it in the same moment. */
    static WebFile kept(String name, String contentType) {
        return new WebFile(read(name), contentType, "public, max-age=300");
    }

    /** One that browsers ask for again each time, and mostly are told that they have it. */
    static WebFile fresh(String name, String contentType) {
        return new WebFile(read(name), contentType, "no-cache");
    }

    /** The text of a file in the folder. */
    static String text(String name) {
        return new String(read(name), StandardCharsets.UTF_8);
    }

    void send(RoutingContext context) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, cacheControl)
                .putHeader("X-Content-Type-Options", "nosniff");
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(tag)) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(content);
        }
    }

    private static byte[] read(String name) {
        try (InputStream file = WebFile.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw new IllegalStateException(FOLDER + name + " is not in the jar");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(FOLDER + name + " cannot be read", e);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
