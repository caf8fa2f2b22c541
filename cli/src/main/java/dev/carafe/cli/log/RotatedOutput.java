package dev.carafe.cli.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * A log file that gives way to a fresh one when it is full. What comes between two flushes is one line, and stays together in one file. When
 * the file cannot give way, it grows. Safe for any thread.
 */
public final class RotatedOutput extends OutputStream {
    private final Path file;
    private final LogRotation rotation;
    private final LogBackups backups;
    private final Executor background;

    // Guarded by this object's monitor.
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private OutputStream out;
    private long sizeBytes;

    /**
     * Opens the file to append to it, and makes it and its folder where they are missing.
     *
     * @param clock tells what backups are called and how old they are
     * @param background removes and compresses backups
     */
    RotatedOutput(Path file, LogRotation rotation, InstantSource clock, Executor background) throws IOException {
        this.file = file.toAbsolutePath();
        this.rotation = rotation;
        this.backups = new LogBackups(this.file, rotation, clock);
        this.background = background;
        Files.createDirectories(this.file.resolveSibling(""));
        this.out = append();
        tidy(); // the last process may have ended before it did
    }

    /** The same by the system's clock, with threads of its own. */
    public static RotatedOutput open(Path file, LogRotation rotation) throws IOException {
        return new RotatedOutput(
                file,
                rotation,
                InstantSource.system(),
                work -> Thread.ofPlatform().name("log-backups").daemon().start(work));
    }

    private OutputStream append() throws IOException {
        OutputStream opened = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        sizeBytes = Files.size(file);
        return opened;
    }

    private void tidy() {
        background.execute(() -> {
            try {
                backups.tidy();
            } catch (IOException _) {
                // They stay until the next time; a line about it would come here.
            }
        });
    }

    @Override
    public synchronized void write(int octet) {
        line.write(octet);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int count) {
        line.write(bytes, from, count);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (line.size() == 0) {
            return;
        }
        if (sizeBytes > 0 && sizeBytes + line.size() > rotation.bytesMax()) {
            rotate();
        }
        sizeBytes += line.size();
        try {
            line.writeTo(out);
        } finally {
            line.reset();
        }
    }

    private void rotate() throws IOException {
        try {
            Files.move(file, backups.next());
        } catch (IOException _) {
            return; // it grows: better one file that is too large than lines that are lost
        }
        OutputStream full = out;
        out = append();
        full.close();
        tidy();
    }

    @Override
    public synchronized void close() throws IOException {
        flush();
        out.close();
    }
}
