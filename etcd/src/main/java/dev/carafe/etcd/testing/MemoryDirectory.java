package dev.carafe.etcd.testing;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.wal.NoSpaceException;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.wal.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Files in memory that behave like a disk behind a cache: what was not synced may be lost, sector by sector, when the
 * power fails. Faults are switched on by the test. Safe for any thread.
 */
public final class MemoryDirectory implements StorageDirectory {
    private static final int SECTOR = 512;
    private static final int PAGE = 4096;

    private final Map<String, Content> files = new TreeMap<>();
    /** What the names are after each change that was not synced yet; the first entry is durable. */
    private final List<Map<String, Content>> names = new ArrayList<>(List.of(new TreeMap<>()));

    private Runnable beforeChange = () -> {};
    private long operationsLeft = Long.MAX_VALUE;
    private boolean syncFails;
    private boolean full;

    /**
     * Runs something before each change of a file or a name. When it throws, the change does not happen; of a write the
     * first pages may have happened then.
     */
    public synchronized void beforeEachChange(Runnable action) {
        beforeChange = action;
    }

    /** From now on only so many changes succeed; then every one fails, as if the power were gone. */
    public synchronized void dieAfter(long operations) {
        operationsLeft = operations;
    }

    public synchronized void failSyncs(boolean on) {
        syncFails = on;
    }

    /** While full, no file can grow. */
    public synchronized void fill(boolean on) {
        full = on;
    }

    /** What a machine finds after the power failed. */
    public synchronized MemoryDirectory afterPowerLoss(SplittableRandom random) {
        MemoryDirectory found = new MemoryDirectory();
        names.get(random.nextInt(names.size()))
                .forEach((name, content) -> found.files.put(name, content.lossy(random)));
        found.names.set(0, new TreeMap<>(found.files));
        return found;
    }

    /** What a machine finds after the process was killed: all that was written, of which some may still get lost. */
    public synchronized MemoryDirectory afterKill() {
        Map<Content, Content> copies = new HashMap<>();
        MemoryDirectory found = new MemoryDirectory();
        found.names.clear();
        for (Map<String, Content> state : names) {
            found.names.add(copy(state, copies));
        }
        found.files.putAll(copy(files, copies));
        return found;
    }

    private static Map<String, Content> copy(Map<String, Content> from, Map<Content, Content> copies) {
        Map<String, Content> copy = new TreeMap<>();
        from.forEach((name, content) -> copy.put(name, copies.computeIfAbsent(content, Content::copy)));
        return copy;
    }

    /** A copy with one file changed. */
    public synchronized MemoryDirectory with(String name, byte[] bytes) {
        MemoryDirectory copy = new MemoryDirectory();
        files.forEach((other, content) -> copy.files.put(other, new Content(content.bytes.clone())));
        copy.files.put(name, new Content(bytes));
        copy.names.set(0, new TreeMap<>(copy.files));
        return copy;
    }

    /** A file's bytes. */
    public synchronized byte[] bytes(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return content.bytes.clone();
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public synchronized StorageFile create(String name) throws IOException {
        change();
        Content content = new Content(new byte[0]);
        files.put(name, content);
        remember();
        return new OpenFile(content);
    }

    @Override
    public synchronized StorageFile open(String name) throws IOException {
        Content content = files.get(name);
        if (content == null) {
            throw new IOException("no file " + name);
        }
        return new OpenFile(content);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        change();
        Content content = files.remove(from);
        if (content == null) {
            throw new IOException("no file " + from);
        }
        files.put(to, content);
        remember();
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        change();
        files.remove(name);
        remember();
    }

    @Override
    public synchronized void sync() throws IOException {
        change();
        names.clear();
        remember();
    }

    private void remember() {
        names.add(new TreeMap<>(files));
    }

    private void change() throws IOException {
        beforeChange.run();
        if (operationsLeft <= 0) {
            throw new IOException("the power is gone");
        }
        operationsLeft--;
    }

    private static final class Content {
        private byte[] bytes;
        private byte[] durable;

        Content(byte[] bytes) {
            this.bytes = bytes;
            this.durable = bytes.clone();
        }

        Content copy() {
            Content copy = new Content(bytes.clone());
            copy.durable = durable.clone();
            return copy;
        }

        /** Each sector that differs is either as it was synced or as it was written. */
        Content lossy(SplittableRandom random) {
            byte[] found = Arrays.copyOf(durable, random.nextBoolean() ? bytes.length : durable.length);
            for (int at = 0; at < found.length; at += SECTOR) {
                int length = Math.min(SECTOR, found.length - at);
                if (at + length <= bytes.length && random.nextBoolean()) {
                    System.arraycopy(bytes, at, found, at, length);
                }
            }
            return new Content(found);
        }
    }

    private final class OpenFile implements StorageFile {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            synchronized (MemoryDirectory.this) {
                return content.bytes.length;
            }
        }

        @Override
        public void read(ByteBuffer into, long offset) {
            synchronized (MemoryDirectory.this) {
                int length = Math.min(into.remaining(), content.bytes.length - (int) offset);
                if (length > 0) {
                    into.put(content.bytes, (int) offset, length);
                }
            }
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            synchronized (MemoryDirectory.this) {
                boolean whole = false;
                try {
                    change();
                    whole = true;
                } finally {
                    if (!whole) {
                        putPages(from, (int) offset);
                    }
                }
                put(from, (int) offset);
            }
        }

        /** Half of a write: a kernel that is told to end a process stops behind a page. */
        private void putPages(ByteBuffer from, int offset) throws IOException {
            int end = (offset + from.remaining() / 2) / PAGE * PAGE;
            if (end > offset) {
                put(from.slice(from.position(), end - offset), offset);
            }
        }

        private void put(ByteBuffer from, int offset) throws IOException {
            int end = offset + from.remaining();
            if (end > content.bytes.length) {
                if (full) {
                    throw new NoSpaceException("disk full", new IOException("No space left on device"));
                }
                content.bytes = Arrays.copyOf(content.bytes, end);
            }
            from.get(content.bytes, offset, from.remaining());
        }

        @Override
        public void sync() throws IOException {
            synchronized (MemoryDirectory.this) {
                change();
                if (syncFails) {
                    throw new IOException("Input/output error");
                }
                content.durable = content.bytes.clone();
            }
        }

        @Override
        public Bytes.Storage mapped() {
            synchronized (MemoryDirectory.this) {
                byte[] bytes = content.bytes.clone();
                return (offset, into) -> System.arraycopy(bytes, (int) offset, into, 0, into.length);
            }
        }

        @Override
        public void close() {}
    }
}
