package dev.carafe.kubernetes.apimachinery.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
 * Jazzer looks for bytes that a reader neither takes nor refuses as it should, from valid ones on, in a process of its own for
 * each reader: a few seconds in every build, {@code -Dapimachinery.fuzz.seconds=N} for longer. What it finds it leaves in
 * {@code target/fuzz}; what it ever found is kept in the resources beside this class, in a folder of the reader's name, and
 * goes in first.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("apimachinery.fuzz.seconds", 2);
    private static final long END_S = 120;
    private static final Path FOUND = Path.of("src/test/resources/dev/carafe/kubernetes/apimachinery/fuzz");

    @TempDir
    private Path folder;

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of(JsonFuzz.class, JsonFuzz.SEEDS),
                Arguments.of(YamlFuzz.class, YamlFuzz.SEEDS),
                Arguments.of(ProtobufFuzz.class, ProtobufFuzz.SEEDS),
                Arguments.of(PatchFuzz.class, PatchFuzz.SEEDS),
                Arguments.of(ApplyFuzz.class, ApplyFuzz.SEEDS),
                Arguments.of(SelectorFuzz.class, SelectorFuzz.SEEDS),
                Arguments.of(CelFuzz.class, CelFuzz.SEEDS),
                Arguments.of(SchemaFuzz.class, SchemaFuzz.SEEDS));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void anyBytesAreTakenOrRefused(Class<?> reader, List<String> seeds) throws Exception {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), bytes(seeds.get(i)));
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
                        "--instrumentation_includes=dev.carafe.kubernetes.apimachinery.**",
                        "--custom_hook_includes=dev.carafe.kubernetes.apimachinery.**",
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

    /** Bytes of a seed: hexadecimal after {@code 0x}, else text. */
    private static byte[] bytes(String seed) {
        return seed.startsWith("0x") ? java.util.HexFormat.of().parseHex(seed, 2, seed.length()) : seed.getBytes(UTF_8);
    }
}
