package dev.carafe.cli.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs other programs to their end. Stateless. */
public final class Command {

    /** The most output that is kept of one run, in bytes. */
    private static final int OUTPUT_MAX = 4 << 20;

    /** Where administrators' programs lie, also when PATH does not say so. */
    private static final List<String> MORE_PATH = List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Command() {}

    /**
     * How a program ended.
     *
     * @param exitCode 0 when it was content
     * @param output what it wrote to both streams, as far as the first 4 MiB
     */
    public record Result(int exitCode, String output) {

        /** Whether the program was content. */
        public boolean isOk() {
            return exitCode == 0;
        }

        /** The last line that is not blank: most programs' reason. */
        public String lastLine() {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((first, second) -> second)
                    .orElse("exit code " + exitCode)
                    .strip();
        }
    }

    /**
     * Runs {@code command} until it ends, without input.
     *
     * @throws IOException if it cannot be started or does not end within {@code timeout}
     */
    public static Result run(Duration timeout, List<String> command) throws IOException {
        Path output = Files.createTempFile("carafe-", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " did not end within " + timeout.toSeconds() + " s");
            }
            try (InputStream in = Files.newInputStream(output)) {
                return new Result(process.exitValue(), new String(in.readNBytes(OUTPUT_MAX), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Runs {@code command} and throws an {@link IOException} with its last line when it fails. */
    public static String check(Duration timeout, List<String> command) throws IOException {
        Result result = run(timeout, command);
        if (!result.isOk()) {
            throw new IOException(command.getFirst() + " failed: " + result.lastLine());
        }
        return result.output();
    }

    /** The program {@code name} on PATH or in a usual directory of administrators' programs. */
    public static Optional<Path> find(String name) {
        String path = System.getenv("PATH");
        List<String> directories = new ArrayList<>(path == null ? List.of() : List.of(path.split(":", -1)));
        directories.addAll(MORE_PATH);
        return directories.stream()
                .filter(each -> !each.isEmpty())
                .map(each -> Path.of(each, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
