package dev.carafe.kubernetes.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.TestStores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectStorageTest {
    private static final String PREFIX = "/registry/things/";
    private static final int OBJECTS = 2 * ObjectStorage.READ_MAX + 1;
    private static final int PER_WRITE = 100;

    @TempDir
    Path directory;

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = TestStores.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static String key(int number) {
        return PREFIX + "thing-%05d".formatted(number);
    }

    private static PutRequest put(int number) {
        String json =
                "{\"kind\":\"Thing\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"thing-%05d\"}}".formatted(number);
        return PutRequest.of(Bytes.utf8(key(number)), Bytes.utf8(json));
    }

    private ObjectStorage storage(List<RangeRequest> ranges) {
        return new ObjectStorage(
                noting(ranges),
                StorageKeys.defaults(),
                new EventLeases(store, System::currentTimeMillis),
                Serializer.JSON);
    }

    @Test
    void anObjectThatIsKeptAnywayIsNotDecodedAgain() {
        store.put(put(1));
        StoredObject known = storage(new ArrayList<>()).get(key(1)).orElseThrow();
        ObjectStorage other = storage(new ArrayList<>())
                .withKept((key, revision) ->
                        Optional.of(known).filter(kept -> kept.key().equals(key) && kept.revision() == revision));

        assertThat(other.get(key(1))).containsSame(known);

        store.put(put(1));
        assertThat(other.get(key(1)))
                .hasValueSatisfying(newer -> assertThat(newer.revision()).isGreaterThan(known.revision()));
    }

    @Test
    void aPageWhoseRevisionIsCompactedOffersTheNewestOfTheRest() {
        for (int number = 0; number < 5; number++) {
            store.put(put(number));
        }
        ObjectStorage storage = new ObjectStorage(
                store, StorageKeys.defaults(), new EventLeases(store, System::currentTimeMillis), Serializer.JSON);
        ListPage first = storage.list(PREFIX, PREFIX, 2, "", 0, SelectionPredicate.EVERYTHING);
        store.put(put(5));
        store.compact(new CompactRequest(store.put(put(6)).revision(), false));

        StatusError gone = catchThrowableOfType(
                StatusError.class,
                () -> storage.list(PREFIX, PREFIX, 2, first.continueToken(), 0, SelectionPredicate.EVERYTHING));
        assertThat(gone.code()).isEqualTo(410);
        assertThat(gone.getMessage()).startsWith("The provided continue parameter is too old");
        Struct metadata = Objects.requireNonNull(gone.toStatus().struct("metadata"));
        String newest = Objects.requireNonNull(metadata.string("continue"));
        assertThat(ContinueToken.decode(newest).revision()).isEqualTo(ContinueToken.NEWEST);

        ListPage rest = storage.list(PREFIX, PREFIX, 0, newest, 0, SelectionPredicate.EVERYTHING);
        assertThat(rest.items()).extracting(StoredObject::key).containsExactly(key(2), key(3), key(4), key(5), key(6));
    }

    private void fill() {
        for (int from = 0; from < OBJECTS; from += PER_WRITE) {
            List<Op> puts = new ArrayList<>();
            for (int number = from; number < Math.min(OBJECTS, from + PER_WRITE); number++) {
                puts.add(put(number));
            }
            store.txn(new TxnRequest(List.of(), puts, List.of()));
        }
    }

    /** The store as one who notes what is read of it, and writes an object behind all others after each read. */
    private Store noting(List<RangeRequest> ranges) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (method.getName().equals("range")) {
                            ranges.add((RangeRequest) arguments[0]);
                            store.put(put(OBJECTS + ranges.size()));
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void listsManyObjectsInBoundedReadsOfOneRevision() {
        fill();
        List<RangeRequest> ranges = new ArrayList<>();
        ListPage all = storage(ranges).list(PREFIX);
        assertThat(all.items()).hasSize(OBJECTS);
        assertThat(all.items().getFirst().key()).isEqualTo(key(0));
        assertThat(all.items().getLast().key()).isEqualTo(key(OBJECTS - 1));
        assertThat(all.items()).isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
        assertThat(ranges)
                .hasSize(3)
                .allSatisfy(range -> assertThat(range.limit()).isBetween(1L, (long) ObjectStorage.READ_MAX));
        assertThat(ranges.subList(1, 3))
                .allSatisfy(range -> assertThat(range.revision()).isEqualTo(all.revision()));
    }

    @Test
    void readsFewerObjectsAtOnceTheLargerTheyAre() {
        int objects = 700;
        int length = 64 << 10;
        String filler = "x".repeat(length);
        for (int number = 0; number < objects; number++) {
            String json = "{\"kind\":\"Thing\",\"apiVersion\":\"v1\",\"metadata\":{},\"filler\":\"" + filler + "\"}";
            store.put(PutRequest.of(Bytes.utf8(key(number)), Bytes.utf8(json)));
        }
        List<RangeRequest> ranges = new ArrayList<>();
        assertThat(storage(ranges).list(PREFIX).items()).hasSize(objects);
        assertThat(ranges).hasSize(2);
        assertThat(ranges.getLast().limit()).isBetween(1L, ObjectStorage.READ_BYTES / length);
    }
}
