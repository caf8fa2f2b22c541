package dev.carafe.kubernetes.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicWriterTest {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void showsExactlyTheLastPayload(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 60; step++) {
            Map<String, String> wanted = new TreeMap<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                String name = (random.nextBoolean() ? "d" + random.nextInt(2) + "/" : "") + "f" + random.nextInt(4);
                wanted.put(name, "v" + random.nextInt(3));
            }
            write(wanted);
            assertThat(visible()).as("seed %d step %d", seed, step).isEqualTo(wanted);
            assertThat(entries())
                    .as("seed %d step %d", seed, step)
                    .filteredOn(name -> name.startsWith("..2"))
                    .hasSize(1);
        }
    }

    @Test
    void leavesWhatIsSoAlready() throws Exception {
        write(Map.of("a", "1"));
        Path before = Files.readSymbolicLink(directory.resolve("..data"));
        write(Map.of("a", "1"));
        assertThat(Files.readSymbolicLink(directory.resolve("..data"))).isEqualTo(before);
        assertThat(Files.readSymbolicLink(directory.resolve("a"))).isEqualTo(Path.of("..data/a"));
    }

    @Test
    void aReaderNeverSeesHalfOfAChange() throws Exception {
        write(Map.of("a", "0", "b", "0"));
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<String> torn = new AtomicReference<>("");
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                try {
                    Path data = directory.resolve("..data").toRealPath();
                    String a = Files.readString(data.resolve("a"));
                    String b = Files.readString(data.resolve("b"));
                    if (!a.equals(b)) {
                        torn.set(a + " beside " + b);
                    }
                } catch (IOException _) {
                    // the directory before went while it was read
                }
            }
        });
        for (int i = 1; i < 100; i++) {
            write(Map.of("a", Integer.toString(i), "b", Integer.toString(i)));
        }
        done.set(true);
        reader.join();
        assertThat(torn.get()).isEmpty();
    }

    @Test
    void finishesWhatAKilledWriterBegan() throws Exception {
        write(Map.of("a", "1"));
        Files.createDirectory(directory.resolve("..2020_01_01_00_00_00.123"));
        Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2020_01_01_00_00_00.123"));
        write(Map.of("b", "2"));
        assertThat(visible()).isEqualTo(Map.of("b", "2"));
        assertThat(entries()).hasSize(3);
    }

    @Test
    void refusesPathsThatLeadOut() {
        for (String path : new String[] {"", "/a", "../a", "a/../b", "..a", "x".repeat(256)}) {
            assertThatThrownBy(() -> write(Map.of(path, "")))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("invalid path: ");
        }
    }

    @Test
    void setsModes() throws Exception {
        new AtomicWriter(directory, InstantSource.system()).write(Map.of("s", ProjectedFile.of("x", 0400)), _ -> {});
        assertThat(Modes.get(directory.resolve("s").toRealPath())).isEqualTo(0400);
    }

    private void write(Map<String, String> payload) throws IOException {
        Map<String, ProjectedFile> files = new HashMap<>();
        payload.forEach((name, text) -> files.put(name, ProjectedFile.of(text, 0644)));
        new AtomicWriter(directory, InstantSource.system()).write(files, _ -> {});
    }

    private Map<String, String> visible() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (String name : entries()) {
            if (name.startsWith("..")) {
                continue;
            }
            Path real = directory.resolve(name).toRealPath();
            try (Stream<Path> walk = Files.walk(real)) {
                for (Path file : walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                        .toList()) {
                    String rest = real.equals(file) ? "" : "/" + real.relativize(file);
                    found.put(name + rest, Files.readString(file));
                }
            }
        }
        return found;
    }

    private java.util.List<String> entries() throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.map(path -> Objects.requireNonNull(path.getFileName()).toString())
                    .toList();
        }
    }
}
