package dev.carafe.etcd.schema;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.bolt.BoltException;
import dev.carafe.etcd.mvcc.KeptHistory;
import dev.carafe.etcd.mvcc.MvccRestore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.proto.Kv;
import dev.carafe.etcd.rpc.ValueCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes the entries of the bucket of keys one after the other and makes a state of them. Where revisions are missing, as
 * after a restore that raised the revision, what was before them counts as compacted.
 */
final class KeyHistory {
    private static final byte SEPARATOR = '_';

    private long compactRevision;
    private long revision;
    /** Keys at the compact revision. */
    private final SortedMap<Bytes, KeyValue> base = new TreeMap<>();

    private List<KeyValue> atCompact = new ArrayList<>();
    /** What each revision after the compact one changed. */
    private final List<List<KeyValue>> changes = new ArrayList<>();

    /** Starts with nothing, compacted at a revision, 0 for never. */
    KeyHistory(long compactRevision) {
        this.compactRevision = compactRevision;
        this.revision = Math.max(compactRevision, 1);
    }

    /** The newest revision so far. */
    long revision() {
        return revision;
    }

    void add(Bytes name, Bytes value) throws BoltException {
        ByteBuffer parts = name.asByteBuffer();
        if (parts.remaining() < KeptHistory.NAME_BYTES || parts.get(Long.BYTES) != SEPARATOR) {
            throw new BoltException("an entry among the keys is no revision");
        }
        long main = parts.getLong(0);
        boolean tombstone = parts.remaining() > KeptHistory.NAME_BYTES;
        if (main < 1) {
            throw new BoltException("revision " + main + " cannot be");
        }
        KeyValue kv = keyValue(main, value, tombstone);
        if (main <= compactRevision) {
            addToBase(main, kv);
            return;
        }
        if (main > revision + 1) {
            compactEverything(main);
            addToBase(main, kv);
            return;
        }
        if (main == revision + 1) {
            changes.add(new ArrayList<>());
            revision = main;
        }
        if (!kv.key().isEmpty()) {
            changes.getLast().add(kv);
        }
    }

    /** Raises the revision, and counts all before as compacted. */
    void compactAt(long raised) {
        compactEverything(raised);
    }

    MvccState finish() {
        MvccRestore restore = new MvccRestore(compactRevision);
        base.values().forEach(restore::base);
        restore.baseDone();
        base.clear();
        if (compactRevision >= 2) {
            restore.change(atCompact);
        }
        changes.forEach(restore::change);
        return restore.finish();
    }

    private void addToBase(long main, KeyValue kv) {
        if (kv.key().isEmpty()) {
            return; // marks a raised revision and is no key
        }
        if (main == compactRevision) {
            atCompact.add(kv);
        }
        applyToBase(kv);
    }

    private void applyToBase(KeyValue kv) {
        if (kv.isTombstone()) {
            base.remove(kv.key());
        } else {
            base.put(kv.key(), kv);
        }
    }

    private void compactEverything(long at) {
        changes.forEach(change -> change.forEach(this::applyToBase));
        List<KeyValue> last = changes.isEmpty() ? atCompact : changes.getLast();
        atCompact = at == revision ? last : new ArrayList<>();
        changes.clear();
        compactRevision = at;
        revision = at;
    }

    private static KeyValue keyValue(long main, Bytes value, boolean tombstone) throws BoltException {
        Kv.KeyValue message;
        try {
            message = Kv.KeyValue.parseFrom(value.asByteBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new BoltException("the entry of revision " + main + " holds no key: " + e.getMessage());
        }
        Bytes key = ValueCodec.decode(message.getKey());
        if (tombstone) {
            return KeyValue.tombstone(key, main);
        }
        if (key.isEmpty()) {
            return KeyValue.tombstone(key, main);
        }
        if (message.getModRevision() != main || message.getVersion() < 1 || message.getCreateRevision() < 1) {
            throw new BoltException("the entry of revision " + main + " says that it is of " + message.getModRevision()
                    + ", version " + message.getVersion());
        }
        return new KeyValue(
                key,
                ValueCodec.decode(message.getValue()),
                message.getCreateRevision(),
                main,
                message.getVersion(),
                message.getLease());
    }
}
