package io.sluice.gateway.operator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.contract.LetterPlace;
import io.sluice.contract.OrderId;
import io.sluice.gateway.intake.Defect;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One pass over a body that is meant to be a {@link ReplayRequest}. Confined to one call. */
public final class ReplayReading extends ChangeReading {
    private static final String FILTER_FIELDS = "reason, sku, client, orderId, from, to";
    private static final int TEXT_LENGTH_MAX = 200;

    private @Nullable SortedSet<LetterPlace> places;
    private boolean hasFilter;
    private @Nullable String reason;
    private @Nullable String sku;
    private @Nullable String client;
    private @Nullable String orderId;
    private @Nullable Long fromMillis;
    private @Nullable Long toMillis;
    private boolean dryRun;
    private double ratePerSecond = ReplayRequest.RATE_DEFAULT;
    private int limit = ReplayRequest.LIMIT_MAX;
    private boolean force;

    /**
     * What came of it: one of the three.
     *
     * @param request the request, if all is well
     * @param notJson why the body is no JSON, or null if it is
     * @param defects what is wrong with it as a request
     */
    public record Result(
            @Nullable ReplayRequest request, @Nullable String notJson, List<Defect> defects) {}

    private ReplayReading() {
        super("places, filter, dryRun, ratePerSecond, limit, force");
    }

    /** Reads all of the body. */
    public static Result of(byte[] body) {
        ReplayReading reading = new ReplayReading();
        String notJson = reading.read(body);
        if (notJson != null) {
            return new Result(null, notJson, List.of());
        }
        if (reading.defects().isEmpty() && (reading.places == null) == !reading.hasFilter) {
            // An empty filter means all of them, and that has to be said.
            reading.defect("", "must have either places or filter");
        }
        return reading.defects().isEmpty()
                ? new Result(reading.request(), null, List.of())
                : new Result(null, null, reading.defects());
    }

    private ReplayRequest request() {
        LetterFilter filter =
                hasFilter ? new LetterFilter(reason, sku, client, orderId, fromMillis, toMillis, null) : null;
        return new ReplayRequest(places, filter, dryRun, ratePerSecond, limit, force);
    }

    @Override
    boolean field(String name, JsonParser json) throws IOException {
        switch (name) {
            case "places" -> places(json);
            case "filter" -> filter(json);
            case "dryRun" -> dryRun = truth(name, json);
            case "ratePerSecond" -> rate(json);
            case "limit" -> limit(json);
            case "force" -> force = truth(name, json);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean truth(String name, JsonParser json) throws IOException {
        Boolean truth = truth(json);
        if (truth == null) {
            defect("/" + name, "must be true or false");
        }
        return truth != null && truth;
    }

    private void rate(JsonParser json) throws IOException {
        double rate = json.currentToken().isNumeric() ? json.getDoubleValue() : Double.NaN;
        json.skipChildren();
        if (rate > 0 && rate <= ReplayRequest.RATE_MAX) {
            ratePerSecond = rate;
        } else {
            defect("/ratePerSecond", "must be a number over 0 and up to " + (int) ReplayRequest.RATE_MAX);
        }
    }

    private void limit(JsonParser json) throws IOException {
        // As a decimal, as a number may be too large for any other.
        double wanted = json.currentToken() == JsonToken.VALUE_NUMBER_INT ? json.getDoubleValue() : 0;
        json.skipChildren();
        if (wanted >= 1 && wanted <= ReplayRequest.LIMIT_MAX) {
            limit = (int) wanted;
        } else {
            defect("/limit", "must be a whole number from 1 to " + ReplayRequest.LIMIT_MAX);
        }
    }

    private void places(JsonParser json) throws IOException {
        SortedSet<LetterPlace> found = new TreeSet<>();
        places = found;
        int index = 0;
        boolean isArray = json.currentToken() == JsonToken.START_ARRAY;
        while (isArray && json.nextToken() != JsonToken.END_ARRAY) {
            String text = text(json);
            LetterPlace place = text == null ? null : LetterPlace.parse(text);
            if (place == null) {
                defect("/places/" + index, "must be a string \"partition/offset\"");
            } else {
                found.add(place);
            }
            index++;
        }
        if (!isArray) {
            json.skipChildren();
        }
        if (index == 0 || index > ReplayRequest.LIMIT_MAX) {
            defect("/places", "must be an array of 1 to " + ReplayRequest.LIMIT_MAX + " places");
        }
    }

    private void filter(JsonParser json) throws IOException {
        hasFilter = true;
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            defect("/filter", "must be an object");
            return;
        }
        Set<String> seen = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (!seen.add(name)) {
                defect("/filter" + pointer(name), "is given twice");
            }
            json.nextToken();
            filter(name, json);
        }
    }

    private void filter(String name, JsonParser json) throws IOException {
        String pointer = "/filter" + pointer(name);
        String text = text(json);
        switch (name) {
            case "reason" -> reason = wanted(pointer, text);
            case "sku" -> sku = wanted(pointer, text);
            case "client" -> client = wanted(pointer, text);
            case "orderId" -> orderId = orderId(pointer, text);
            case "from" -> fromMillis = millis(pointer, text);
            case "to" -> toMillis = millis(pointer, text);
            default -> defect(pointer, "is not known; there are " + FILTER_FIELDS);
        }
    }

    private @Nullable String wanted(String pointer, @Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > TEXT_LENGTH_MAX) {
            defect(pointer, "must be a string of 1 to " + TEXT_LENGTH_MAX + " characters");
            return null;
        }
        return text;
    }

    private @Nullable String orderId(String pointer, @Nullable String text) {
        if (text == null || !OrderId.isWellFormed(text)) {
            defect(pointer, "must be the id of an order");
            return null;
        }
        return text;
    }

    private @Nullable Long millis(String pointer, @Nullable String text) {
        try {
            if (text != null) {
                return Instant.parse(text).toEpochMilli();
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            // Said below.
        }
        defect(pointer, "must be a time such as \"2026-11-28T09:00:00Z\"");
        return null;
    }
}
