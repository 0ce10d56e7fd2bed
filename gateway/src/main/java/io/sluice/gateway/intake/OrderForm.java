package io.sluice.gateway.intake;

import org.jspecify.annotations.Nullable;

/**
 * What an order looks like here, and where what matters to us is in it. Immutable.
 *
 * @param key where its key is
 * @param skus where its SKUs are
 * @param schema what else it must be; null for the built-in schema
 */
public record OrderForm(
        KeyPointer key, SkuPointer skus, @Nullable OrderSchema schema) {
    /** The built-in schema, all of it. */
    public static final OrderForm BUILT_IN = new OrderForm(KeyPointer.CUSTOMER, SkuPointer.ITEMS, null);

    /** Whether the key lies where the one pass over the built-in schema comes by. */
    boolean hasBuiltInKey() {
        return schema == null && key.text().equals(KeyPointer.CUSTOMER.text());
    }

    /** Whether the SKUs do. */
    boolean hasBuiltInSkus() {
        return schema == null && skus.text().equals(SkuPointer.ITEMS.text());
    }
}
