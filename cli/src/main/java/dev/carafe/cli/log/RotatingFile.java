package dev.carafe.cli.log;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A text file that is only appended to and gives way to a fresh one when it is full: {@code NAME}, before that
 * {@code NAME.1}, {@code NAME.2}, and no more.
 *
 * <p>Safe for several threads. When the disk is full, what cannot be written is lost and counted, and the next line
 * tries anew: logging never stops the one who logs.
 */
final class RotatingFile implements AutoCloseable {

    private static final int OLD_FILES = 2;

    private final Path file;
    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private @Nullable OutputStream out;
    private long sizeBytes;
    private long lostLines;

    RotatingFile(Path file, long limitBytes) {
        this.file = file;
        this.limitBytes = limitBytes;
    }

    /** Appends {@code text}, which ends with a newline. */
    void append(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            OutputStream stream = open(bytes.length);
            if (lostLines > 0) {
                byte[] note = ("(" + lostLines + " lines could not be written before this one)\n")
                        .getBytes(StandardCharsets.UTF_8);
                stream.write(note);
                sizeBytes += note.length;
            }
            stream.write(bytes);
            stream.flush();
            sizeBytes += bytes.length;
            lostLines = 0;
        } catch (IOException e) {
            lostLines++;
            abandon();
        } finally {
            lock.unlock();
        }
    }

    private OutputStream open(int nextBytes) throws IOException {
        OutputStream current = out;
        if (current != null && sizeBytes + nextBytes > limitBytes) {
            current.close();
            out = null;
            current = null;
            for (int age = OLD_FILES; age > 1; age--) {
                if (Files.exists(old(age - 1))) {
                    Files.move(old(age - 1), old(age), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(file, old(1), StandardCopyOption.REPLACE_EXISTING);
        }
        if (current == null) {
            current = new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            sizeBytes = Files.size(file);
            out = current;
        }
        return current;
    }

    private Path old(int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }

    /** Drops a stream that failed, with what it still buffers. */
    private void abandon() {
        OutputStream failed = out;
        out = null;
        if (failed != null) {
            try {
                failed.close();
            } catch (IOException e) {
                lostLines++; // its buffer is gone with it
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            abandon();
        } finally {
            lock.unlock();
        }
    }
}
