package dev.carafe.etcd.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Snapshots on their way between members: the bytes of a snapshot's file, in chunks. */
public final class SnapshotTransfer {
    private SnapshotTransfer() {}

    /** Takes the chunks in order. */
    public interface Sink {
        void take(ByteBuffer chunk) throws IOException;
    }

    /** Hands the snapshot to a sink, chunk by chunk. */
    public static void write(Snapshot snapshot, Sink sink) throws IOException {
        var _ = new SnapshotWriter(new SinkFile(sink), () -> {}).write(snapshot);
    }

    /** Collects the chunks in a file, which is there only until it is closed. Belongs to one thread. */
    public static final class Receiver implements Closeable {
        private final StorageDirectory directory;
        private final String name;
        private final StorageFile file;
        private long size;

        /** Begins a file of this name, in place of one that a crash has left. */
        public Receiver(StorageDirectory directory, String name) throws IOException {
            this.directory = directory;
            this.name = name;
            this.file = directory.create(name);
        }

        /** Takes the next chunk. */
        public void add(ByteBuffer chunk) throws IOException {
            int length = chunk.remaining();
            file.write(chunk, size);
            size += length;
        }

        /** Throws {@link CorruptException} unless the chunks are a whole snapshot. */
        public Snapshot finish() throws IOException {
            return new SnapshotReader(file).read();
        }

        @Override
        public void close() throws IOException {
            file.close();
            directory.delete(name);
        }
    }

    /** What a writer writes, from first to last byte, as it comes. */
    private record SinkFile(Sink sink) implements StorageFile {
        @Override
        public long size() throws IOException {
            throw new IOException("a snapshot on its way has no size yet");
        }

        @Override
        public void read(ByteBuffer into, long offset) throws IOException {
            throw new IOException("a snapshot on its way cannot be read");
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            sink.take(from);
        }

        @Override
        public void sync() {
            // the receiver makes it durable
        }

        @Override
        public void close() {
            // there is no file
        }
    }
}
