package dev.carafe.cli.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Writes what a part that is a process of its own says to the part's log file. Owns a thread, which ends with the process.
 */
public final class ProcessLog {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Thread reader;
    private volatile String lastLine = "";

    private ProcessLog(Path file, String part, InputStream said) {
        this.reader = Thread.ofVirtual().name("log-" + part).unstarted(() -> read(file, said));
    }

    /**
     * Begins to read.
     *
     * @param part the part's name, of which the file's is made
     * @param said what the process writes: one of this program's own, whose lines are short
     */
    public static ProcessLog keep(Path directory, String part, InputStream said) {
        ProcessLog log = new ProcessLog(directory.resolve(part + ".log"), part, said);
        log.reader.start();
        return log;
    }

    /** What a process that has ended said last; empty when it has said nothing. */
    public String lastLine() throws InterruptedException {
        reader.join(PATIENCE);
        return lastLine;
    }

    private void read(Path file, InputStream said) {
        try (RotatingFile out = new RotatingFile(file, PartLogHandler.FILE_MAX_BYTES);
                BufferedReader lines = new BufferedReader(new InputStreamReader(said, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                lastLine = line;
                out.append(line + "\n");
            }
        } catch (IOException _) {
            // the process has ended, and with it what it says
        }
    }
}
