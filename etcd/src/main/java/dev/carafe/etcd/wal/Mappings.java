package dev.carafe.etcd.wal;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The mapped files of a directory, of which only so much stays in the process's memory: what is let go can be read again,
 * mostly from the system's cache. Safe for any thread.
 */
final class Mappings {
    /** As much as the system maps around a page that is missing (Linux {@code fault_around_bytes}). */
    private static final long BLOCK_BYTES = 64 << 10;

    private final long residentBytesMax;
    private final AtomicLong touchedBytes = new AtomicLong();
    /** Guarded by this object's monitor. */
    private final List<WeakReference<MemorySegment>> segments = new ArrayList<>();

    Mappings(long residentBytesMax) {
        this.residentBytesMax = residentBytesMax;
    }

    /**
     * All of a file as it is now. Unmapped by the collector once nobody holds it; until then a deleted file keeps its room
     * on the disk.
     */
    Bytes.Storage map(FileChannel channel) throws IOException {
        MemorySegment segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
        synchronized (this) {
            segments.removeIf(known -> known.refersTo(null));
            segments.add(new WeakReference<>(segment));
        }
        return new Mapping(segment);
    }

    private void touched(long bytes) {
        if (touchedBytes.addAndGet(bytes) < residentBytesMax) {
            return;
        }
        synchronized (this) {
            if (touchedBytes.get() < residentBytesMax) {
                return; // another thread was first
            }
            touchedBytes.set(0);
            for (WeakReference<MemorySegment> known : segments) {
                MemorySegment segment = known.get();
                if (segment != null) {
                    segment.unload();
                }
            }
        }
    }

    private final class Mapping implements Bytes.Storage {
        private final MemorySegment bytes;
        /** The block last read; racy, since a wrong one only counts a block twice. */
        private long lastBlock = -1;

        Mapping(MemorySegment bytes) {
            this.bytes = bytes;
        }

        @Override
        public void read(long offset, byte[] into) {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, into, 0, into.length);
            long block = (offset + into.length) / BLOCK_BYTES;
            if (block != lastBlock) {
                lastBlock = block;
                touched(Math.max(BLOCK_BYTES, into.length));
            }
        }
    }
}
