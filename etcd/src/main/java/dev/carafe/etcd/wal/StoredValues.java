package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.mvcc.ValueSlot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a file that is being written has the larger values, so that they may leave the heap once it is whole. Small ones
 * stay: what says where a value is takes as much room. Belongs to one thread.
 */
final class StoredValues {
    /** Values below this length stay in the heap. */
    static final int BYTES_MIN = 256;

    private static final int CHUNK_BYTES = 256 * 1024;

    private final List<ValueSlot> slots = new ArrayList<>();
    private long[] offsets = new long[16];

    /** Notes that the file has a key's value at an offset. */
    void add(ValueSlot slot, long offset) {
        if (slot.kv().value().length() < BYTES_MIN) {
            return;
        }
        if (slots.size() == offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length + offsets.length / 2);
        }
        offsets[slots.size()] = offset;
        slots.add(slot);
    }

    /**
     * Writes the values of changes that are in the heap one behind the other, and notes them.
     *
     * @param first the revision of the first change
     * @return the bytes written
     */
    long writeTo(StorageFile file, MvccState state, long first) throws IOException {
        ByteSink sink = new ByteSink(2 * CHUNK_BYTES);
        long written = 0;
        for (long revision = first; revision <= state.revision(); revision++) {
            Change change = state.change(revision);
            for (int i = 0; i < change.size(); i++) {
                ValueSlot slot = change.slot(i);
                Bytes value = slot.kv().value();
                if (value.length() < BYTES_MIN || value.isStored()) {
                    continue;
                }
                add(slot, written + sink.length());
                sink.put(value);
                if (sink.length() >= CHUNK_BYTES) {
                    written += flush(sink, file, written);
                }
            }
        }
        return written + flush(sink, file, written);
    }

    private static int flush(ByteSink sink, StorageFile file, long offset) throws IOException {
        int length = sink.length();
        if (length > 0) {
            file.write(sink.written(), offset);
            sink.clear();
        }
        return length;
    }

    /** Moves all noted values to the file, unless it is null. */
    void moveTo(Bytes.@Nullable Storage file) {
        for (int i = 0; file != null && i < slots.size(); i++) {
            ValueSlot slot = slots.get(i);
            slot.move(Bytes.stored(file, offsets[i], slot.kv().value().length()));
        }
    }
}
