package dev.carafe.etcd.robustness.traffic;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeRequest.SortOrder;
import dev.carafe.etcd.RangeRequest.SortTarget;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.robustness.history.Call;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Anything that etcd can be asked: puts, deletes, ranges old and new, transactions, leases and watches of every kind. */
public final class EtcdTraffic implements Traffic {
    private static final long TTL_MAX_SECONDS = 12;
    private static final int LEASES_MAX = 6;
    private static final int NESTED_MAX = 2;
    private static final List<Compare.Result> RESULTS = List.of(Compare.Result.values());
    private static final List<SortTarget> TARGETS = List.of(SortTarget.values());
    private static final List<SortOrder> ORDERS = List.of(SortOrder.values());

    private final SplittableRandom random;
    private final Keys keys;
    private final boolean leaseLooks;
    private final boolean revisionReads;
    private final List<Long> leases = new ArrayList<>();
    private long revision = 1;
    private long values;

    /**
     * One client.
     *
     * @param leaseLooks whether it asks for leases' times to live and which there are
     * @param revisionReads whether it asks for keys of some revisions alone, and for the past within transactions
     */
    public EtcdTraffic(
            SplittableRandom random,
            int client,
            int keys,
            int valueBytesMax,
            boolean leaseLooks,
            boolean revisionReads) {
        this.random = random;
        this.keys = new Keys(random, client, keys, valueBytesMax);
        this.leaseLooks = leaseLooks;
        this.revisionReads = revisionReads;
    }

    @Override
    public Call next() {
        if (leaseLooks && random.nextInt(8) == 0) {
            return random.nextInt(3) == 0 ? new Call.Leases() : new Call.TimeToLive(lease(), random.nextBoolean());
        }
        return switch (random.nextInt(20)) {
            case 0 ->
                new Call.Write(new LeaseGrantRequest(
                        random.nextLong(1, TTL_MAX_SECONDS),
                        random.nextInt(8) == 0 ? lease() : random.nextLong(1, Long.MAX_VALUE)));
            case 1 -> new Call.Write(new LeaseRevokeRequest(lease()));
            case 2, 3 -> new Call.KeepAlive(lease());
            case 4, 5 -> new Call.Write(delete());
            case 6, 7, 8 -> new Call.Write(txn());
            case 9, 10, 11 -> new Call.Range(range());
            case 12, 13 -> new Call.Range(RangeRequest.of(keys.key()));
            default -> new Call.Write(put(random.nextInt(4) == 0 ? lease() : 0));
        };
    }

    private long lease() {
        return leases.isEmpty() ? 1 : leases.get(random.nextInt(leases.size()));
    }

    private PutRequest put(long lease) {
        Bytes key = keys.key();
        boolean prevKv = random.nextInt(3) == 0;
        return switch (random.nextInt(12)) {
            case 0 -> new PutRequest(key, Bytes.EMPTY, lease, prevKv, true, false);
            case 1 -> new PutRequest(key, keys.value(values++), 0, prevKv, false, true);
            default -> new PutRequest(key, keys.value(values++), lease, prevKv, false, false);
        };
    }

    private DeleteRangeRequest delete() {
        Bytes from = keys.key();
        Bytes end = random.nextInt(4) == 0 ? from.prefixEnd() : Bytes.EMPTY;
        return new DeleteRangeRequest(from, end, random.nextBoolean());
    }

    private RangeRequest range() {
        RangeRequest request = switch (random.nextInt(3)) {
            case 0 -> RangeRequest.prefix(Bytes.EMPTY);
            case 1 -> RangeRequest.prefix(keys.key());
            default -> RangeRequest.range(keys.key(), keys.key());
        };
        if (random.nextInt(3) == 0) {
            request = request.withRevision(random.nextLong(-1, revision + 3));
        }
        if (random.nextInt(3) == 0) {
            request = request.withLimit(random.nextInt(1, 4));
        }
        if (random.nextInt(3) == 0) {
            request = request.withSort(
                    TARGETS.get(random.nextInt(TARGETS.size())), ORDERS.get(random.nextInt(ORDERS.size())));
        }
        if (revisionReads && random.nextInt(3) == 0) {
            request = bounded(request);
        }
        return switch (random.nextInt(10)) {
            case 0, 1 -> request.withKeysOnly(true);
            case 2 -> request.withCountOnly(true);
            default -> request;
        };
    }

    /** The keys that were changed or created at some revisions alone. */
    private RangeRequest bounded(RangeRequest all) {
        return new RangeRequest(
                all.key(),
                all.rangeEnd(),
                all.limit(),
                all.revision(),
                all.sortOrder(),
                all.sortTarget(),
                all.serializable(),
                all.keysOnly(),
                all.countOnly(),
                bound(),
                bound(),
                bound(),
                bound());
    }

    /** A revision of not long ago, mostly none. */
    private long bound() {
        return random.nextInt(3) > 0 ? 0 : Math.max(1, revision - random.nextLong(12));
    }

    private RangeRequest read(Bytes key) {
        RangeRequest request = RangeRequest.prefix(key);
        return revisionReads && random.nextInt(3) == 0
                ? request.withRevision(Math.max(1, revision + 2 - random.nextLong(30)))
                : request;
    }

    /** Writes up to three different keys in each branch, and reads. */
    private TxnRequest txn() {
        return txn(NESTED_MAX, new ArrayList<>(), new ArrayList<>());
    }

    private TxnRequest txn(int deeper, List<Bytes> writtenThen, List<Bytes> writtenElse) {
        List<Compare> compares = new ArrayList<>();
        for (int left = random.nextInt(3); left > 0; left--) {
            compares.add(new Compare(
                    keys.key(),
                    Bytes.EMPTY,
                    RESULTS.get(random.nextInt(RESULTS.size())),
                    random.nextBoolean()
                            ? new Compare.ModRevision(random.nextLong(revision + 2))
                            : new Compare.Version(random.nextLong(3))));
        }
        return new TxnRequest(compares, ops(deeper, writtenThen), ops(deeper, writtenElse));
    }

    /** Operations of a branch; no key is written twice, in whatever way the nested ones go. */
    private List<Op> ops(int deeper, List<Bytes> written) {
        List<Op> ops = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            Bytes key = keys.key();
            if (deeper > 0 && random.nextInt(8) == 0) {
                ops.add(txn(deeper - 1, written, written));
            } else if (random.nextInt(4) == 0) {
                ops.add(read(key));
            } else if (!written.contains(key)) {
                written.add(key);
                ops.add(random.nextInt(3) == 0 ? DeleteRangeRequest.of(key) : PutRequest.of(key, keys.value(values++)));
            }
        }
        return ops;
    }

    @Override
    public void told(Call call, Record response) {
        if (response instanceof LeaseGrantResponse granted) {
            leases.add(granted.id());
            if (leases.size() > LEASES_MAX) {
                leases.removeFirst();
            }
        }
        if (response instanceof WriteResponse written) {
            revision = Math.max(revision, written.revision());
        } else if (response instanceof RangeResponse range) {
            revision = Math.max(revision, range.revision());
        }
    }

    @Override
    public WatchRequest watch() {
        Bytes from = random.nextBoolean() ? Keys.PREFIX : keys.key();
        Bytes end = switch (random.nextInt(3)) {
            case 0 -> Bytes.EMPTY;
            case 1 -> Bytes.ZERO;
            default -> from.prefixEnd();
        };
        long start = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(1, revision + 20);
            default -> Math.max(1, revision - random.nextLong(30));
        };
        Set<WatchRequest.Filter> filters = EnumSet.noneOf(WatchRequest.Filter.class);
        if (random.nextInt(4) == 0) {
            filters.add(random.nextBoolean() ? WatchRequest.Filter.NO_PUT : WatchRequest.Filter.NO_DELETE);
        }
        return new WatchRequest(from, end, start, random.nextBoolean(), random.nextBoolean(), filters);
    }
}
