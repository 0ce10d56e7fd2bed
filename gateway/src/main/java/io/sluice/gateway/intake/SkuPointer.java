package io.sluice.gateway.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where in an order its SKUs are: a JSON pointer (RFC 6901) to strings, in which {@code *} stands for every element of an
 * array. Immutable.
 */
public final class SkuPointer {
    /** Where the built-in schema has them. */
    public static final SkuPointer ITEMS = Objects.requireNonNull(parse("/items/*/sku"));

    private final PointerPath path;

    private SkuPointer(PointerPath path) {
        this.path = path;
    }

    /** The pointer in a setting, or null if the text is not one. */
    public static @Nullable SkuPointer parse(String text) {
        PointerPath path = PointerPath.parse(text);
        return path == null ? null : new SkuPointer(path);
    }

    /** The pointer as it was written. */
    public String text() {
        return path.text();
    }

    /** Reads the next value and returns the SKUs in it, each once; none if one of them is not to be had. */
    List<String> find(JsonParser json) throws IOException {
        Search search = new Search();
        path.walk(json, search);
        return search.skus.list();
    }

    /** What was found in one body. */
    private static final class Search implements PointerPath.Finder {
        private final OrderSkus skus = new OrderSkus();

        @Override
        public void found(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING && OrderReading.isTextLength(json)) {
                skus.add(json.getText());
            } else {
                skus.missing();
            }
        }

        @Override
        public void lost() {
            skus.missing();
        }
    }
}
