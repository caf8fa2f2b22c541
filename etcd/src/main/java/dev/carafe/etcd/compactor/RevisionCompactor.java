package dev.carafe.etcd.compactor;

import java.time.Duration;

/** Keeps so many revisions. */
public final class RevisionCompactor implements Compactor {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final long retention;
    private long last;

    public RevisionCompactor(long retention) {
        if (retention <= 0) {
            throw new IllegalArgumentException("at least one revision is kept");
        }
        this.retention = retention;
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public long due(long nowMs, long revision) {
        long wanted = revision - retention;
        return wanted <= 0 || wanted == last ? 0 : wanted;
    }

    @Override
    public void compacted(long nowMs, long revision) {
        last = revision;
    }

    @Override
    public void reset(long nowMs) {
        // it looks at the newest revision alone
    }
}
