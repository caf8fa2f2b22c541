package dev.carafe.etcd.robustness.model;

import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeRequest.SortOrder;
import dev.carafe.etcd.RangeRequest.SortTarget;
import dev.carafe.etcd.RangeResponse;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Answers ranges (etcd {@code server/etcdserver/txn/range.go}). */
public final class ModelRange {
    private ModelRange() {}

    /**
     * What a range answers.
     *
     * @param revision the store's
     * @param keys all keys at the revision that is read
     */
    public static RangeResponse read(long revision, Collection<KeyValue> keys, RangeRequest request) {
        List<KeyValue> range = keys.stream()
                .filter(kv -> KeyRanges.contains(request.key(), request.rangeEnd(), kv.key()))
                .toList();
        if (request.countOnly()) {
            return new RangeResponse(revision, List.of(), false, range.size());
        }
        Comparator<KeyValue> order = order(request.sortTarget());
        List<KeyValue> found = collected(range, request).stream()
                .filter(kv -> passes(kv, request))
                .sorted(request.sortOrder() == SortOrder.DESCEND ? order.reversed() : order)
                .map(kv -> request.keysOnly() ? kv.withoutValue() : kv)
                .toList();
        boolean more = request.limit() > 0 && found.size() > request.limit();
        return new RangeResponse(revision, more ? found.subList(0, (int) request.limit()) : found, more, range.size());
    }

    /** The keys that are sorted: without an order and a filter no more are collected than the limit and one. */
    private static List<KeyValue> collected(List<KeyValue> range, RangeRequest request) {
        boolean whole = request.limit() <= 0
                || request.sortOrder() != SortOrder.NONE
                || request.minModRevision() != 0
                || request.maxModRevision() != 0
                || request.minCreateRevision() != 0
                || request.maxCreateRevision() != 0;
        return whole || range.size() <= request.limit() ? range : range.subList(0, (int) request.limit() + 1);
    }

    private static Comparator<KeyValue> order(SortTarget target) {
        return switch (target) {
            case KEY -> Comparator.comparing(KeyValue::key);
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
}
