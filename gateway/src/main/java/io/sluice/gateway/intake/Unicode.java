package io.sluice.gateway.intake;

/** What JSON lets into a string and UTF-8 does not. */
final class Unicode {
    private Unicode() {}

    /** Whether there is half a character: it has no UTF-8, so two texts could become one. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
