package io.sluice.loadtest.drive;

import java.net.URI;
import java.net.URISyntaxException;

/** Where a gateway's public port is. Immutable. */
public record GatewayAddress(String host, int port) {
    private static final int HTTP_PORT = 80;

    /** One on this machine. */
    public static GatewayAddress local(int port) {
        return new GatewayAddress("127.0.0.1", port);
    }

    /**
     * What {@code http://host:port} says.
     *
     * @throws IllegalArgumentException if the text says something else, a path or TLS included
     */
    public static GatewayAddress parse(String url) {
        try {
            URI uri = new URI(url);
            String path = uri.getPath();
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && (path == null || path.length() <= 1)) {
                return new GatewayAddress(uri.getHost(), uri.getPort() < 0 ? HTTP_PORT : uri.getPort());
            }
        } catch (URISyntaxException e) {
            // Told below, like everything else that is none.
        }
        throw new IllegalArgumentException("'" + url + "' is not of the form http://host:port");
    }
}
