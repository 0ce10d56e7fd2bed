package io.sluice.worker.fleet;

import io.sluice.contract.FleetRecord.Control;
import io.sluice.contract.FleetRecord.Pace;
import org.jspecify.annotations.Nullable;

/**
 * The fleet's rate, as the log says it: the operator's latest word or, where that leaves it to the schedule or the adaptive
 * mode, the latest pace since. Everyone reads the same log, so all have the same rate as of the same record, whoever spoke
 * it and however many took themselves for the conductor.
 *
 * <p>A pace from before the operator's latest word is void. Until the conductor has spoken to that, well under a second,
 * the fleet goes on at what it did, never above the operator's rate. A worker that has just come has not heard what the
 * fleet does: the last pace in the log may be last night's. So it waits, and the conductor repeats itself for whom it
 * sees for the first time. Not thread-safe.
 */
final class RateInForce {
    private @Nullable Control control;
    private @Nullable Pace pace;

    /** The last rate said before {@link #pace}. */
    private double knownPerSecond;

    /** Whether that was said while this worker listened. */
    private boolean heard;

    /** Takes in a record from before this worker listened. */
    void recall(Control said) {
        read(said);
        heard = false;
    }

    /** Takes in a record from before this worker listened. */
    void recall(Pace said) {
        if (!said.advice()) {
            knownPerSecond = said.ratePerSecond();
        }
    }

    void read(Control said) {
        Control before = control;
        if (before != null && said.initial()) {
            return;
        }
        heard = before != null && (heard || !before.isConducted() || pace != null);
        knownPerSecond = before == null ? 0 : knownPerSecond();
        control = said;
        pace = null;
    }

    void read(Pace said) {
        if (!said.advice()) {
            pace = said;
        }
    }

    /** Calls a second by the whole fleet; 0 while paused or unknown. */
    double perSecond() {
        Control said = control;
        if (said == null || said.paused()) {
            return 0;
        }
        if (!said.isConducted()) {
            return said.ratePerSecond();
        }
        Pace spoken = pace;
        if (spoken == null) {
            return heard ? Math.min(knownPerSecond, said.ratePerSecond()) : 0;
        }
        return said.ratePerSecond(spoken);
    }

    /** The last rate of the fleet that the log has, in force or not, pauses aside; 0 if there is none. */
    double knownPerSecond() {
        Control said = control;
        if (said != null && !said.isConducted()) {
            return said.ratePerSecond();
        }
        return pace == null ? knownPerSecond : pace.ratePerSecond();
    }

    /** The operator's last word, or null if there was none. */
    @Nullable Control control() {
        return control;
    }

    /** What the conductor said since, or null if it has not spoken. */
    @Nullable Pace pace() {
        return pace;
    }
}
