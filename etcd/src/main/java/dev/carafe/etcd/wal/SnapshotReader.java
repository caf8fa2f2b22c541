package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.mvcc.MvccRestore;
import dev.carafe.etcd.state.ControlState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads one snapshot back. Belongs to one thread, used once. */
final class SnapshotReader {
    private final SnapshotSource from;

    SnapshotReader(StorageFile file) throws IOException {
        this.from = new SnapshotSource(file);
    }

    /** Throws {@link CorruptException} unless every byte is as it was written. */
    Snapshot read() throws IOException {
        for (int i = 0; i < SnapshotWriter.MAGIC.length(); i++) {
            check(from.getByte() == SnapshotWriter.MAGIC.charAt(i), "no snapshot");
        }
        long version = from.getLong();
        check(version >= 1 && version <= SnapshotWriter.VERSION, "unknown version");
        long index = from.getLong();
        long revision = from.getLong();
        long compactRevision = from.getLong();
        check(revision >= 1 && compactRevision >= 0 && compactRevision <= revision, "impossible revisions");
        List<Lessor.Granted> leases = new ArrayList<>();
        for (int left = from.getCount(); left > 0; left--) {
            long id = from.getLong();
            long ttlSeconds = from.getVarint();
            leases.add(
                    version < 4
                            ? new Lessor.Granted(id, ttlSeconds)
                            : new Lessor.Granted(id, ttlSeconds, from.getVarint(), from.getVarint()));
        }
        ControlState control = version == 1 ? ControlState.empty() : ControlCodec.decodeState(from);
        long term = version < 3 ? 0 : from.getVarint();
        Membership membership = version < 3 ? Membership.EMPTY : membership(from.getBytes());
        MvccRestore restore = new MvccRestore(compactRevision);
        Bytes last = Bytes.EMPTY;
        while (from.getByte() == SnapshotWriter.PUT) {
            KeyValue kv = getKeyValue();
            check(last.compareTo(kv.key()) < 0, "keys are out of order");
            check(kv.modRevision() <= compactRevision, "a change from after the compact revision in the base");
            last = kv.key();
            restore.base(kv);
        }
        restore.baseDone();
        for (long at = Math.max(compactRevision, 2); at <= revision; at++) {
            restore.change(getChange(at, restore));
        }
        from.checkEnd();
        return new Snapshot(index, restore.finish(), leases, control, term, membership);
    }

    private static Membership membership(Bytes bytes) throws CorruptException {
        try {
            return Membership.decode(bytes);
        } catch (IllegalArgumentException e) {
            throw new CorruptException(String.valueOf(e.getMessage()));
        }
    }

    private List<KeyValue> getChange(long revision, MvccRestore restore) throws IOException {
        int count = from.getCount();
        List<KeyValue> kvs = new ArrayList<>(Math.min(count, 16));
        for (int left = count; left > 0; left--) {
            int tag = from.getByte();
            switch (tag) {
                case SnapshotWriter.PUT -> {
                    KeyValue kv = getKeyValue();
                    check(kv.modRevision() == revision, "a change of another revision");
                    kvs.add(kv);
                }
                case SnapshotWriter.DELETE -> kvs.add(KeyValue.tombstone(from.getBytes(), revision));
                case SnapshotWriter.IN_BASE -> {
                    KeyValue kv = restore.inBase(from.getBytes());
                    check(kv != null, "a key is not in the base");
                    kvs.add(Objects.requireNonNull(kv));
                }
                default -> throw new CorruptException("unknown tag " + tag);
            }
        }
        return kvs;
    }

    private KeyValue getKeyValue() throws IOException {
        Bytes key = from.getBytes();
        Bytes value = from.getValue();
        long createRevision = from.getVarint();
        long modRevision = from.getVarint();
        long version = from.getVarint();
        check(createRevision >= 1 && createRevision <= modRevision && version >= 1, "impossible revisions of a key");
        return new KeyValue(key, value, createRevision, modRevision, version, from.getLong());
    }

    private static void check(boolean holds, String otherwise) throws CorruptException {
        if (!holds) {
            throw new CorruptException(otherwise);
        }
    }
}
