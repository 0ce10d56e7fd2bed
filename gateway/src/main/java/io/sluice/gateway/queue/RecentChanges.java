package io.sluice.gateway.queue;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Pace;
import io.sluice.gateway.queue.FleetReport.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The last twenty changes that were read. What people decided keeps half of the places, or an adaptive controller would push
 * it out within seconds. Compaction of the log leaves little of what was before our start. Confined to one thread.
 */
final class RecentChanges {
    private static final int MAX = 20;

    private final ArrayDeque<Change> changes = new ArrayDeque<>();
    private double paceSaid = Double.NaN;
    private double adviceSaid = Double.NaN;

    void add(Control control) {
        add(new Change(
                Change.Kind.CONTROL,
                control.ratePerSecond(),
                control.paused(),
                control.by(),
                control.reason(),
                control.atMillis()));
    }

    /** Of a rate that is only said again it takes no note. */
    void add(Pace pace) {
        if (pace.ratePerSecond() == (pace.advice() ? adviceSaid : paceSaid)) {
            return;
        }
        if (pace.advice()) {
            adviceSaid = pace.ratePerSecond();
        } else {
            paceSaid = pace.ratePerSecond();
        }
        Change.Kind kind = pace.advice() ? Change.Kind.ADVICE : Change.Kind.PACE;
        add(new Change(kind, pace.ratePerSecond(), false, pace.by(), pace.reason(), pace.atMillis()));
    }

    private void add(Change change) {
        changes.add(change);
        if (changes.size() > MAX) {
            boolean dropDecided =
                    changes.stream().filter(RecentChanges::isDecided).count() > MAX / 2;
            changes.stream()
                    .filter(oldest -> isDecided(oldest) == dropDecided)
                    .findFirst()
                    .ifPresent(changes::remove);
        }
    }

    private static boolean isDecided(Change change) {
        return change.kind() == Change.Kind.CONTROL;
    }

    /** All of them, newest first. */
    List<Change> newestFirst() {
        List<Change> reversed = new ArrayList<>(changes);
        Collections.reverse(reversed);
        return List.copyOf(reversed);
    }
}
