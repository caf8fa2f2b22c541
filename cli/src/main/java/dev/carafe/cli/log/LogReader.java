package dev.carafe.cli.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts' log files: of one part as they are, of several merged by time, and on as they grow.
 *
 * <p>A line that does not begin with a time belongs to the one before it.
 */
public final class LogReader {

    private static final int TIME_LENGTH = "2000-01-01T00:00:00".length();

    /** The most that is read of one file in one step while following, in bytes. */
    private static final int CHUNK_MAX = 1 << 20;

    private final Path directory;
    private final List<String> parts;
    private final boolean named;

    /** A reader of the logs of {@code parts} in {@code directory}; more than one are told apart by name. */
    public LogReader(Path directory, List<String> parts) {
        this.directory = directory;
        this.parts = List.copyOf(parts);
        this.named = parts.size() > 1;
    }

    private record Entry(String time, String part, String line) {}

    /** Gives the last {@code tail} lines, oldest first, to {@code out}; all with a negative {@code tail}. */
    public void print(int tail, Consumer<String> out) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String part : parts) {
            entries.addAll(read(part, tail));
        }
        if (named) {
            entries.sort(Comparator.comparing(Entry::time));
        }
        int from = tail < 0 ? 0 : Math.max(0, entries.size() - tail);
        entries.subList(from, entries.size()).forEach(entry -> out.accept(shown(entry.part(), entry.line())));
    }

    private List<Entry> read(String part, int tail) throws IOException {
        ArrayDeque<Entry> entries = new ArrayDeque<>();
        String time = "";
        for (String name : List.of(part + ".log.2", part + ".log.1", part + ".log")) {
            Path file = directory.resolve(name);
            if (!Files.exists(file)) {
                continue;
            }
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
                    String line = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                    time = timeOf(line, time);
                    entries.add(new Entry(time, part, line));
                    if (tail >= 0 && entries.size() > tail) {
                        entries.remove();
                    }
                }
            }
        }
        return new ArrayList<>(entries);
    }

    /** The time that {@code line} begins with, as text that sorts; {@code before} when it begins with none. */
    static String timeOf(String line, String before) {
        int start = line.startsWith("time=\"") ? "time=\"".length() : 0; // containerd's form
        if (line.length() < start + TIME_LENGTH
                || line.charAt(start + 10) != 'T'
                || !Character.isDigit(line.charAt(start))) {
            return before;
        }
        int end = line.indexOf('Z', start);
        return end < 0 ? before : line.substring(start, end);
    }

    /**
     * Gives each line that is appended from now on to {@code out}, until the thread is interrupted.
     *
     * @param started is run once when no line can be missed any more
     */
    public void follow(Runnable started, Consumer<String> out) throws IOException {
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            Map<String, Position> positions = new HashMap<>();
            for (String part : parts) {
                positions.put(part, end(directory.resolve(part + ".log")));
            }
            started.run();
            while (true) {
                for (String part : parts) {
                    positions.computeIfPresent(part, (name, position) -> advance(name, position, out));
                }
                WatchKey key = watch.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * How far a log was read.
     *
     * @param file what tells the file from the one that takes its place; null while there is none
     * @param offset the first byte that was not read
     */
    private record Position(@Nullable Object file, long offset) {}

    private Position advance(String part, Position position, Consumer<String> out) {
        Path file = directory.resolve(part + ".log");
        try {
            Object now = key(file);
            long from = position.offset();
            if (!Objects.equals(now, position.file())) {
                Path old = directory.resolve(part + ".log.1");
                if (position.file() != null
                        && Files.exists(old)
                        && position.file().equals(key(old))) {
                    copy(part, old, from, out);
                }
                from = 0;
            }
            return new Position(now, copy(part, file, from, out));
        } catch (IOException e) {
            return position; // not there yet, or just giving way
        }
    }

    /** Gives the whole lines from {@code offset} on to {@code out}; returns where they end. */
    private long copy(String part, Path file, long offset, Consumer<String> out) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            byte[] bytes = new byte[Math.clamp(in.length() - offset, 0, CHUNK_MAX)];
            in.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> out.accept(shown(part, line)));
            return offset + end;
        }
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private static Position end(Path file) throws IOException {
        return Files.exists(file) ? new Position(key(file), Files.size(file)) : new Position(null, 0);
    }

    private String shown(String part, String line) {
        return named ? part + " | " + line : line;
    }
}
