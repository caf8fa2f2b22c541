package dev.carafe.kubernetes.kubelet.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads one container's log and writes what the options ask for. A followed log is read across its
 * rotation: the old file to its end, then the new one at the same path. Blocks its caller; one reader
 * is used once, by one thread.
 *
 * <p>Lines end up as the container wrote them: pieces that the runtime cut are joined again. A line
 * that is not in the format is left out, as upstream does ({@code pkg/kubelet/kuberuntime/logs}).
 */
public final class LogReader {
    /** A line longer than this is damage; runtimes cut at 16 KiB. */
    private static final int LINE_MAX_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 64 << 10;
    /** How often a followed container is asked whether it still runs, without news from the file. */
    private static final long RUNNING_CHECK_MS = 500;

    private final Path path;
    private final LogOptions options;
    private final OutputStream out;
    private final BooleanSupplier running;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private long remaining;
    private boolean atLineStart = true;

    /**
     * @param path the log file, or a link to it
     * @param out gets the text; flushed whenever there is no more to read for now
     * @param running whether the container still runs; asked only when following
     */
    public LogReader(Path path, LogOptions options, OutputStream out, BooleanSupplier running) {
        this.path = path;
        this.options = options;
        this.out = out;
        this.running = running;
        this.remaining = options.limitBytes() < 0 ? Long.MAX_VALUE : options.limitBytes();
    }

    /**
     * Writes the log, and with {@code follow} goes on until the container has ended or the thread is
     * interrupted.
     *
     * @throws NoSuchFileException when there is no log
     * @throws IOException when reading or writing fails
     */
    public void run() throws IOException {
        if (!options.follow()) {
            try (SeekableByteChannel log = Files.newByteChannel(path)) {
                log.position(tailOffset(log, options.tailLines()));
                drain(log);
                out.flush();
            }
            return;
        }
        try (WatchService watch = path.getFileSystem().newWatchService()) {
            // Watched before the first look, so that nothing written in between is slept over.
            Objects.requireNonNull(path.toAbsolutePath().getParent())
                    .register(watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            follow(watch);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("following " + path);
        }
    }

    private void follow(WatchService watch) throws IOException, InterruptedException {
        boolean first = true;
        while (remaining > 0) {
            Object identity = identity();
            try (SeekableByteChannel log = Files.newByteChannel(path)) {
                if (first) {
                    log.position(tailOffset(log, options.tailLines()));
                    first = false;
                }
                if (!followFile(log, identity, watch)) {
                    return;
                }
            }
        }
    }

    /** Whether to go on with the next file at the path. */
    private boolean followFile(SeekableByteChannel log, Object identity, WatchService watch)
            throws IOException, InterruptedException {
        while (true) {
            boolean alive = running.getAsBoolean(); // asked before reading: what it wrote last is read then
            Object current = identity();
            drain(log);
            out.flush();
            if (remaining <= 0 || !alive) {
                return false;
            }
            if (!current.equals(identity) && Files.exists(path)) {
                return true;
            }
            WatchKey key = watch.poll(RUNNING_CHECK_MS, TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
        }
    }

    private Object identity() throws IOException {
        try {
            Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return key == null ? "" : key;
        } catch (NoSuchFileException _) {
            return ""; // between the two steps of a rotation
        }
    }

    private void drain(SeekableByteChannel log) throws IOException {
        while (remaining > 0) {
            buffer.clear();
            if (log.read(buffer) <= 0) {
                return;
            }
            buffer.flip();
            while (buffer.hasRemaining() && remaining > 0) {
                byte next = buffer.get();
                if (next == '\n') {
                    Optional<LogLine> found = LogLine.parse(line.toByteArray()).filter(this::wanted);
                    line.reset();
                    if (found.isPresent()) {
                        write(found.get());
                    }
                } else if (line.size() < LINE_MAX_BYTES) {
                    line.write(next);
                }
            }
        }
    }

    private boolean wanted(LogLine found) {
        return switch (options.streams()) {
                    case ALL -> true;
                    case STDOUT -> found.stdout();
                    case STDERR -> !found.stdout();
                }
                && (options.since() == null || !found.time().isBefore(options.since()));
    }

    private void write(LogLine found) throws IOException {
        if (options.timestamps() && atLineStart) {
            write(found.bytes().array(), 0, found.timestampEnd());
            write(new byte[] {' '}, 0, 1);
        }
        write(found.bytes().array(), found.contentStart(), found.contentLength());
        if (!found.partial()) {
            write(new byte[] {'\n'}, 0, 1);
        }
        atLineStart = !found.partial();
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        int allowed = (int) Math.min(length, remaining);
        out.write(bytes, offset, allowed);
        remaining -= allowed;
    }

    /** Where the last {@code lines} lines begin. */
    static long tailOffset(SeekableByteChannel log, long lines) throws IOException {
        long size = log.size();
        if (lines < 0) {
            return 0;
        }
        if (lines == 0) {
            return size;
        }
        long found = 0;
        byte[] block = new byte[BUFFER_BYTES];
        long end = size;
        while (end > 0) {
            int length = (int) Math.min(block.length, end);
            long start = end - length;
            log.position(start);
            ByteBuffer into = ByteBuffer.wrap(block, 0, length);
            while (into.hasRemaining() && log.read(into) > 0) {}
            int usable = into.position();
            Arrays.fill(block, usable, length, (byte) 0);
            for (int i = length - 1; i >= 0; i--) {
                // The file's last newline ends a line and begins none.
                if (block[i] == '\n' && start + i != size - 1 && ++found == lines) {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }
}
