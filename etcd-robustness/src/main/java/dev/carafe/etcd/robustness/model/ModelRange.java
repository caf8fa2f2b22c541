package dev.carafe.etcd.robustness.model;

import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeRequest.SortOrder;
import dev.carafe.etcd.RangeRequest.SortTarget;
import dev.carafe.etcd.RangeResponse;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Answers ranges that are in the order of keys. */
public final class ModelRange {
    private ModelRange() {}

    /**
     * What a range answers.
     *
     * @param revision the store's
     * @param keys all keys at the revision that is read
     */
    public static RangeResponse read(long revision, Collection<KeyValue> keys, RangeRequest request) {
        if (request.sortTarget() != SortTarget.KEY) {
            throw new IllegalArgumentException("only the order of keys is modelled: " + request);
        }
        List<KeyValue> range = keys.stream()
                .filter(kv -> KeyRanges.contains(request.key(), request.rangeEnd(), kv.key()))
                .toList();
        if (request.countOnly()) {
            return new RangeResponse(revision, List.of(), false, range.size());
        }
        Comparator<KeyValue> order = Comparator.comparing(KeyValue::key);
        List<KeyValue> found = range.stream()
                .filter(kv -> passes(kv, request))
                .sorted(request.sortOrder() == SortOrder.DESCEND ? order.reversed() : order)
                .map(kv -> request.keysOnly() ? kv.withoutValue() : kv)
                .toList();
        boolean more = request.limit() > 0 && found.size() > request.limit();
        return new RangeResponse(revision, more ? found.subList(0, (int) request.limit()) : found, more, range.size());
    }

    private static boolean passes(KeyValue kv, RangeRequest request) {
        return (request.minModRevision() == 0 || kv.modRevision() >= request.minModRevision())
                && (request.maxModRevision() == 0 || kv.modRevision() <= request.maxModRevision())
                && (request.minCreateRevision() == 0 || kv.createRevision() >= request.minCreateRevision())
                && (request.maxCreateRevision() == 0 || kv.createRevision() <= request.maxCreateRevision());
    }
}
