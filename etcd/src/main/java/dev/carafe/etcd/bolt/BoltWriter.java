package dev.carafe.etcd.bolt;

import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a file, bucket after bucket: {@link #beginBucket}, its entries in the order of their keys, {@link #endBucket}; and
 * {@link #finish} at last. Keeps one page and the first key of each page in memory.
 */
public final class BoltWriter {
    /** Bytes of a page; etcd's on most machines. */
    public static final int PAGE_BYTES = 4096;

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int FIRST_PAGE = 2;
    private static final int COUNT_MAX = 0xffff - 1;

    /** A page written, by the first key in or below it. */
    private record Child(Bytes firstKey, long page) {}

    /** An element waiting for its page. */
    private record Element(int flags, Bytes key, Bytes value, long page) {
        int sizeBytes() {
            return BoltPage.ELEMENT_BYTES + key.length() + value.length();
        }
    }

    private final BoltSink sink;
    private final SortedMap<Bytes, Bytes> buckets = new TreeMap<>();
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long nextPage = FIRST_PAGE;
    private long offset = (long) FIRST_PAGE * PAGE_BYTES;

    private @Nullable Bytes bucket;
    private @Nullable Bytes lastKey;
    private final List<Element> elements = new ArrayList<>();
    private int elementsBytes = BoltPage.HEADER_BYTES;
    private List<Child> leaves = new ArrayList<>();

    public BoltWriter(BoltSink sink) {
        this.sink = sink;
    }

    public void beginBucket(Bytes name) {
        if (bucket != null || name.isEmpty() || buckets.containsKey(name)) {
            throw new IllegalStateException("bucket " + name + " cannot begin here");
        }
        bucket = name;
        lastKey = null;
    }

    /** Adds an entry, whose key comes after the one before. */
    public void put(Bytes key, Bytes value) throws IOException {
        if (bucket == null || (lastKey != null && lastKey.compareTo(key) >= 0)) {
            throw new IllegalStateException("key " + key + " is out of order");
        }
        lastKey = key;
        add(new Element(0, key, value, 0), BoltPage.LEAF, leaves);
    }

    public void endBucket() throws IOException {
        if (bucket == null) {
            throw new IllegalStateException("no bucket has begun");
        }
        buckets.put(bucket, bucketValue(endTree()));
        bucket = null;
    }

    /** Ends the file; returns its size in bytes. Making it durable is the caller's. */
    public long finish() throws IOException {
        if (bucket != null) {
            throw new IllegalStateException("bucket " + bucket + " has not ended");
        }
        for (var each : buckets.entrySet()) {
            add(new Element(BoltPage.BUCKET, each.getKey(), each.getValue(), 0), BoltPage.LEAF, leaves);
        }
        if (buckets.isEmpty()) {
            leaves.add(new Child(Bytes.EMPTY, writePage(BoltPage.LEAF, List.of(), BoltPage.HEADER_BYTES)));
        }
        long root = endTree();
        long freelist = nextPage;
        writePage(BoltPage.FREELIST, List.of(), PAGE_BYTES);
        flushChunk();
        writeMetas(root, freelist);
        return nextPage * PAGE_BYTES;
    }

    private void writeMetas(long root, long freelist) throws IOException {
        ByteBuffer heads = ByteBuffer.allocate(2 * PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 2; i++) {
            heads.position(i * PAGE_BYTES);
            putHeader(heads, i, BoltPage.META, 0, 0);
            new BoltMeta(PAGE_BYTES, root, freelist, nextPage, i).encode(heads);
        }
        sink.write(heads.position(0), 0);
    }

    /** Writes what waits and the branches above; returns the root, 0 when there was no entry. */
    private long endTree() throws IOException {
        flush(BoltPage.LEAF, leaves);
        List<Child> level = leaves;
        leaves = new ArrayList<>();
        if (level.isEmpty()) {
            return 0;
        }
        while (level.size() > 1) {
            List<Child> above = new ArrayList<>();
            for (Child child : level) {
                add(new Element(0, child.firstKey, Bytes.EMPTY, child.page), BoltPage.BRANCH, above);
            }
            flush(BoltPage.BRANCH, above);
            level = above;
        }
        return level.getFirst().page;
    }

    private static Bytes bucketValue(long root) {
        int bytes = root == 0 ? 2 * BoltPage.HEADER_BYTES : BoltPage.HEADER_BYTES;
        ByteBuffer value = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        value.putLong(root).putLong(0);
        if (root == 0) {
            putHeader(value, 0, BoltPage.LEAF, 0, 0);
        }
        return Bytes.wrap(value.array());
    }

    private void add(Element element, int kind, List<Child> written) throws IOException {
        boolean full = elementsBytes + (long) element.sizeBytes() > PAGE_BYTES || elements.size() == COUNT_MAX;
        // Of branches two at least go into a page, or there would be no end of levels.
        if (full && elements.size() >= (kind == BoltPage.BRANCH ? 2 : 1)) {
            flush(kind, written);
        }
        elements.add(element);
        elementsBytes = Math.addExact(elementsBytes, element.sizeBytes());
    }

    private void flush(int kind, List<Child> written) throws IOException {
        if (elements.isEmpty()) {
            return;
        }
        written.add(new Child(elements.getFirst().key, writePage(kind, elements, elementsBytes)));
        elements.clear();
        elementsBytes = BoltPage.HEADER_BYTES;
    }

    private long writePage(int kind, List<Element> content, int bytes) throws IOException {
        int pages = Math.ceilDiv(bytes, PAGE_BYTES);
        long id = nextPage;
        nextPage += pages;
        int all = Math.multiplyExact(pages, PAGE_BYTES);
        if (chunk.remaining() < all) {
            flushChunk();
        }
        ByteBuffer page = all <= chunk.capacity() ? chunk.slice(chunk.position(), all) : ByteBuffer.allocate(all);
        page.order(ByteOrder.LITTLE_ENDIAN);
        fill(page, id, kind, content, pages - 1);
        page.put(new byte[page.remaining()]);
        if (all <= chunk.capacity()) {
            chunk.position(chunk.position() + all);
        } else {
            sink.write(page.flip(), offset);
            offset += all;
        }
        return id;
    }

    private static void fill(ByteBuffer page, long id, int kind, List<Element> content, int overflow) {
        putHeader(page, id, kind, content.size(), overflow);
        int data = content.size() * BoltPage.ELEMENT_BYTES;
        for (int i = 0; i < content.size(); i++) {
            Element element = content.get(i);
            int position = data - i * BoltPage.ELEMENT_BYTES;
            if (kind == BoltPage.BRANCH) {
                page.putInt(position).putInt(element.key.length()).putLong(element.page);
            } else {
                page.putInt(element.flags).putInt(position);
                page.putInt(element.key.length()).putInt(element.value.length());
            }
            data += element.key.length() + element.value.length();
        }
        for (Element element : content) {
            element.key.writeTo(page);
            element.value.writeTo(page);
        }
    }

    private static void putHeader(ByteBuffer to, long id, int flags, int count, int overflow) {
        to.putLong(id).putShort((short) flags).putShort((short) count).putInt(overflow);
    }

    private void flushChunk() throws IOException {
        chunk.flip();
        int length = chunk.remaining();
        if (length > 0) {
            sink.write(chunk, offset);
            offset += length;
        }
        chunk.clear();
    }
}
