package dev.carafe.etcd.robustness.model;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Operations on a copy of a state, all at its next revision. Throws etcd's errors. */
final class ModelTxn {
    private final ModelState before;
    private final TreeMap<Bytes, KeyValue> keys;
    private boolean changed;

    ModelTxn(ModelState before) {
        this.before = before;
        this.keys = new TreeMap<>(before.keys());
    }

    /** The state after the operations. */
    ModelState after() {
        return changed ? before.withKeys(revision(), keys) : before;
    }

    private long revision() {
        return changed ? before.revision() + 1 : before.revision();
    }

    PutResponse put(PutRequest put) {
        @Nullable KeyValue old = keys.get(put.key());
        if (old == null && (put.ignoreValue() || put.ignoreLease())) {
            throw EtcdError.KEY_NOT_FOUND.exception();
        }
        if (put.lease() != 0 && !before.leases().contains(put.lease())) {
            throw EtcdError.LEASE_NOT_FOUND.exception();
        }
        changed = true;
        Bytes value = old != null && put.ignoreValue() ? old.value() : put.value();
        long lease = old != null && put.ignoreLease() ? old.lease() : put.lease();
        long created = old == null ? revision() : old.createRevision();
        long version = old == null ? 1 : old.version() + 1;
        keys.put(put.key(), new KeyValue(put.key(), value, created, revision(), version, lease));
        return new PutResponse(revision(), put.prevKv() ? old : null);
    }

    DeleteRangeResponse delete(DeleteRangeRequest delete) {
        List<KeyValue> deleted = new ArrayList<>();
        for (KeyValue kv : keys.values()) {
            if (KeyRanges.contains(delete.key(), delete.rangeEnd(), kv.key())) {
                deleted.add(kv);
            }
        }
        for (KeyValue kv : deleted) {
            keys.remove(kv.key());
            changed = true;
        }
        return new DeleteRangeResponse(revision(), deleted.size(), delete.prevKv() ? List.copyOf(deleted) : List.of());
    }

    /** All comparisons, those of nested transactions too, look at the state before the outermost one. */
    TxnResponse txn(TxnRequest txn) {
        boolean succeeded = txn.compares().stream().allMatch(this::holds);
        List<OpResponse> responses = new ArrayList<>();
        for (Op op : succeeded ? txn.success() : txn.failure()) {
            responses.add(
                    switch (op) {
                        case PutRequest put -> put(put);
                        case DeleteRangeRequest delete -> delete(delete);
                        case RangeRequest range -> range(range);
                        case TxnRequest inner -> txn(inner);
                    });
        }
        return new TxnResponse(revision(), succeeded, List.copyOf(responses));
    }

    /** Of a past revision the keys are not known here: the newest stand for them. */
    private RangeResponse range(RangeRequest range) {
        before.checkReadable(range.revision());
        return ModelRange.read(revision(), keys.values(), range);
    }

    private boolean holds(Compare compare) {
        List<KeyValue> found = before.keys().values().stream()
                .filter(kv -> KeyRanges.contains(compare.key(), compare.rangeEnd(), kv.key()))
                .toList();
        if (found.isEmpty()) {
            return !(compare.target() instanceof Compare.Value)
                    && holds(compare, new KeyValue(compare.key(), Bytes.EMPTY, 0, 0, 0, 0));
        }
        return found.stream().allMatch(kv -> holds(compare, kv));
    }

    private static boolean holds(Compare compare, KeyValue kv) {
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
