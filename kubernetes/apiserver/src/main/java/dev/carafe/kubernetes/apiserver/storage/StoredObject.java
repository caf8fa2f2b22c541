package dev.carafe.kubernetes.apiserver.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.etcd.Bytes;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One version of one object: its bytes as every reader gets them, and, while somebody uses it, its tree.
 *
 * <p>The store keeps an object without its resource version, which is the store's revision. Where it keeps JSON, the version is
 * spliced in behind the beginning of the metadata, so that no read decodes. Immutable; the tree is shared by all who look at this version, and made
 * again when nobody has held it for a while. What came in a list of the store is read from its bytes when somebody looks at it first.
 */
public final class StoredObject {
    private static final byte[] METADATA = "\"metadata\":{".getBytes(UTF_8);
    private static final byte[] FIELD = "\"resourceVersion\":\"".getBytes(UTF_8);

    /** From how many objects on reading them is worth the hand-over to other processors. */
    private static final int PARALLEL_MIN = 100;

    private static final SoftReference<byte @Nullable []> NOT_ASKED_FOR = new SoftReference<>(null);

    private static final SoftReference<@Nullable Row> NOT_PRINTED = new SoftReference<>(null);

    private final String key;
    private final long revision;

    /** Null until the bytes of the store have been read. */
    private volatile byte @Nullable [] json;

    /** What the store has, where nobody has read it yet. Goes once {@link #json} is there. */
    private volatile @Nullable Unread unread;

    /** About how many bytes it keeps; the same all its life, so that those who count can do so. */
    private final int size;

    private volatile WeakReference<@Nullable Struct> tree;

    /** Made when the first reader asks for it, and kept as long as memory is plenty. */
    private volatile SoftReference<byte @Nullable []> protobuf = NOT_ASKED_FOR;

    /** Its row for the last kind of reader that asked for one. */
    private volatile SoftReference<@Nullable Row> row = NOT_PRINTED;

    /** How the last other reader but those of the stored version saw it. */
    private volatile @Nullable View view;

    private StoredObject(String key, long revision, byte[] json, @Nullable Struct tree) {
        this.key = key;
        this.revision = revision;
        this.json = json;
        this.size = json.length;
        this.tree = new WeakReference<>(tree);
    }

    private StoredObject(String key, long revision, Unread unread) {
        this.key = key;
        this.revision = revision;
        this.unread = unread;
        this.size = unread.bytes.length();
        this.tree = new WeakReference<>(null);
    }

    /** An object's bytes in the store, and who can read them. */
    private record Unread(Bytes bytes, Serializer serializer) {}

    /**
     * An object that is read from the store's bytes when somebody looks at it. Where they hold none, that is when
     * {@link UnreadableObjectException} is thrown.
     *
     * @param stored in memory, and there to stay
     */
    static StoredObject ofUnread(String key, long revision, Bytes stored, Serializer serializer) {
        return new StoredObject(key, revision, new Unread(stored, serializer));
    }

    /**
     * An object of the store's bytes.
     *
     * @throws UnreadableObjectException where they hold none
     */
    static StoredObject ofBytes(String key, long revision, byte[] stored, Serializer serializer) {
        try {
            Struct tree = serializer.decode(stored);
            return tree == null ? ofStored(key, revision, stored) : ofTree(key, revision, tree);
        } catch (IllegalArgumentException e) {
            throw new UnreadableObjectException(key, revision, e);
        }
    }

    /** An object that the store has in JSON. */
    static StoredObject ofStored(String key, long revision, byte[] stored) {
        int at = metadataStart(stored);
        if (at < 0) {
            return ofTree(key, revision, decode(key, revision, stored));
        }
        byte[] number = Long.toString(revision).getBytes(UTF_8);
        boolean empty = stored[at] == '}';
        byte[] json = new byte[stored.length + FIELD.length + number.length + (empty ? 1 : 2)];
        int to = copy(stored, 0, at, json, 0);
        to = copy(FIELD, 0, FIELD.length, json, to);
        to = copy(number, 0, number.length, json, to);
        json[to++] = '"';
        if (!empty) {
            json[to++] = ',';
        }
        copy(stored, at, stored.length, json, to);
        return new StoredObject(key, revision, json, null);
    }

    /** An object made of a tree, whatever resource version that names. */
    public static StoredObject ofTree(String key, long revision, Struct tree) {
        Struct.Builder metadata = Struct.builder().put("resourceVersion", Long.toString(revision));
        Struct own = tree.struct("metadata");
        if (own != null) {
            metadata.putAll(own.without("resourceVersion"));
        }
        Struct versioned = withMetadata(tree, metadata.build());
        return new StoredObject(key, revision, Json.encode(versioned), versioned);
    }

    /** What the store keeps of a tree in JSON: no resource version. */
    static byte[] toStored(Struct tree) {
        Struct metadata = tree.struct("metadata");
        return Json.encode(withMetadata(tree, metadata == null ? Struct.EMPTY : metadata.without("resourceVersion")));
    }

    /** A tree with other metadata: kind and version first, then these, then the rest. */
    private static Struct withMetadata(Struct tree, Struct metadata) {
        Struct.Builder builder = Struct.builder();
        Object kind = tree.get("kind");
        Object apiVersion = tree.get("apiVersion");
        if (kind != null) {
            builder.put("kind", kind);
        }
        if (apiVersion != null) {
            builder.put("apiVersion", apiVersion);
        }
        builder.put("metadata", metadata);
        tree.forEach((name, value) -> {
            if (!builder.has(name)) {
                builder.put(name, value);
            }
        });
        return builder.build();
    }

    /** Where the fields of the object's own metadata begin: only kind and version, which hold no brace, come before. */
    private static int metadataStart(byte[] stored) {
        for (int i = 1; i + METADATA.length < stored.length; i++) {
            if (stored[i] == '{') {
                return -1;
            }
            if (stored[i] == '"' && Arrays.equals(stored, i, i + METADATA.length, METADATA, 0, METADATA.length)) {
                return i + METADATA.length;
            }
        }
        return -1;
    }

    /** Whether kind and version, and nothing else, come before the metadata. */
    private static boolean startsWithTypes(byte[] json, int end) {
        int commas = 0;
        for (int i = 0; i < end; i++) {
            commas += json[i] == ',' ? 1 : 0;
        }
        return commas == 2;
    }

    private static int copy(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }

    private static Struct decode(String key, long revision, byte[] json) {
        try {
            return Json.decodeStruct(json);
        } catch (MalformedJsonException e) {
            throw new UnreadableObjectException(key, revision, e);
        }
    }

    /** The bytes that every reader gets, read from those of the store where nobody has done so. */
    private byte[] bytes() {
        byte[] known = json;
        if (known != null) {
            return known;
        }
        Unread source = unread;
        if (source != null) {
            StoredObject read = ofBytes(key, revision, source.bytes.toByteArray(), source.serializer);
            tree = read.tree;
            json = read.bytes();
            unread = null;
        }
        return Objects.requireNonNull(
                json); // another thread has read it, and put the bytes there before it took away the source
    }

    /**
     * Reads the objects that nobody has looked at, by several processors where they are many: for those who are about to
     * look at all of them.
     *
     * @throws UnreadableObjectException where the store holds none at a key
     */
    public static void readAll(List<StoredObject> objects) {
        List<StoredObject> left =
                objects.stream().filter(object -> object.json == null).toList();
        (left.size() < PARALLEL_MIN ? left.stream() : left.parallelStream()).forEach(StoredObject::bytes);
    }

    public String key() {
        return key;
    }

    /** The store's revision that wrote this version: the object's resource version. */
    public long revision() {
        return revision;
    }

    /** The object as JSON, resource version included; a view of the shared bytes. */
    public ByteBuffer json() {
        return ByteBuffer.wrap(bytes()).asReadOnlyBuffer();
    }

    /**
     * The object as JSON without kind and version, as the items of a list are shown: the rest of the shared bytes behind
     * the opening brace, which the caller writes.
     */
    public ByteBuffer untypedRest() {
        byte[] json = bytes();
        int at = metadataStart(json);
        if (at < 0 || !startsWithTypes(json, at)) {
            byte[] bare = Json.encode(tree().without("kind").without("apiVersion"));
            return ByteBuffer.wrap(bare, 1, bare.length - 1).asReadOnlyBuffer();
        }
        int from = at - METADATA.length;
        return ByteBuffer.wrap(json, from, json.length - from).asReadOnlyBuffer();
    }

    /** The object's metadata as JSON: a view of the shared bytes. */
    public ByteBuffer metadata() {
        byte[] json = bytes();
        int at = metadataStart(json);
        if (at < 0) {
            Struct metadata = tree().struct("metadata");
            return ByteBuffer.wrap(Json.encode(metadata == null ? Struct.EMPTY : metadata));
        }
        return ByteBuffer.wrap(json, at - 1, endOfObject(json, at - 1) - (at - 1))
                .asReadOnlyBuffer();
    }

    /** Behind the brace that closes the one at a position of well-formed JSON. */
    private static int endOfObject(byte[] json, int start) {
        int depth = 0;
        boolean text = false;
        for (int at = start; at < json.length; at++) {
            switch (json[at]) {
                case '"' -> text = !text;
                case '\\' -> at++; // only texts have it
                case '{' -> depth += text ? 0 : 1;
                case '}' -> depth -= text ? 0 : 1;
                default -> {}
            }
            if (depth == 0) {
                return at + 1;
            }
        }
        throw new IllegalStateException("an object that does not end");
    }

    /** About how many bytes it keeps: those of {@link #json}, or those in the store where nobody had read it yet. */
    public int size() {
        return size;
    }

    /** The object's tree. */
    public Struct tree() {
        Struct known = tree.get();
        if (known == null) {
            bytes();
            known = tree.get(); // reading the bytes may just have made it
        }
        if (known == null) {
            known = decode(key, revision, bytes());
            tree = new WeakReference<>(known);
        }
        return known;
    }

    /**
     * The object as a protobuf message, resource version included: shared bytes, which nobody may change.
     *
     * @param encoder makes them of the tree, the same whoever asks
     */
    public byte[] protobuf(Function<Struct, byte[]> encoder) {
        byte[] known = protobuf.get();
        if (known == null) {
            known = encoder.apply(tree());
            protobuf = new SoftReference<>(known);
        }
        return known;
    }

    /**
     * The row of a table that tells of an object.
     *
     * @param printer who made it
     */
    private record Row(Object printer, List<Object> cells) {}

    /**
     * The object's row of a table: made when the first reader asks for it, and kept as long as memory is plenty and no other printer is
     * asked.
     *
     * @param printer who makes it: the same one must always make the same of the same tree
     * @param cells makes it of the tree
     */
    @SuppressWarnings("ReferenceEquality") // printers of the same kind may be of another version of its definition
    public List<Object> cells(Object printer, Function<Struct, List<Object>> cells) {
        Row known = row.get();
        if (known == null || known.printer != printer) {
            known = new Row(printer, List.copyOf(cells.apply(tree())));
            row = new SoftReference<>(known);
        }
        return known.cells;
    }

    /**
     * What the readers of another version see of an object.
     *
     * @param viewer who they are
     * @param object what they see, kept as long as memory is plenty; null where it is the object itself
     */
    private record View(Object viewer, @Nullable SoftReference<StoredObject> object) {}

    /**
     * The object as the readers of another version see it; itself where they see it as it is. Made when the first of them
     * looks, and kept as long as no others do.
     *
     * @param viewer who they are: the same one must always see the same
     * @param conversion from this object's tree to theirs
     */
    @SuppressWarnings(
            "ReferenceEquality") // whether the conversion had nothing to do; comparing would cost as much as it
    public StoredObject seenBy(Object viewer, UnaryOperator<Struct> conversion) {
        View known = view;
        if (known != null && known.viewer.equals(viewer)) {
            if (known.object == null) {
                return this;
            }
            StoredObject kept = known.object.get();
            if (kept != null) {
                return kept;
            }
        }
        Struct own = tree();
        Struct seen = conversion.apply(own);
        if (seen == own) {
            view = new View(viewer, null);
            return this;
        }
        StoredObject other = new StoredObject(key, revision, Json.encode(seen), seen);
        other.view = new View(viewer, null);
        view = new View(viewer, new SoftReference<>(other));
        return other;
    }

    /** Whether {@link #seenBy} has at hand what a viewer sees. */
    public boolean isSeenBy(Object viewer) {
        View known = view;
        return known != null && known.viewer.equals(viewer) && (known.object == null || known.object.get() != null);
    }

    /** The same content at another revision, as a delete event shows the object that it deleted. */
    public StoredObject atRevision(long other) {
        byte[] old = ("\"resourceVersion\":\"" + revision + "\"").getBytes(UTF_8);
        byte[] json = bytes();
        int at = metadataStart(json);
        if (at < 0 || !Arrays.equals(json, at, Math.min(json.length, at + old.length), old, 0, old.length)) {
            return ofTree(key, other, tree());
        }
        byte[] number = ("\"resourceVersion\":\"" + other + "\"").getBytes(UTF_8);
        byte[] changed = new byte[json.length - old.length + number.length];
        int to = copy(json, 0, at, changed, 0);
        to = copy(number, 0, number.length, changed, to);
        copy(json, at + old.length, json.length, changed, to);
        return new StoredObject(key, other, changed, null);
    }
}
