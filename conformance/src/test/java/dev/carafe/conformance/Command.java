package dev.carafe.conformance;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs, to their end and no longer than they may take. */
final class Command {
    private Command() {}

    /**
     * A program's end.
     *
     * @param status its exit code
     * @param out what it printed
     * @param err what it complained of
     */
    record Result(List<String> command, int status, String out, String err) {
        /** The output of a program that must succeed. */
        String orFail() {
            if (status != 0) {
                throw new AssertionError(this);
            }
            return out;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + " ended with " + status + "\n" + out + err;
        }
    }

    static Result run(Duration most, Map<String, String> environment, String input, List<String> command) {
        try {
            Path out = Files.createTempFile("carafe-out", "");
            Path err = Files.createTempFile("carafe-err", "");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                try (OutputStream stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                } catch (IOException _) {
                    // the program ended, or closed its input, before it read all; its status says the rest
                }
                boolean ended = process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                    throw new AssertionError(String.join(" ", command) + " did not end within " + most + "\n"
                            + Files.readString(out) + Files.readString(err));
                }
                return new Result(command, process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static Result run(String... command) {
        return run(Duration.ofMinutes(2), Map.of(), "", List.of(command));
    }
}
