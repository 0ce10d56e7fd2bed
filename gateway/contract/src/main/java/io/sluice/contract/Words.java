package io.sluice.contract;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How constants are written in records, answers and metric labels: their names in lower case. Stateless. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The constant of this word, or null if there is none. */
    static <E extends Enum<E>> @Nullable E constant(Class<E> type, String word) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(word)) {
                return constant;
            }
        }
        return null;
    }

    /**
     * The constant of this word.
     *
     * @param what it is, for the message
     * @throws MalformedRecordException if there is none
     */
    static <E extends Enum<E>> E require(Class<E> type, String what, String word) throws MalformedRecordException {
        E constant = constant(type, word);
        if (constant == null) {
            throw new MalformedRecordException(what + " '" + word + "' is not known");
        }
        return constant;
    }
}
