package io.sluice.loadtest.verdict;

import org.jspecify.annotations.Nullable;

/**
 * The fields of one CSV line, with its place for error messages. Our histories hold ids, words and numbers only, so
 * there is no quoting. Immutable.
 */
final class Fields {
    private final String place;
    private final String[] values;

    private Fields(String place, String[] values) {
        this.place = place;
        this.values = values;
    }

    static Fields split(String place, String line, int count) throws UnreadableHistoryException {
        String[] values = line.split(",", -1);
        if (values.length != count) {
            throw new UnreadableHistoryException(place + ": " + values.length + " fields, not " + count
                    + "; was the writer killed in the middle of a line?");
        }
        return new Fields(place, values);
    }

    String text(int index) throws UnreadableHistoryException {
        if (values[index].isEmpty()) {
            throw new UnreadableHistoryException(place + ": field " + (index + 1) + " is empty");
        }
        return values[index];
    }

    @Nullable String optionalText(int index) {
        return values[index].isEmpty() ? null : values[index];
    }

    long number(int index) throws UnreadableHistoryException {
        try {
            return Long.parseLong(values[index]);
        } catch (NumberFormatException e) {
            throw notANumber(index);
        }
    }

    double decimal(int index) throws UnreadableHistoryException {
        try {
            return Double.parseDouble(values[index]);
        } catch (NumberFormatException e) {
            throw notANumber(index);
        }
    }

    private UnreadableHistoryException notANumber(int index) {
        return new UnreadableHistoryException(
                place + ": field " + (index + 1) + " is '" + values[index] + "', not a number");
    }
}
