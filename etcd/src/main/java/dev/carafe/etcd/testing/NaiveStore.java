package dev.carafe.etcd.testing;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The store's semantics in the plainest way: a whole copy of the keys for every revision, every question a loop. */
public final class NaiveStore {
    private final List<Map<Bytes, KeyValue>> states = new ArrayList<>(List.of(Map.of(), Map.of()));
    private final List<List<KeyValue>> changes = new ArrayList<>(List.of(List.of(), List.of()));

    public long revision() {
        return states.size() - 1L;
    }

    /** What a revision changed, in order. */
    public List<KeyValue> change(long revision) {
        return changes.get((int) revision);
    }

    public @Nullable KeyValue at(Bytes key, long revision) {
        return states.get((int) revision).get(key);
    }

    /** Applies a put, a delete or a transaction of them and single-key comparisons. */
    public void apply(WriteRequest request) {
        Map<Bytes, KeyValue> next = new TreeMap<>(states.getLast());
        List<KeyValue> changed = new ArrayList<>();
        switch (request) {
            case PutRequest put -> apply(put, next, changed);
            case DeleteRangeRequest delete -> apply(delete, next, changed);
            case TxnRequest txn -> apply(txn, next, changed);
            default -> throw new IllegalArgumentException("not modelled: " + request);
        }
        if (!changed.isEmpty()) {
            states.add(next);
            changes.add(changed);
        }
    }

    private void apply(Op op, Map<Bytes, KeyValue> next, List<KeyValue> changed) {
        long revision = revision() + 1;
        switch (op) {
            case PutRequest put -> {
                KeyValue old = next.get(put.key());
                KeyValue kv = old == null
                        ? new KeyValue(put.key(), put.value(), revision, revision, 1, 0)
                        : new KeyValue(put.key(), put.value(), old.createRevision(), revision, old.version() + 1, 0);
                next.put(put.key(), kv);
                changed.add(kv);
            }
            case DeleteRangeRequest delete -> {
                for (Bytes key : List.copyOf(next.keySet())) {
                    if (inRange(key, delete.key(), delete.rangeEnd())) {
                        next.remove(key);
                        changed.add(KeyValue.tombstone(key, revision));
                    }
                }
            }
            case TxnRequest txn -> {
                boolean holds = txn.compares().stream().allMatch(this::holds);
                for (Op inner : holds ? txn.success() : txn.failure()) {
                    apply(inner, next, changed);
                }
            }
            case RangeRequest _ -> {}
        }
    }

    private boolean holds(Compare compare) {
        KeyValue kv = states.getLast().get(compare.key());
        long found = kv == null ? 0 : kv.modRevision();
        long wanted = ((Compare.ModRevision) compare.target()).revision();
        return switch (compare.result()) {
            case EQUAL -> found == wanted;
            case NOT_EQUAL -> found != wanted;
            case GREATER -> found > wanted;
            case LESS -> found < wanted;
        };
    }

    /** The keys that a range selects at a revision, before the limit; sorted as asked, ties by key. */
    public List<KeyValue> select(RangeRequest request) {
        long at = request.revision() > 0 ? request.revision() : revision();
        Comparator<KeyValue> order = switch (request.sortTarget()) {
            case KEY -> Comparator.comparing(KeyValue::key);
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
        if (request.sortOrder() == RangeRequest.SortOrder.DESCEND) {
            order = order.reversed();
        }
        return states.get((int) at).values().stream()
                .filter(kv -> inRange(kv.key(), request.key(), request.rangeEnd()))
                .filter(kv -> request.minModRevision() == 0 || kv.modRevision() >= request.minModRevision())
                .filter(kv -> request.maxModRevision() == 0 || kv.modRevision() <= request.maxModRevision())
                .filter(kv -> request.minCreateRevision() == 0 || kv.createRevision() >= request.minCreateRevision())
                .filter(kv -> request.maxCreateRevision() == 0 || kv.createRevision() <= request.maxCreateRevision())
                .sorted(order.thenComparing(KeyValue::key))
                .toList();
    }

    /** Number of keys in the range, whatever the filters. */
    public long count(RangeRequest request) {
        long at = request.revision() > 0 ? request.revision() : revision();
        return states.get((int) at).keySet().stream()
                .filter(key -> inRange(key, request.key(), request.rangeEnd()))
                .count();
    }

    private static boolean inRange(Bytes key, Bytes from, Bytes end) {
        if (end.isEmpty()) {
            return key.equals(from);
        }
        return key.compareTo(from) >= 0 && (end.equals(Bytes.ZERO) || key.compareTo(end) < 0);
    }
}
