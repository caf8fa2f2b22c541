package dev.carafe.kubernetes.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.TestStores;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnreadObjectTest {
    private static final String PREFIX = "/registry/things/";

    @TempDir
    Path directory;

    private final AtomicInteger decoded = new AtomicInteger();
    private Store store;
    private ObjectStorage storage;

    @BeforeEach
    void open() throws Exception {
        store = TestStores.open(directory);
        storage = new ObjectStorage(
                store, StorageKeys.defaults(), new EventLeases(store, System::currentTimeMillis), new Counting());
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A form of its own at rest: what has to be decoded, and may be none. */
    private final class Counting implements Serializer {
        @Override
        public byte[] encode(Struct object) {
            return Serializer.JSON.encode(object);
        }

        @Override
        public Struct decode(byte[] stored) {
            decoded.incrementAndGet();
            try {
                return Json.decodeStruct(stored);
            } catch (MalformedJsonException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    private void put(String name, String value) {
        store.put(PutRequest.of(Bytes.utf8(PREFIX + name), Bytes.utf8(value)));
    }

    private void put(String name) {
        put(name, "{\"kind\":\"Thing\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    @Test
    void aListDecodesNothingUntilSomebodyLooks() {
        put("a");
        put("b");
        List<StoredObject> items = storage.list(PREFIX).items();
        assertThat(items).extracting(StoredObject::key).containsExactly(PREFIX + "a", PREFIX + "b");
        int size = items.getFirst().size();
        assertThat(decoded).hasValue(0);

        Struct tree = items.getFirst().tree();
        assertThat(tree.find(List.of("metadata", "resourceVersion")))
                .isEqualTo(Long.toString(items.getFirst().revision()));
        assertThat(items.getFirst().json().remaining()).isGreaterThan(size);
        assertThat(items.getFirst().size()).isEqualTo(size);
        assertThat(decoded).hasValue(1);
    }

    @Test
    void manyAreReadOnce() {
        for (int i = 0; i < 250; i++) {
            put("thing-" + i);
        }
        List<StoredObject> items = storage.list(PREFIX).items();
        StoredObject.readAll(items);
        StoredObject.readAll(items);
        assertThat(items)
                .allSatisfy(item -> assertThat(item.tree().find(List.of("metadata", "name")))
                        .isEqualTo(item.key().substring(PREFIX.length())));
        assertThat(decoded).hasValue(250);
    }

    @Test
    void whatIsNoObjectKeepsNobodyFromTheOthers() {
        put("bad", "no object");
        put("good");
        List<StoredObject> items = storage.list(PREFIX).items();
        assertThat(items.getLast().tree().find(List.of("metadata", "name"))).isEqualTo("good");
        assertThatThrownBy(() -> items.getFirst().json())
                .isInstanceOfSatisfying(
                        UnreadableObjectException.class,
                        error -> assertThat(error.storageError(error.key()))
                                .startsWith("StorageError: corrupt object, Code: 7, Key: " + PREFIX
                                        + "bad, ResourceVersion: 0, AdditionalErrorMsg: object not decodable revision="
                                        + items.getFirst().revision() + ": "));
        assertThatThrownBy(() -> StoredObject.readAll(items)).isInstanceOf(UnreadableObjectException.class);
    }
}
