package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeRequest.SortOrder;
import dev.carafe.etcd.RangeRequest.SortTarget;
import dev.carafe.etcd.RangeResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers ranges from a state. The order of steps is etcd's ({@code server/etcdserver/txn/range.go}): collect, filter by
 * revisions, sort, cut to the limit, strip values.
 */
final class RangeReader {
    private static final Comparator<KeyValue> BY_KEY = Comparator.comparing(KeyValue::key);

    private RangeReader() {}

    static RangeResponse read(MvccState state, RangeRequest request) {
        long at = state.readRevision(request.revision());
        boolean newest = at == state.revision();
        KeyRange range = KeyRange.of(request.key(), request.rangeEnd());
        if (request.countOnly()) {
            return new RangeResponse(state.revision(), List.of(), false, count(state, range, at, newest));
        }
        SortOrder order = effectiveOrder(request);
        boolean filtered = request.minModRevision() != 0
                || request.maxModRevision() != 0
                || request.minCreateRevision() != 0
                || request.maxCreateRevision() != 0;
        long limit = request.limit() > 0 ? request.limit() : Long.MAX_VALUE;
        // A sort target without an order sorts only what the limit left, as etcd does.
        boolean early = !filtered && (order == SortOrder.NONE || request.sortOrder() == SortOrder.NONE);
        List<KeyValue> found = collect(state, range, at, early && limit < Long.MAX_VALUE ? limit + 1 : Long.MAX_VALUE);
        long count = early && found.size() > limit ? count(state, range, at, newest) : found.size();
        if (filtered) {
            found.removeIf(kv -> !passes(kv, request));
        }
        if (order != SortOrder.NONE) {
            Comparator<KeyValue> ascending = comparator(request.sortTarget());
            found.sort(order == SortOrder.DESCEND ? ascending.reversed() : ascending);
        }
        boolean more = found.size() > limit;
        if (more) {
            found.subList((int) limit, found.size()).clear();
        }
        if (request.keysOnly()) {
            found.replaceAll(KeyValue::withoutValue);
        }
        return new RangeResponse(state.revision(), Collections.unmodifiableList(found), more, count);
    }

    private static List<KeyValue> collect(MvccState state, KeyRange range, long at, long most) {
        if (range.isSingle()) {
            List<KeyValue> found = new ArrayList<>(1);
            Version head = state.tree.get(range.from());
            @Nullable KeyValue kv = head == null ? null : head.at(at);
            if (kv != null) {
                found.add(kv);
            }
            return found;
        }
        List<KeyValue> found = new ArrayList<>();
        state.tree.scan(range, head -> {
            @Nullable KeyValue kv = head.at(at);
            if (kv != null) {
                found.add(kv);
            }
            return found.size() < most;
        });
        return found;
    }

    private static long count(MvccState state, KeyRange range, long at, boolean newest) {
        if (newest) {
            return state.tree.liveCount(range);
        }
        long[] count = new long[1];
        state.tree.scan(range, head -> {
            if (head.at(at) != null) {
                count[0]++;
            }
            return true;
        });
        return count[0];
    }

    /** The tree is in the order of keys already; any other target without an order means ascending. */
    private static SortOrder effectiveOrder(RangeRequest request) {
        if (request.sortTarget() == SortTarget.KEY) {
            return request.sortOrder() == SortOrder.DESCEND ? SortOrder.DESCEND : SortOrder.NONE;
        }
        return request.sortOrder() == SortOrder.NONE ? SortOrder.ASCEND : request.sortOrder();
    }

    private static Comparator<KeyValue> comparator(SortTarget target) {
        return switch (target) {
            case KEY -> BY_KEY;
            case VERSION -> Comparator.comparingLong(KeyValue::version);
            case CREATE -> Comparator.comparingLong(KeyValue::createRevision);
            case MOD -> Comparator.comparingLong(KeyValue::modRevision);
            case VALUE -> Comparator.comparing(KeyValue::value);
        };
    }

    private static boolean passes(KeyValue kv, RangeRequest request) {
        return (request.minModRevision() == 0 || kv.modRevision() >= request.minModRevision())
                && (request.maxModRevision() == 0 || kv.modRevision() <= request.maxModRevision())
                && (request.minCreateRevision() == 0 || kv.createRevision() >= request.minCreateRevision())
                && (request.maxCreateRevision() == 0 || kv.createRevision() <= request.maxCreateRevision());
    }

    /** Answers a range from the newest state, sure that no compaction overtook it. */
    static RangeResponse read(MvccCore core, RangeRequest request) {
        MvccState state = core.state();
        RangeResponse response = read(state, request);
        if (request.revision() > 0 && request.revision() < core.state().compactRevision()) {
            throw EtcdError.COMPACTED.exception();
        }
        return response;
    }
}
