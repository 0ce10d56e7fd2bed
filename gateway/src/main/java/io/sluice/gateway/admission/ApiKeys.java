package io.sluice.gateway.admission;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Who may post orders: keys, by their digests, and whose they are. A client may have several, to change them. Immutable. */
public final class ApiKeys {
    static final int KEYS_MAX = 100_000;

    private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int DEFECTS_MAX = 20;

    private final Map<KeyDigest, String> clients;

    private ApiKeys(Map<KeyDigest, String> clients) {
        this.clients = clients;
    }

    /**
     * What a file of keys turned out to be: one of the two.
     *
     * @param keys the keys, if all of it is well
     * @param defects what is wrong with it, by line
     */
    public record Reading(@Nullable ApiKeys keys, List<String> defects) {}

    /** Reads lines of {@code client-id:sha256-hex}; empty ones and those that begin with {@code #} say nothing. */
    public static Reading read(List<String> lines) {
        Map<KeyDigest, String> clients = new HashMap<>();
        List<String> defects = new ArrayList<>();
        for (int i = 0; i < lines.size() && defects.size() < DEFECTS_MAX; i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                String defect = add(line, clients);
                if (defect != null) {
                    defects.add("line " + (i + 1) + " " + defect);
                }
            }
        }
        if (clients.isEmpty() && defects.isEmpty()) {
            defects.add("there is no key in it, so nobody could post an order");
        }
        return defects.isEmpty() ? new Reading(new ApiKeys(clients), List.of()) : new Reading(null, defects);
    }

    /** What is wrong with the line, which is not quoted as it may hold a key, or null if it is added. */
    private static @Nullable String add(String line, Map<KeyDigest, String> clients) {
        int colon = line.indexOf(':');
        String client = colon < 0 ? "" : line.substring(0, colon).strip();
        KeyDigest digest = KeyDigest.parse(line.substring(colon + 1).strip());
        if (!CLIENT.matcher(client).matches()) {
            return "must begin with a client id of 1 to 64 letters, digits, dots, dashes and underscores, and a colon";
        }
        if (digest == null) {
            return "must end with the SHA-256 of a key, 64 hexadecimal digits";
        }
        if (clients.size() == KEYS_MAX) {
            return "is one key too many: there may be " + KEYS_MAX;
        }
        return clients.putIfAbsent(digest, client) == null ? null : "has a key that a line before has";
    }

    /** Whose key this is, or null if it is nobody's. */
    public @Nullable String client(String key) {
        return clients.get(KeyDigest.of(key));
    }

    public int size() {
        return clients.size();
    }
}
