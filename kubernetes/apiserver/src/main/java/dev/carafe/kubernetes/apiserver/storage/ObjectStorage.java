package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.ResourceMetrics;
import dev.carafe.kubernetes.apiserver.metrics.StorageMetrics;
import dev.carafe.kubernetes.apiserver.metrics.StoreOperation;
import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.span.Spans;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Objects of any resource in the store. Each write is one transaction, guarded by the object's revision. */
public final class ObjectStorage {
    /** How many objects a list reads at once, at most: all of a large store at once would be more than one answer can hold. */
    static final int READ_MAX = 10_000;

    /** How many it reads at first, when nothing is known of their size yet. */
    private static final int READ_FIRST = 500;

    /** About how many bytes it reads at once from then on. */
    static final long READ_BYTES = 16L << 20;

    private final Store store;
    private final StorageKeys keys;
    private final EventLeases leases;
    private final Serializer serializer;
    private final RecentObjects recent;
    private final KeptObjects kept;
    private final StorageCodec codec;
    private final Spans spans;
    private final ResourceMetrics metrics;

    /** Objects as they lie in the store, in the form that a serializer gives them there. */
    public ObjectStorage(Store store, StorageKeys keys, EventLeases leases, Serializer serializer) {
        this(store, keys, leases, serializer, Spans.NONE);
    }

    /** The same, of which spans tell. */
    public ObjectStorage(Store store, StorageKeys keys, EventLeases leases, Serializer serializer, Spans spans) {
        this(
                store,
                keys,
                leases,
                serializer,
                new RecentObjects(),
                KeptObjects.NONE,
                StorageCodec.NONE,
                spans,
                StorageMetrics.untold());
    }

    private ObjectStorage(
            Store store,
            StorageKeys keys,
            EventLeases leases,
            Serializer serializer,
            RecentObjects recent,
            KeptObjects kept,
            StorageCodec codec,
            Spans spans,
            ResourceMetrics metrics) {
        this.store = store;
        this.keys = keys;
        this.leases = leases;
        this.serializer = serializer;
        this.recent = recent;
        this.kept = kept;
        this.codec = codec;
        this.spans = spans;
        this.metrics = metrics;
    }

    /** The same store, whose objects are seen in another form. */
    public ObjectStorage withCodec(StorageCodec other) {
        return new ObjectStorage(store, keys, leases, serializer, recent, kept, other, spans, metrics);
    }

    /** The same store, of which somebody keeps objects: as they are in the store, in no other form. */
    public ObjectStorage withKept(KeptObjects other) {
        return new ObjectStorage(store, keys, leases, serializer, recent, other, codec, spans, metrics);
    }

    /** The same store, in which the objects of one resource are looked at. */
    public ObjectStorage withMetrics(ResourceMetrics other) {
        return new ObjectStorage(store, keys, leases, serializer, recent, kept, codec, spans, other);
    }

    /** What counts for the resource. */
    public ResourceMetrics metrics() {
        return metrics;
    }

    /** One object as the store has it now. */
    public Optional<StoredObject> get(String key) {
        return current(key).map(Current::object);
    }

    /**
     * An object as the store has it now.
     *
     * @param object it as users see it
     * @param atRest the bytes in the store
     */
    public record Current(StoredObject object, Bytes atRest) {}

    /** One object as the store has it now, with its bytes there. */
    public Optional<Current> current(String key) {
        try (Span span = span("Get etcd3", key)) {
            Optional<KeyValue> read =
                    metrics.asked(StoreOperation.GET, () -> Optional.ofNullable(store.get(Bytes.utf8(key))));
            span.event("Get call succeeded");
            if (read.isEmpty()) {
                return Optional.empty();
            }
            KeyValue found = read.get();
            StoredObject object = stored(key, found.modRevision(), found.value());
            recent.put(object);
            StoredObject decoded = codec.decode(object);
            span.event("Decode succeeded", "len", found.value().length());
            return Optional.of(new Current(decoded, found.value()));
        }
    }

    /**
     * Whether an object would be stored in other bytes now: it was written in another form or version, or by another server. Bytes that
     * would not stay what they are when they are read and written again are no reason to write them each time anew.
     */
    public boolean isStale(Current current) {
        byte[] now = atRest(current.object());
        if (Bytes.wrap(now).equals(current.atRest())) {
            return false;
        }
        StoredObject again =
                StoredObject.ofBytes(current.object().key(), current.object().revision(), now, serializer);
        return Arrays.equals(now, atRest(codec.decode(again)));
    }

    private byte[] atRest(StoredObject object) {
        return serializer.encode(codec.encode(object.tree()));
    }

    /** Who tells what is done for requests. */
    public Spans spans() {
        return spans;
    }

    /** Begins something with an object, or with those below a prefix; upstream names it without what all keys begin with. */
    public Span span(String name, String key) {
        Span span = spans.start(name);
        return span.isRecording() ? span.with("key", key.substring(keys.root().length() - 1)) : span;
    }

    /** One object as it was when it was last read or written here, if that is known still; the store may have another by now. */
    public Optional<StoredObject> recent(String key) {
        return recent.get(key).map(codec::decode);
    }

    /**
     * An object as the store has it, of the bytes there.
     *
     * @param revision that wrote them
     * @throws UnreadableObjectException where they hold none
     */
    public StoredObject stored(String key, long revision, Bytes value) {
        return known(key, revision).orElseGet(() -> {
            StoredObject object;
            try {
                object = StoredObject.ofBytes(key, revision, value.toByteArray(), serializer);
            } catch (UnreadableObjectException e) {
                metrics.decodeFailed();
                throw e;
            }
            recent.renew(object);
            return object;
        });
    }

    /** Objects that are decoded when somebody looks at them: a server that starts has many, and clients that wait for it. */
    private List<StoredObject> unread(List<KeyValue> all) {
        return all.stream()
                .map(kv -> unread(kv.key().toUtf8(), kv.modRevision(), kv.value()))
                .toList();
    }

    private StoredObject unread(String key, long revision, Bytes value) {
        return known(key, revision).orElseGet(() -> {
            StoredObject object = StoredObject.ofUnread(key, revision, Bytes.wrap(value.toByteArray()), serializer);
            recent.renew(object);
            return object;
        });
    }

    private Optional<StoredObject> known(String key, long revision) {
        return recent.get(key, revision).or(() -> kept.find(key, revision));
    }

    /** The store's revision now. */
    public long currentRevision() {
        RangeRequest nothing = RangeRequest.of(Bytes.utf8(keys.root())).withCountOnly(true);
        return metrics.asked(StoreOperation.GET_CURRENT_RESOURCE_VERSION, () -> store.range(nothing))
                .revision();
    }

    /** How many objects lie below a prefix. */
    public long count(String prefix) {
        RangeRequest all = RangeRequest.prefix(Bytes.utf8(prefix)).withCountOnly(true);
        return metrics.asked(StoreOperation.LIST_WITH_COUNT, () -> store.range(all))
                .count();
    }

    /**
     * Writes an object that must not be there yet; empty when it is.
     *
     * @param ttlSeconds how long it stays, 0 for ever
     */
    public Optional<StoredObject> create(String key, Struct tree, long ttlSeconds) {
        try (Span span = span("Create etcd3", key)) {
            return write(key, 0, tree, ttlSeconds, span, "Txn call succeeded");
        }
    }

    /** Replaces an object that must still be at this revision; empty when it is not. */
    public Optional<StoredObject> update(String key, long revision, Struct tree, long ttlSeconds) {
        return write(key, revision, tree, ttlSeconds, spans.current(), "Txn call completed");
    }

    private Optional<StoredObject> write(
            String key, long guard, Struct tree, long ttlSeconds, Span span, String written) {
        span.event("About to Encode");
        byte[] bytes = serializer.encode(codec.encode(tree));
        span.event("Encode succeeded", "len", bytes.length);
        Bytes at = Bytes.utf8(key);
        PutRequest put = PutRequest.of(at, Bytes.wrap(bytes));
        if (ttlSeconds > 0) {
            put = put.withLease(leases.leaseFor(ttlSeconds));
        }
        TxnRequest request = new TxnRequest(List.of(Compare.modRevision(at, guard)), List.of(put), List.of());
        TxnResponse response =
                metrics.asked(guard == 0 ? StoreOperation.CREATE : StoreOperation.UPDATE, () -> store.txn(request));
        span.event(written);
        if (!response.succeeded()) {
            return Optional.empty();
        }
        StoredObject stored = StoredObject.ofBytes(
                key, response.revision(), bytes, serializer); // what every other reader is going to see
        recent.put(stored);
        return Optional.of(codec.decode(stored));
    }

    /** Removes an object that must still be at this revision; the revision of the delete, or empty when it is not. */
    public Optional<Long> delete(String key, long revision) {
        Bytes at = Bytes.utf8(key);
        TxnRequest request = new TxnRequest(
                List.of(Compare.modRevision(at, revision)), List.of(DeleteRangeRequest.of(at)), List.of());
        TxnResponse response = metrics.asked(StoreOperation.DELETE, () -> store.txn(request));
        return response.succeeded() ? Optional.of(response.revision()) : Optional.empty();
    }

    /** All objects below a prefix, as the store has them now. */
    public ListPage list(String prefix) {
        return list(prefix, prefix, 0, "", 0, SelectionPredicate.EVERYTHING);
    }

    /**
     * A page of the objects below a prefix.
     *
     * @param resourcePrefix what tokens are relative to
     * @param prefix the same, or that of one namespace
     * @param limit most items, 0 for all
     * @param continueText the former page's token, empty for the first page
     * @param revision the revision to read at, 0 for the newest; not with a token
     * @param filter which objects count
     * @throws StatusError 410 when the revision is compacted
     */
    public ListPage list(
            String resourcePrefix,
            String prefix,
            int limit,
            String continueText,
            long revision,
            SelectionPredicate filter) {
        long start = System.nanoTime();
        Fetched fetched = new Fetched();
        try (Span _ =
                span("List(recursive=true) etcd3", prefix).with("limit", limit).with("continue", continueText)) {
            ListPage page = listed(resourcePrefix, prefix, limit, continueText, revision, filter, fetched);
            metrics.listedOfStore(fetched.count, page.items().size(), System.nanoTime() - start);
            return page;
        }
    }

    /** How many objects a list has read; for its own thread. */
    private static final class Fetched {
        private long count;
    }

    private ListPage listed(
            String resourcePrefix,
            String prefix,
            int limit,
            String continueText,
            long revision,
            SelectionPredicate filter,
            Fetched fetched) {
        Bytes start = Bytes.utf8(prefix);
        Bytes end = start.prefixEnd();
        long at = revision;
        if (!continueText.isEmpty()) {
            ContinueToken token = ContinueToken.decode(continueText);
            start = Bytes.utf8(token.startBelow(resourcePrefix, prefix));
            at = Math.max(0, token.revision());
        }
        List<StoredObject> items = new ArrayList<>();
        int most = limit == 0 ? READ_FIRST : Math.min(READ_MAX, limit);
        while (true) {
            RangeResponse response =
                    continueText.isEmpty() ? read(start, end, most, at) : readOn(resourcePrefix, start, end, most, at);
            at = at == 0 ? response.revision() : at;
            List<StoredObject> read = codec.decodeAll(unread(response.kvs()));
            fetched.count += read.size();
            for (int i = 0; i < read.size(); i++) {
                StoredObject object = read.get(i);
                start = response.kvs().get(i).key().next();
                if (filter.test(object)) {
                    items.add(object);
                    if (limit > 0 && items.size() == limit) {
                        return page(resourcePrefix, items, at, i, response, filter.isEverything());
                    }
                }
            }
            if (!response.more()) {
                return new ListPage(items, at, "", 0);
            }
            most = limit == 0 ? next(response.kvs()) : most;
        }
    }

    /** How many objects to read at once when these were read last. */
    private static int next(List<KeyValue> read) {
        long bytes = 1;
        for (KeyValue kv : read) {
            bytes += kv.value().length();
        }
        return Math.clamp(READ_BYTES * read.size() / bytes, 1, READ_MAX);
    }

    /** A full page, which ends at a position of what was read last; how many follow that are wanted is known where all are. */
    private static ListPage page(
            String resourcePrefix,
            List<StoredObject> items,
            long at,
            int position,
            RangeResponse response,
            boolean everything) {
        if (!response.more() && position == response.kvs().size() - 1) {
            return new ListPage(items, at, "", 0);
        }
        String next = response.kvs().get(position).key().toUtf8().substring(resourcePrefix.length()) + "\0";
        long remaining = everything ? response.count() - (position + 1) : -1;
        return new ListPage(items, at, new ContinueToken(at, next).encode(), remaining);
    }

    private RangeResponse read(Bytes start, Bytes end, int most, long revision) {
        try {
            RangeRequest request =
                    RangeRequest.range(start, end).withLimit(most).withRevision(revision);
            return metrics.asked(StoreOperation.LIST, () -> store.range(request));
        } catch (EtcdException e) {
            if (e.is(EtcdError.COMPACTED)) {
                throw StatusError.expired("The resourceVersion for the provided list is too old.");
            }
            if (e.is(EtcdError.FUTURE_REVISION)) {
                throw StatusError.tooLargeResourceVersion(revision, currentRevision(), 1);
            }
            throw e;
        }
    }

    /** Reads what follows a page. Where its revision is gone, the client is offered the newest of what is left. */
    private RangeResponse readOn(String resourcePrefix, Bytes start, Bytes end, int most, long revision) {
        try {
            return read(start, end, most, revision);
        } catch (StatusError e) {
            if (e.reason() != StatusReason.EXPIRED) {
                throw e;
            }
            String rest = start.toUtf8().substring(resourcePrefix.length());
            throw StatusError.expired(
                    "The provided continue parameter is too old to display a consistent list result. You can start a"
                            + " new list without the continue parameter, or use the continue token in this response to"
                            + " retrieve the remainder of the results. Continuing with the provided token results in an"
                            + " inconsistent list - objects that were created, modified, or deleted between the time"
                            + " the first chunk was returned and now may show up in the list.",
                    new ContinueToken(ContinueToken.NEWEST, rest).encode());
        }
    }
}
