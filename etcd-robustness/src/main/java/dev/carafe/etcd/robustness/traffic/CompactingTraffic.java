package dev.carafe.etcd.robustness.traffic;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.robustness.history.Call;
import java.util.SplittableRandom;

/**
 * Compacts now and then, to a revision that it was told of, or one that cannot be. Never to one that may come to be
 * meanwhile: what nobody has seen shall not be forgotten, or there would be nothing to check.
 */
public final class CompactingTraffic implements Traffic {
    private static final long FAR = 1L << 40;

    private final SplittableRandom random;
    private long revision = 1;

    public CompactingTraffic(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public Call next() {
        return switch (random.nextInt(12)) {
            case 0 -> new Call.Write(new CompactRequest(random.nextLong(revision + 1), false));
            case 1 -> new Call.Write(new CompactRequest(revision, false));
            case 2 -> new Call.Write(new CompactRequest(Math.max(0, revision - random.nextLong(40)), false));
            case 3 -> new Call.Write(new CompactRequest(revision + FAR, false));
            default -> new Call.Range(RangeRequest.prefix(Bytes.EMPTY).withCountOnly(true));
        };
    }

    @Override
    public void told(Call call, Record response) {
        if (response instanceof RangeResponse range) {
            revision = range.revision();
        }
    }

    @Override
    public WatchRequest watch() {
        return WatchRequest.prefix(Bytes.EMPTY).withStartRevision(random.nextLong(1, revision + 1));
    }
}
