package io.sluice.loadtest.scenario;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a scenario does to the system on purpose. Immutable. */
public sealed interface Deed {
    /** For people, as it stands in reports. */
    String words();

    /**
     * The order system is made to suffer, or is well again; what is null stays.
     *
     * @param mode normal, brownout or blackout
     */
    record OrderSystem(
            @Nullable String mode,
            @Nullable Integer capacity,
            @Nullable Integer latencyMillis) implements Deed {
        /** As the reference order system is told. */
        JsonObject change() {
            JsonObject change = new JsonObject();
            if (mode != null) {
                change.put("mode", mode);
            }
            if (capacity != null) {
                change.put("capacity", capacity);
            }
            if (latencyMillis != null) {
                change.put("latencyMillis", latencyMillis);
            }
            return change;
        }

        @Override
        public String words() {
            StringBuilder words = new StringBuilder("order system");
            words.append(mode == null ? "" : " " + mode);
            words.append(capacity == null ? "" : " bears " + capacity + "/s");
            return words.append(latencyMillis == null ? "" : " takes " + latencyMillis + " ms")
                    .toString();
        }
    }

    /** SIGKILL to a worker or a gateway, which may come back. */
    record Kill(String process, Optional<Duration> restart) implements Deed {
        @Override
        public String words() {
            return "kill -9 " + process;
        }
    }

    /** The operator changes the fleet's rate. */
    record Rate(double perSecond) implements Deed {
        @Override
        public String words() {
            return String.format(Locale.ROOT, "rate becomes %,.0f/s", perSecond);
        }
    }
}
