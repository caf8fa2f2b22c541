package dev.carafe.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Jazzer looks for bytes that a reader neither takes nor refuses as it should, from valid ones on, in a process of its own. What it
 * finds it leaves in {@code target/fuzz}; what it ever found is kept in the resources beside the test, in a folder of the reader's name, and
 * goes in first.
 */
public final class Fuzzing {
    private static final int SECONDS = 2;
    private static final long END_S = 120;

    private final Class<?> test;
    private final String packages;
    private final int seconds;

    /**
     * For the readers of one room.
     *
     * @param test stands in the room's test sources, and asks for the runs
     * @param packages the room's package: its code is watched for new ways through it
     * @param property the system property that says how many seconds a run takes; two where it is not set
     */
    public Fuzzing(Class<?> test, String packages, String property) {
        this.test = test;
        this.packages = packages;
        this.seconds = Integer.getInteger(property, SECONDS);
    }

    /**
     * Looks for a while.
     *
     * @param reader has {@code public static void fuzzerTestOneInput(byte[])}, which throws what nobody may throw
     * @param seeds valid bytes, or nearly so
     * @param folder an empty one for what is made meanwhile
     * @throws AssertionError with the bytes when there are such, and when Jazzer did not end or run the reader
     */
    public void look(Class<?> reader, List<byte[]> seeds, Path folder) throws IOException, InterruptedException {
        Path corpus = corpus(reader, seeds, folder);
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
                        "--instrumentation_includes=" + packages + ".**",
                        "--custom_hook_includes=" + packages + ".**",
                        "--reproducer_path=" + folder,
                        "-artifact_prefix=" + Files.createDirectories(Path.of("target/fuzz")) + "/"
                                + reader.getSimpleName() + "-",
                        "-max_total_time=" + seconds,
                        "-timeout=20",
                        "-rss_limit_mb=2048",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!process.waitFor(seconds + END_S, TimeUnit.SECONDS)) {
                throw new AssertionError("Jazzer does not end: " + Files.readString(said));
            }
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(said);
        if (process.exitValue() != 0 || !text.contains("Done ")) {
            throw new AssertionError(text.substring(Math.max(0, text.indexOf("== "))));
        }
    }

    private Path corpus(Class<?> reader, List<byte[]> seeds, Path folder) throws IOException {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Path found = Path.of("src/test/resources", test.getPackageName().split("\\."))
                .resolve(reader.getSimpleName());
        if (Files.isDirectory(found)) {
            try (Stream<Path> files = Files.list(found)) {
                for (Path file : files.toList()) {
                    Files.copy(file, corpus.resolve("found-" + file.getFileName()));
                }
            }
        }
        return corpus;
    }
}
