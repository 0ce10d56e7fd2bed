package io.sluice.loadtest.sample;

import java.nio.charset.StandardCharsets;

/** An order for one piece of one SKU: what a sale of one thing consists of. Immutable. */
public record SingleItem(String customerId, String sku) {

    /** The body. A new array each time: it is the caller's. */
    public byte[] body() {
        return ("{\"customerId\":\"" + customerId + "\",\"items\":[{\"sku\":\"" + sku + "\",\"quantity\":1}]}")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
