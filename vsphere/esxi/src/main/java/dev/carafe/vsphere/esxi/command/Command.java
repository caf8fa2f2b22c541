package dev.carafe.vsphere.esxi.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one program to its end and gives back what it wrote. */
public final class Command {
    /** How much of a program's output is kept; the rest is read and dropped. */
    static final int OUTPUT_MAX_BYTES = 4 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Command() {}

    /** Runs a program with nothing to read, for at most a minute; its standard output and error together are the answer. */
    public static String run(List<String> command) throws IOException {
        return run(command, "", PATIENCE);
    }

    /** As {@link #run(List)}. */
    public static String run(String... command) throws IOException {
        return run(List.of(command));
    }

    /**
     * Runs a program.
     *
     * @param input what it reads
     * @param patience after this long it is killed
     * @throws CommandFailedException when it ends otherwise than with exit status 0
     */
    public static String run(List<String> command, String input, Duration patience) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException absent) {
            throw new CommandFailedException(command, "cannot be started", String.valueOf(absent.getMessage()));
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual().name("command-output").start(() -> drain(process.getInputStream(), output));
        try {
            try (OutputStream out = process.getOutputStream()) {
                out.write(input.getBytes(UTF_8));
            } catch (IOException closed) {
                // The program ended without reading; its exit status says whether that was well.
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CommandFailedException(command, "did not end within " + patience.toSeconds() + " s", "");
            }
            reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + command.getFirst());
        } finally {
            process.destroyForcibly();
        }
        String text = output.toString(UTF_8);
        if (process.exitValue() != 0) {
            throw new CommandFailedException(command, "exit status " + process.exitValue(), text);
        }
        return text;
    }

    private static void drain(InputStream in, ByteArrayOutputStream out) {
        byte[] buffer = new byte[8192];
        try (in) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, Math.min(count, OUTPUT_MAX_BYTES - out.size()));
            }
        } catch (IOException ended) {
            throw new UncheckedIOException(ended); // the pipe of a killed program; nobody waits for more
        }
    }
}
