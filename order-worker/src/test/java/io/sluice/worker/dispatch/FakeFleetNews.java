package io.sluice.worker.dispatch;

import io.sluice.contract.FleetRecord.SoldOut;
import io.sluice.contract.SoldOutSkus;
import java.util.List;

/** Notes what the dispatcher tells the fleet, and says to it what the test says. */
final class FakeFleetNews implements FleetNews {
    private final Journal journal;
    private final SoldOutSkus soldOut = new SoldOutSkus();
    private Runnable onChange = () -> {};
    private long readOffset = -1;

    FakeFleetNews(Journal journal) {
        this.journal = journal;
    }

    /** An operator's word, or another worker's. */
    void say(String sku, boolean gone) {
        readOffset++;
        if (soldOut.apply(new SoldOut(sku, gone, SoldOut.ALL, "test", "", 0), readOffset)) {
            onChange.run();
        }
    }

    @Override
    public void tellHold(long millis) {
        journal.note("tell fleet to hold " + millis);
    }

    @Override
    public void tellSoldOut(List<String> skus, long knows) {
        journal.note("tell fleet that " + skus + " are gone, knowing " + knows);
    }

    @Override
    public long readOffset() {
        return readOffset;
    }

    @Override
    public SoldOutSkus soldOut() {
        return soldOut;
    }

    @Override
    public void onSoldOutChange(Runnable listener) {
        onChange = listener;
    }
}
