package dev.carafe.etcd.bolt;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a file that nobody writes meanwhile. */
public final class BoltReader {
    private static final int PAGE_BYTES_MIN = 1024;
    private static final int PAGE_BYTES_MAX = 16 << 20;
    private static final int BUCKET_BYTES = 16;

    /** Deeper than any tree of pages with two children can be. */
    private static final int DEPTH_MAX = 64;

    /** Takes what is found. */
    @FunctionalInterface
    public interface Visitor {
        void entry(Bytes key, Bytes value) throws IOException;
    }

    private final BoltSource source;
    private final long size;
    private final BoltMeta meta;
    private final SortedMap<Bytes, Bytes> buckets = new TreeMap<>();

    private BoltReader(BoltSource source, long size, BoltMeta meta) {
        this.source = source;
        this.size = size;
        this.meta = meta;
    }

    /** Finds the newer whole head of a file, and its buckets. */
    public static BoltReader open(BoltSource source) throws IOException {
        long size = source.size();
        @Nullable BoltMeta first = metaAt(source, 0, PAGE_BYTES_MIN);
        @Nullable BoltMeta second = null;
        if (first != null) {
            second = metaAt(source, first.pageSize(), first.pageSize());
        }
        for (int pageSize = PAGE_BYTES_MIN;
                first == null && second == null && pageSize <= PAGE_BYTES_MAX;
                pageSize *= 2) {
            second = metaAt(source, pageSize, pageSize);
            if (second != null && second.pageSize() != pageSize) {
                second = null;
            }
        }
        BoltMeta meta = newer(first, second);
        if (meta.pages() < 2 || meta.pages() > Integer.MAX_VALUE || meta.pages() > size / meta.pageSize()) {
            throw new BoltException("the file has " + size + " bytes, which is too short for its " + meta.pages()
                    + " pages of " + meta.pageSize() + " bytes");
        }
        BoltReader reader = new BoltReader(source, size, meta);
        reader.readBuckets();
        return reader;
    }

    private static @Nullable BoltMeta metaAt(BoltSource source, long offset, int pageSize) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BoltPage.HEADER_BYTES + BoltMeta.BYTES);
        source.read(bytes, offset);
        @Nullable
        BoltMeta meta = bytes.flip().limit() < BoltPage.HEADER_BYTES
                ? null
                : BoltMeta.decode(bytes.position(BoltPage.HEADER_BYTES));
        boolean usable = meta != null
                && meta.pageSize() >= Math.min(pageSize, PAGE_BYTES_MIN)
                && meta.pageSize() <= PAGE_BYTES_MAX
                && Integer.bitCount(meta.pageSize()) == 1;
        return usable ? meta : null;
    }

    private static BoltMeta newer(@Nullable BoltMeta first, @Nullable BoltMeta second) throws BoltException {
        if (first == null && second == null) {
            throw new BoltException("no bbolt file: neither of its heads is whole");
        }
        if (first == null || (second != null && second.txid() > first.txid())) {
            return Objects.requireNonNull(second);
        }
        return first;
    }

    /** The names of all buckets, in order. */
    public List<Bytes> buckets() {
        return List.copyOf(buckets.keySet());
    }

    /** Bytes of the file that are in use or free for use, as bbolt tells its size. */
    public long sizeBytes() {
        return meta.pages() * meta.pageSize();
    }

    /** Visits all entries of a bucket in the order of their keys, but buckets in it; nothing when there is no such bucket. */
    public void forEach(Bytes bucket, Visitor visitor) throws IOException {
        @Nullable Bytes head = buckets.get(bucket);
        if (head == null) {
            return;
        }
        ByteBuffer bytes = head.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < BUCKET_BYTES) {
            throw new BoltException("bucket " + bucket + " is cut short");
        }
        long root = bytes.getLong(0);
        Walk walk = new Walk((key, value, isBucket) -> {
            if (!isBucket) {
                visitor.entry(key, value);
            }
        });
        if (root == 0) {
            walk.leaf(new BoltPage(0, bytes.position(BUCKET_BYTES)));
        } else {
            walk.page(root, 0);
        }
    }

    /** All entries of a bucket that has few. */
    public NavigableMap<Bytes, Bytes> entries(Bytes bucket) throws IOException {
        NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
        forEach(bucket, entries::put);
        return Collections.unmodifiableNavigableMap(entries);
    }

    private void readBuckets() throws IOException {
        List<Bytes> others = new ArrayList<>();
        new Walk((name, value, isBucket) -> {
                    if (isBucket) {
                        buckets.put(name, value);
                    } else {
                        others.add(name);
                    }
                })
                .page(meta.root(), 0);
        if (!others.isEmpty()) {
            throw new BoltException("the root holds an entry that is no bucket: " + others.getFirst());
        }
    }

    private BoltPage read(long id) throws IOException {
        if (id < 2 || id >= meta.pages()) {
            throw new BoltException("there is no page " + id + " among " + meta.pages());
        }
        long offset = id * meta.pageSize();
        ByteBuffer head = ByteBuffer.allocate(BoltPage.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        source.read(head, offset);
        long written = head.hasRemaining() ? -1 : head.getLong(0);
        if (written != id) {
            throw new BoltException("page " + id + " says that it is page " + written);
        }
        long bytes = (Integer.toUnsignedLong(head.getInt(12)) + 1) * meta.pageSize();
        if (bytes > Integer.MAX_VALUE || bytes > size - offset) {
            throw new BoltException("page " + id + " runs past the end of the file");
        }
        ByteBuffer page = ByteBuffer.allocate((int) bytes);
        source.read(page, offset);
        return new BoltPage(id, page.flip());
    }

    @FunctionalInterface
    private interface ElementVisitor {
        void element(Bytes key, Bytes value, boolean isBucket) throws IOException;
    }

    /** One way through one bucket; checks that each page comes once and that the keys are in order. */
    private final class Walk {
        private final ElementVisitor visitor;
        private final BitSet seen = new BitSet();
        private @Nullable Bytes last;

        Walk(ElementVisitor visitor) {
            this.visitor = visitor;
        }

        void page(long id, int depth) throws IOException {
            if (depth > DEPTH_MAX) {
                throw new BoltException("the tree of page " + id + " is too deep");
            }
            BoltPage page = read(id);
            if (seen.get((int) id)) {
                throw new BoltException("page " + id + " is in the tree twice");
            }
            seen.set((int) id);
            if (page.isLeaf()) {
                leaf(page);
                return;
            }
            if (page.count() == 0) {
                throw new BoltException("page " + id + " is a branch without children");
            }
            for (int i = 0; i < page.count(); i++) {
                page(page.child(i), depth + 1);
            }
        }

        void leaf(BoltPage page) throws IOException {
            if (!page.isLeaf()) {
                throw new BoltException("a bucket in its parent's page is no leaf");
            }
            for (int i = 0; i < page.count(); i++) {
                Bytes key = page.leafKey(i);
                if (last != null && last.compareTo(key) >= 0) {
                    throw new BoltException("keys are out of order");
                }
                last = key;
                visitor.element(key, page.leafValue(i), page.isBucket(i));
            }
        }
    }
}
