package io.sluice.loadtest.scenario;

import io.sluice.loadtest.drive.RunClock;
import io.sluice.loadtest.fleet.Agenda;
import io.sluice.loadtest.fleet.RateLever;
import io.sluice.loadtest.verdict.FleetFacts;
import io.sluice.loadtest.verdict.FleetFacts.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Does to a system what a scenario wants done, when its time has come, and keeps the record. Confined to one thread. */
final class Doings implements AutoCloseable {
    private static final long READY_MILLIS = 50;

    private final Stand stand;
    private final RunClock clock;
    private final Consumer<String> telling;
    private final Agenda agenda;
    private final RateLever rate;
    private final List<FleetFacts.Fault> faults = new ArrayList<>();
    private final List<String> mishaps = new ArrayList<>();

    /** @param telling told of each in words */
    Doings(Stand stand, RunClock clock, Consumer<String> telling) {
        this.stand = stand;
        this.clock = clock;
        this.telling = telling;
        this.agenda = new Agenda(clock);
        this.rate = new RateLever(stand.bootstrapServers(), clock);
    }

    /** Plans these from now on. */
    void plan(List<Scenario.Event> events) {
        if (events.stream().anyMatch(event -> event.deed() instanceof Deed.Rate)) {
            rate.prepare();
        }
        events.forEach(event -> agenda.add(event.at().toMillis(), () -> perform(event.deed())));
    }

    /** Does what is due. */
    void go() throws IOException, InterruptedException {
        agenda.runDue();
    }

    /** Whether everything was done and undone. */
    boolean isOver() {
        return agenda.isEmpty();
    }

    private void perform(Deed deed) throws InterruptedException {
        long atMicros = clock.micros();
        telling.accept(deed.words());
        if (deed instanceof Deed.Kill kill) {
            stand.kill(kill.process());
            undo(kill, atMicros);
        } else if (deed instanceof Deed.Rate change) {
            rate.set(change.perSecond(), deed.words());
            faults.add(new FleetFacts.Fault(Kind.RATE, deed.words(), atMicros, atMicros));
        } else if (deed instanceof Deed.OrderSystem suffering) {
            if (!stand.changeOrderSystem(suffering.change())) {
                mishaps.add("the order system did not take: " + deed.words());
            }
            faults.add(new FleetFacts.Fault(Kind.ORDER_SYSTEM, deed.words(), atMicros, atMicros));
        }
    }

    private void undo(Deed.Kill kill, long atMicros) {
        Optional<Duration> restart = kill.restart();
        if (restart.isEmpty()) {
            noteBack(kill, atMicros);
            return;
        }
        agenda.add(restart.get().toMillis(), () -> {
            stand.startAgain(kill.process());
            awaitBack(kill, atMicros);
        });
    }

    private void awaitBack(Deed.Kill kill, long atMicros) throws InterruptedException {
        if (stand.isBack(kill.process())) {
            telling.accept(kill.process() + " is back");
            noteBack(kill, atMicros);
        } else {
            agenda.add(READY_MILLIS, () -> awaitBack(kill, atMicros));
        }
    }

    private void noteBack(Deed.Kill kill, long atMicros) {
        Kind kind = kill.process().startsWith("gateway-") ? Kind.GATEWAY : Kind.KILL;
        faults.add(new FleetFacts.Fault(kind, kill.words(), atMicros, clock.micros()));
    }

    /** What was done, in order of time. */
    List<FleetFacts.Fault> faults() {
        return faults.stream()
                .sorted(Comparator.comparingLong(FleetFacts.Fault::atMicros))
                .toList();
    }

    /** The changes of the rate. */
    List<FleetFacts.RateChange> rateChanges() {
        return rate.changes();
    }

    /** What could not be done, in words. */
    List<String> mishaps() {
        List<String> all = new ArrayList<>(mishaps);
        String rateMishap = rate.mishap();
        if (rateMishap != null) {
            all.add(rateMishap);
        }
        return all;
    }

    /** Waits until every change of the rate is durable or refused. */
    @Override
    public void close() {
        rate.close();
    }
}
