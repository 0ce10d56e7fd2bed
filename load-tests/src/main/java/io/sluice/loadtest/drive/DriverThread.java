package io.sluice.loadtest.drive;

import org.jspecify.annotations.Nullable;

/** Keeps a driver's time, so that the main thread can watch. Started and joined by one thread. */
public final class DriverThread extends Thread {
    private final Drive drive;
    private volatile @Nullable String failure;

    /** What is driven. */
    public interface Drive {
        /** Returns when all of it is done. */
        void run() throws InterruptedException;
    }

    public DriverThread(Drive drive) {
        super("load-driver");
        this.drive = drive;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            drive.run();
        } catch (InterruptedException e) {
            failure = "the load driver was stopped before it was done";
        } catch (RuntimeException e) {
            failure = "the load driver failed: " + e.getMessage();
        }
    }

    /** What went wrong, or null. */
    public @Nullable String failure() {
        return failure;
    }
}
