package dev.carafe.kubernetes.apiserver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.apiserver.testing.TestStores;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of the past a store keeps. */
final class CompactorTest {
    private static final Bytes KEY = Bytes.utf8("/registry/things/a/one");

    @TempDir
    Path directory;

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = TestStores.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private long put() {
        return store.put(PutRequest.of(KEY, Bytes.utf8("x"))).revision();
    }

    private long oldestKept(long upTo) {
        for (long revision = 1; revision < upTo; revision++) {
            try {
                var _ = store.range(RangeRequest.of(KEY).withRevision(revision));
                return revision;
            } catch (EtcdException e) {
                assertThat(e.is(EtcdError.COMPACTED)).as(e.getMessage()).isTrue();
            }
        }
        return upTo;
    }

    @Test
    void whatIsOlderThanAnIntervalIsForgotten() {
        Compactor compactor = Compactor.unstarted(store, StorageKeys.defaults());
        long first = put();
        compactor.turn();
        long second = put();
        assertThat(oldestKept(second)).isEqualTo(1);
        compactor.turn();
        assertThat(oldestKept(second)).isEqualTo(first);
        long third = put();
        compactor.turn();
        assertThat(oldestKept(third)).isEqualTo(second);
    }

    @Test
    void goesOnAfterAnotherHasForgottenMore() {
        Compactor compactor = Compactor.unstarted(store, StorageKeys.defaults());
        Compactor other = Compactor.unstarted(store, StorageKeys.defaults());
        put();
        compactor.turn();
        put();
        other.turn();
        put();
        other.turn(); // beyond what the first one is about to ask for
        compactor.turn();
        long later = put();
        compactor.turn();
        put();
        compactor.turn();
        assertThat(oldestKept(later)).isEqualTo(later);
    }

    @Test
    void goesOnAfterAnIntervalInWhichNothingWasWritten() {
        Compactor compactor = Compactor.unstarted(store, StorageKeys.defaults());
        put();
        compactor.turn();
        compactor.turn();
        compactor.turn();
        long later = put();
        compactor.turn();
        put();
        compactor.turn();
        assertThat(oldestKept(later)).isEqualTo(later);
    }
}
