package dev.carafe.etcd.wal;

import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.mvcc.ValueSlot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** Writes one snapshot; the layout is in the package's documentation. Belongs to one thread, used once. */
final class SnapshotWriter {
    static final String MAGIC = "CARAFESN";
    static final int VERSION = 4;
    static final int END = 0;
    static final int PUT = 1;
    static final int DELETE = 2;
    static final int IN_BASE = 3;

    private static final int CHUNK_BYTES = 256 * 1024;

    /** After so many bytes the disk has them: all at once would keep it from the log for as long as that takes. */
    private static final long SYNC_BYTES = 4L << 20;

    private final StorageFile file;
    private final ByteSink sink = new ByteSink(2 * CHUNK_BYTES);
    private final CRC32C crc = new CRC32C();
    private final StoredValues values = new StoredValues();
    private final Runnable rest;
    private long offset;
    private long synced;

    /**
     * What writes to a new file.
     *
     * @param rest called after each chunk
     */
    SnapshotWriter(StorageFile file, Runnable rest) {
        this.file = file;
        this.rest = rest;
    }

    /** Returns the number of bytes written, which are synced. */
    long write(Snapshot snapshot) throws IOException {
        MvccState state = snapshot.state();
        List<Lessor.Granted> leases = snapshot.leases();
        for (int i = 0; i < MAGIC.length(); i++) {
            sink.putByte(MAGIC.charAt(i));
        }
        sink.putInt(VERSION);
        sink.putInt(0);
        sink.putLong(snapshot.index());
        sink.putLong(state.revision());
        sink.putLong(state.compactRevision());
        sink.putVarint(leases.size());
        for (Lessor.Granted lease : leases) {
            sink.putLong(lease.id());
            sink.putVarint(lease.ttlSeconds());
            sink.putVarint(lease.remainingSeconds());
            sink.putVarint(lease.index());
            flushIfFull();
        }
        ControlCodec.encode(snapshot.control(), sink);
        sink.putVarint(snapshot.term());
        sink.putBytes(snapshot.membership().encode());
        writeBase(state);
        for (long revision = state.firstChange(); revision <= state.revision(); revision++) {
            writeChange(state, state.change(revision));
        }
        flush();
        sink.putInt((int) crc.getValue());
        flush();
        file.sync();
        return offset;
    }

    /** Where the file has the values, once it is written. */
    StoredValues values() {
        return values;
    }

    private void writeBase(MvccState state) throws IOException {
        if (state.compactRevision() > 0) {
            try {
                state.forEachSlotAt(state.compactRevision(), slot -> {
                    sink.putByte(PUT);
                    putKeyValue(slot);
                    try {
                        flushIfFull();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
        sink.putByte(END);
    }

    private void writeChange(MvccState state, Change change) throws IOException {
        sink.putVarint(change.size());
        for (int i = 0; i < change.size(); i++) {
            ValueSlot slot = change.slot(i);
            KeyValue kv = slot.kv();
            if (kv.isTombstone()) {
                sink.putByte(DELETE);
                sink.putBytes(kv.key());
            } else if (change.revision() == state.compactRevision()
                    && kv.equals(state.at(kv.key(), change.revision()))) {
                sink.putByte(IN_BASE);
                sink.putBytes(kv.key());
            } else {
                sink.putByte(PUT);
                putKeyValue(slot);
            }
            flushIfFull();
        }
    }

    private void putKeyValue(ValueSlot slot) {
        KeyValue kv = slot.kv();
        sink.putBytes(kv.key());
        sink.putBytes(kv.value());
        values.add(slot, offset + sink.length() - kv.value().length());
        sink.putVarint(kv.createRevision());
        sink.putVarint(kv.modRevision());
        sink.putVarint(kv.version());
        sink.putLong(kv.lease());
    }

    private void flushIfFull() throws IOException {
        if (sink.length() < CHUNK_BYTES) {
            return;
        }
        flush();
        if (offset - synced >= SYNC_BYTES) {
            file.sync();
            synced = offset;
        }
        rest.run();
    }

    private void flush() throws IOException {
        ByteBuffer written = sink.written();
        crc.update(written.duplicate());
        int length = written.remaining();
        file.write(written, offset);
        offset += length;
        sink.clear();
    }
}
