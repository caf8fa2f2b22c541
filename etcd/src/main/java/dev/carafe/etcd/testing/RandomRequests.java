package dev.carafe.etcd.testing;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Requests over a small set of keys, so that they meet. */
public final class RandomRequests {
    private final SplittableRandom random;
    private final int keys;

    public RandomRequests(SplittableRandom random, int keys) {
        this.random = random;
        this.keys = keys;
    }

    public Bytes key() {
        return Bytes.utf8("k" + random.nextInt(keys));
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private Bytes rangeEnd() {
        return switch (random.nextInt(6)) {
            case 0 -> Bytes.ZERO;
            case 1, 2 -> key();
            default -> Bytes.EMPTY;
        };
    }

    private PutRequest put() {
        return PutRequest.of(key(), Bytes.utf8("v" + random.nextInt(1000)));
    }

    private DeleteRangeRequest delete() {
        Bytes from = key();
        Bytes end = random.nextInt(4) == 0 ? from.concat(Bytes.utf8("5")) : Bytes.EMPTY;
        return new DeleteRangeRequest(from, end, false);
    }

    public WriteRequest write(long revision) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> delete();
            case 2, 3 -> txn(revision, 2);
            default -> put();
        };
    }

    private TxnRequest txn(long revision, int depth) {
        List<Compare> compares = new ArrayList<>();
        for (int left = random.nextInt(3); left > 0; left--) {
            Compare.Result result = any(Compare.Result.values());
            long wanted = random.nextBoolean() ? 0 : random.nextLong(revision + 1);
            compares.add(new Compare(key(), Bytes.EMPTY, result, new Compare.ModRevision(wanted)));
        }
        return new TxnRequest(compares, ops(revision, depth), ops(revision, depth));
    }

    private List<Op> ops(long revision, int depth) {
        List<Op> ops = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            ops.add(
                    switch (random.nextInt(6)) {
                        case 0 -> delete();
                        case 1 -> depth > 0 ? txn(revision, depth - 1) : put();
                        default -> put();
                    });
        }
        return ops;
    }

    public RangeRequest range(long oldest, long newest) {
        RangeRequest.SortOrder order = any(RangeRequest.SortOrder.values());
        RangeRequest.SortTarget target = any(RangeRequest.SortTarget.values());
        return new RangeRequest(
                key(),
                rangeEnd(),
                random.nextInt(3) == 0 ? random.nextInt(1, 6) : 0,
                random.nextInt(3) == 0 ? 0 : random.nextLong(oldest, newest + 1),
                order,
                target,
                false,
                false,
                random.nextInt(8) == 0,
                someRevision(newest),
                someRevision(newest),
                someRevision(newest),
                someRevision(newest));
    }

    /** Mostly none. */
    private long someRevision(long newest) {
        return random.nextInt(8) == 0 ? random.nextLong(newest + 1) : 0;
    }
}
