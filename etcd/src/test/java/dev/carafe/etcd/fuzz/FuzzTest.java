package dev.carafe.etcd.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.consensus.MessageFuzz;
import dev.carafe.etcd.http.JsonFuzz;
import dev.carafe.etcd.rpc.RequestFuzz;
import dev.carafe.etcd.schema.BoltFileFuzz;
import dev.carafe.etcd.wal.SnapshotFuzz;
import dev.carafe.etcd.wal.WalFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer looks for bytes that a reader neither takes nor refuses, from valid ones on, in a process of its own for each
 * reader: a few seconds in every build, {@code -Detcd.fuzz.seconds=N} for longer. What it finds it leaves in {@code
 * target/fuzz}; what it ever found is kept in the resources beside this class, in a folder of the reader's name, and goes in
 * first.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("etcd.fuzz.seconds", 2);
    private static final long END_S = 120;
    private static final Path FOUND = Path.of("src/test/resources/dev/carafe/etcd/fuzz");

    @TempDir
    private Path folder;

    @FunctionalInterface
    interface Seeds {
        List<byte[]> make() throws IOException;
    }

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of(WalFuzz.class, (Seeds) WalFuzz::seeds),
                Arguments.of(SnapshotFuzz.class, (Seeds) SnapshotFuzz::seeds),
                Arguments.of(BoltFileFuzz.class, (Seeds) BoltFileFuzz::seeds),
                Arguments.of(RequestFuzz.class, (Seeds) RequestFuzz::seeds),
                Arguments.of(JsonFuzz.class, (Seeds) JsonFuzz::seeds),
                Arguments.of(MessageFuzz.class, (Seeds) MessageFuzz::seeds));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void anyBytesAreTakenOrRefused(Class<?> reader, Seeds seeds) throws Exception {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        int number = 0;
        for (byte[] seed : seeds.make()) {
            Files.write(corpus.resolve("seed-" + number++), seed);
        }
        Path found = FOUND.resolve(reader.getSimpleName());
        if (Files.isDirectory(found)) {
            try (Stream<Path> files = Files.list(found)) {
                for (Path file : files.toList()) {
                    Files.copy(file, corpus.resolve("found-" + file.getFileName()));
                }
            }
        }
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + reader.getName(),
                        "--instrumentation_includes=dev.carafe.etcd.**",
                        "--custom_hook_includes=dev.carafe.etcd.**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + Files.createDirectories(Path.of("target/fuzz")) + "/"
                                + reader.getSimpleName() + "-",
                        "-max_total_time=" + SECONDS,
                        "-timeout=20",
                        "-rss_limit_mb=2048",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS + END_S, TimeUnit.SECONDS))
                    .as("Jazzer ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(said);
        assertThat(process.exitValue())
                .as(text.substring(Math.max(0, text.indexOf("== "))))
                .isZero();
        assertThat(text).contains("Done "); // it did run the reader
    }
}
