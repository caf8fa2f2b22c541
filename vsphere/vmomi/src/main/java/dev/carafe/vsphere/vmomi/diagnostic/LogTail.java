package dev.carafe.vsphere.vmomi.diagnostic;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The newest lines that some loggers of this process wrote, numbered from 1 since the tail was opened. Any thread. */
public final class LogTail implements AutoCloseable {
    /** How many lines are kept. */
    public static final int LINES_MAX = 20_000;
    /** How many characters of a line are kept. */
    static final int LINE_MAX = 2_000;

    private static final SimpleFormatter MESSAGES = new SimpleFormatter();

    private final List<String> prefixes;
    /** Passes on what all of them log. */
    private final Logger above;

    private final Handler handler = new Recorder();
    /** Guarded by this object. */
    private final Deque<String> lines = new ArrayDeque<>();
    /** How many lines there have been; guarded by this object. */
    private int written;

    /**
     * Some lines.
     *
     * @param first the number of the first of them, or of the last that there is when there are none
     * @param last the number of the last of them, or of the last that there is when there are none
     */
    public record Part(int first, int last, List<String> text) {
        public Part {
            text = List.copyOf(text);
        }
    }

    private final class Recorder extends Handler {
        @Override
        public void publish(LogRecord entry) {
            String name = Objects.requireNonNullElse(entry.getLoggerName(), "");
            if (isLoggable(entry) && prefixes.stream().anyMatch(name::startsWith)) {
                add(entry, name);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private LogTail(List<String> prefixes, Logger above) {
        this.prefixes = List.copyOf(prefixes);
        this.above = above;
    }

    /**
     * Keeps from now on what is logged.
     *
     * @param prefixes what the loggers' names begin with
     */
    public static LogTail open(List<String> prefixes) {
        return open(prefixes, Logger.getLogger(""));
    }

    static LogTail open(List<String> prefixes, Logger above) {
        LogTail tail = new LogTail(prefixes, above);
        tail.handler.setLevel(Level.ALL);
        above.addHandler(tail.handler);
        return tail;
    }

    private void add(LogRecord entry, String name) {
        StringBuilder text = new StringBuilder()
                .append(entry.getInstant())
                .append(' ')
                .append(entry.getLevel().getName())
                .append(' ')
                .append(name.substring(name.lastIndexOf('.') + 1))
                .append(": ")
                .append(MESSAGES.formatMessage(entry));
        if (entry.getThrown() != null) {
            StringWriter trace = new StringWriter();
            entry.getThrown().printStackTrace(new PrintWriter(trace));
            text.append('\n').append(trace);
        }
        text.toString().lines().forEach(this::add);
    }

    private synchronized void add(String line) {
        if (written == Integer.MAX_VALUE) {
            return; // the API counts lines by 32 bits
        }
        written++;
        lines.addLast(line.length() > LINE_MAX ? line.substring(0, LINE_MAX) + "…" : line);
        if (lines.size() > LINES_MAX) {
            lines.removeFirst();
        }
    }

    /**
     * The lines from a number on, as far as they are still kept.
     *
     * @param start as if 1 when it is less
     * @param most how many at most
     */
    public synchronized Part read(int start, int most) {
        int oldest = written - lines.size() + 1;
        int first = Math.max(start, oldest);
        List<String> text = new ArrayList<>(
                lines.stream().skip((long) first - oldest).limit(most).toList());
        return text.isEmpty() ? new Part(written, written, text) : new Part(first, first + text.size() - 1, text);
    }

    /** Keeps nothing more. */
    @Override
    public void close() {
        above.removeHandler(handler);
    }
}
