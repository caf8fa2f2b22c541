package dev.carafe.etcd.robustness.traffic;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.robustness.history.Call;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * An API server: lists a prefix, in pages of one revision, and watches from there; creates, updates and deletes by
 * transactions guarded with the revision that it knows of the key (Kubernetes {@code storage/etcd3/store.go}).
 */
public final class KubernetesTraffic implements Traffic {
    private static final int PAGE = 3;

    private final SplittableRandom random;
    private final Keys keys;
    private final Map<Bytes, Long> known = new TreeMap<>();
    private long listRevision;
    private Bytes listFrom = Bytes.EMPTY;
    private long values;

    public KubernetesTraffic(SplittableRandom random, int client, int keys, int valueBytesMax) {
        this.random = random;
        this.keys = new Keys(random, client, keys, valueBytesMax);
    }

    @Override
    public Call next() {
        if (!listFrom.isEmpty()) {
            return new Call.Range(page(listFrom, listRevision));
        }
        return switch (random.nextInt(10)) {
            case 0 -> new Call.Range(page(Keys.PREFIX, 0));
            case 1 -> new Call.Range(RangeRequest.prefix(Keys.PREFIX).withCountOnly(true));
            case 2, 3 -> new Call.Range(RangeRequest.of(keys.key()));
            default -> guarded();
        };
    }

    private RangeRequest page(Bytes from, long revision) {
        return RangeRequest.range(from, Keys.PREFIX.prefixEnd()).withLimit(PAGE).withRevision(revision);
    }

    private Call guarded() {
        Bytes key = keys.key();
        long revision = known.getOrDefault(key, 0L);
        Op change = revision != 0 && random.nextInt(3) == 0
                ? DeleteRangeRequest.of(key)
                : PutRequest.of(key, keys.value(values++));
        return new Call.Write(new TxnRequest(
                List.of(Compare.modRevision(key, revision)), List.of(change), List.of(RangeRequest.of(key))));
    }

    @Override
    public void told(Call call, Record response) {
        if (response instanceof RangeResponse range && call instanceof Call.Range(RangeRequest request)) {
            listed(request, range);
        } else if (response instanceof TxnResponse txn && call instanceof Call.Write(TxnRequest request)) {
            changed(request, txn);
        }
    }

    private void listed(RangeRequest request, RangeResponse response) {
        response.kvs().forEach(kv -> known.put(kv.key(), kv.modRevision()));
        if (request.limit() == PAGE) {
            listRevision = request.revision() == 0 ? response.revision() : request.revision();
            listFrom = response.more() ? response.kvs().getLast().key().next() : Bytes.EMPTY;
        } else if (!request.countOnly() && response.kvs().isEmpty()) {
            known.remove(request.key());
        }
    }

    private void changed(TxnRequest request, TxnResponse response) {
        Op op = request.success().getFirst();
        if (op instanceof PutRequest put) {
            know(put.key(), response.succeeded() ? response.revision() : modRevision(response));
        } else if (op instanceof DeleteRangeRequest delete) {
            know(delete.key(), response.succeeded() ? 0 : modRevision(response));
        }
    }

    private static long modRevision(TxnResponse response) {
        OpResponse first = response.responses().getFirst();
        List<KeyValue> found = first instanceof RangeResponse range ? range.kvs() : List.of();
        return found.isEmpty() ? 0 : found.getFirst().modRevision();
    }

    private void know(Bytes key, long revision) {
        if (revision == 0) {
            known.remove(key);
        } else {
            known.put(key, revision);
        }
    }

    /** Also ends a list that cannot go on, as when its revision was compacted away. */
    @Override
    public WatchRequest watch() {
        listFrom = Bytes.EMPTY;
        return WatchRequest.prefix(Keys.PREFIX)
                .withStartRevision(listRevision == 0 ? 0 : listRevision + 1)
                .withPrevKv(true)
                .withProgressNotify(true);
    }
}
