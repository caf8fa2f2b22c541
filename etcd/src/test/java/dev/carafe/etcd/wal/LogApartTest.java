package dev.carafe.etcd.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogApartTest {
    private static final Bytes KEY = Bytes.utf8("k");

    @TempDir
    private Path folder;

    private Path data = Path.of("");
    private Path log = Path.of("");

    @BeforeEach
    void name() {
        data = folder.resolve("data");
        log = folder.resolve("log");
    }

    /** Each put takes a snapshot with it, so that segments come and go. */
    private void put(Path to, int puts) throws IOException {
        try (LogApart files = LogApart.open(data, to);
                EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(data).withSnapshotLogBytes(1), files)) {
            for (int i = 0; i < puts; i++) {
                var _ = store.put(PutRequest.of(KEY, KEY));
            }
        }
    }

    private long version() throws IOException {
        try (LogApart files = LogApart.open(data, log);
                EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(data), files)) {
            return store.range(RangeRequest.of(KEY)).kvs().getFirst().version();
        }
    }

    private static List<String> names(Path of, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(of)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .toList();
        }
    }

    @Test
    void theLogIsInOneDirectoryAndAllElseInTheOther() throws IOException {
        put(log, 5);
        put(log, 5);
        assertThat(version()).isEqualTo(10);
        assertThat(names(log, ".wal")).isNotEmpty();
        assertThat(names(log, ".snap")).isEmpty();
        assertThat(names(data, ".snap")).isNotEmpty();
        assertThat(names(data, ".wal")).isEmpty();
    }

    @Test
    void neitherIsAStoreWithoutTheOther() throws IOException {
        put(log, 1);
        assertThatThrownBy(() -> DiskDirectory.open(data)).hasMessageContaining(data + " and another directory");
        assertThatThrownBy(() -> DiskDirectory.open(log)).hasMessageContaining("give both");
        assertThatThrownBy(() -> put(folder.resolve("another"), 1)).hasMessageContaining("not in " + folder);
        Path mine = data;
        data = folder.resolve("young");
        assertThatThrownBy(() -> put(log, 1)).hasMessageContaining("log of another data directory");
        data = mine;
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void aStoreThatHasItsLogWithAllElseKeepsItThere() throws IOException {
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(data))) {
            var _ = store.put(PutRequest.of(KEY, KEY));
        }
        assertThatThrownBy(() -> put(log, 1)).hasMessageContaining("holds its log itself");
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(data))) {
            assertThat(store.range(RangeRequest.of(KEY)).count()).isEqualTo(1);
        }
    }

    /** A process was killed between the two marks. */
    @Test
    void aLogThatNobodyBeganIsTaken() throws IOException {
        put(log, 0);
        Files.delete(data.resolve("log-apart"));
        for (String segment : names(log, ".wal")) {
            Files.delete(log.resolve(segment));
        }
        put(log, 1);
        assertThat(version()).isEqualTo(1);
    }

    @Test
    void bothAreLocked() throws IOException {
        try (LogApart _ = LogApart.open(data, log)) {
            assertThatThrownBy(() -> LogApart.open(folder.resolve("another"), log))
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> LogApart.open(data, folder.resolve("another")))
                    .hasMessageContaining("in use");
        }
    }
}
