package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.KeyValue;
import org.jspecify.annotations.Nullable;

/** Decides a transaction's conditions. Source: etcd {@code server/etcdserver/txn/txn.go}, {@code applyCompare}. */
final class Comparison {
    private static final KeyValue ABSENT = new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0);

    private Comparison() {}

    /** Whether every key of the comparison's range meets it in the state's newest revision. */
    static boolean holds(MvccState state, Compare compare) {
        boolean[] found = new boolean[1];
        boolean[] holds = {true};
        state.tree.scan(KeyRange.of(compare.key(), compare.rangeEnd()), head -> {
            @Nullable KeyValue kv = head.at(state.revision());
            if (kv != null) {
                found[0] = true;
                holds[0] = matches(compare, kv);
            }
            return holds[0];
        });
        if (found[0]) {
            return holds[0];
        }
        return !(compare.target() instanceof Compare.Value) && matches(compare, ABSENT);
    }

    private static boolean matches(Compare compare, KeyValue kv) {
        int order = switch (compare.target()) {
            case Compare.Version(long version) -> Long.compare(kv.version(), version);
            case Compare.CreateRevision(long revision) -> Long.compare(kv.createRevision(), revision);
            case Compare.ModRevision(long revision) -> Long.compare(kv.modRevision(), revision);
            case Compare.Value(Bytes value) -> kv.value().compareTo(value);
            case Compare.Lease(long lease) -> Long.compare(kv.lease(), lease);
        };
        return switch (compare.result()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
        };
    }
}
