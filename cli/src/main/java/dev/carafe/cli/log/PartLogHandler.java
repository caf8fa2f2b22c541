package dev.carafe.cli.log;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/**
 * Writes each log record to the file of the part that made it: {@code DIRECTORY/PART.log}.
 *
 * <p>A line reads {@code TIME LEVEL LOGGER: MESSAGE}; a failure's stack trace follows on lines that begin with a tab or a
 * word, never with a time. Times are UTC with milliseconds.
 */
public final class PartLogHandler extends Handler {

    static final long FILE_MAX_BYTES = 10L << 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final SimpleFormatter MESSAGES = new SimpleFormatter();

    private final Path directory;
    private final Map<String, RotatingFile> files = new ConcurrentHashMap<>();

    private PartLogHandler(Path directory) {
        this.directory = directory;
    }

    /**
     * Sends everything that is logged in this process to files in {@code directory}.
     *
     * @param onStandardError whether to write it to standard error as well, for a service manager
     * @param verbose whether to log more of what Carafe itself says
     */
    public static void install(Path directory, boolean onStandardError, boolean verbose) {
        Logger root = emptyRoot();
        root.setLevel(Level.INFO);
        CARAFE.setLevel(verbose ? Level.FINE : Level.INFO);
        PartLogHandler handler = new PartLogHandler(directory);
        handler.setLevel(Level.ALL);
        root.addHandler(handler);
        if (onStandardError) {
            root.addHandler(new Console(System.err, LogFormat.CONSOLE));
        }
    }

    /** Sends warnings and worse to standard error: for a command that runs alone. */
    public static void installOnStandardError(boolean verbose) {
        Logger root = emptyRoot();
        root.setLevel(Level.INFO);
        CARAFE.setLevel(verbose ? Level.FINE : Level.INFO);
        root.addHandler(new Console(System.err, LogFormat.CONSOLE));
    }

    /** Sends lines to where they are to go. */
    public static void install(LogLines lines) {
        Level level = lines.level();
        Logger root = emptyRoot();
        root.setLevel(level.intValue() < Level.INFO.intValue() ? Level.INFO : level);
        CARAFE.setLevel(level);
        lines.outputs().forEach(output -> root.addHandler(new Console(output, lines.format())));
    }

    private static Logger emptyRoot() {
        if (LogManager.getLogManager() instanceof LastingLogManager lasting) {
            lasting.configure();
        } else {
            LogManager.getLogManager().reset();
        }
        return Logger.getLogger("");
    }

    /** Held, since the log manager forgets the level of a logger that nobody holds. */
    private static final Logger CARAFE = Logger.getLogger("dev.carafe");

    @Override
    public void publish(LogRecord record) {
        if (isLoggable(record)) {
            String name = String.valueOf(record.getLoggerName());
            files.computeIfAbsent(
                            Parts.of(name), part -> new RotatingFile(directory.resolve(part + ".log"), FILE_MAX_BYTES))
                    .append(line(record));
        }
    }

    @Override
    public void flush() {
        // each record is written at once
    }

    @Override
    public void close() {
        files.values().forEach(RotatingFile::close);
    }

    static String line(LogRecord record) {
        StringBuilder line = new StringBuilder(160)
                .append(TIME.format(record.getInstant()))
                .append(' ')
                .append(level(record.getLevel()))
                .append(' ')
                .append(logger(record))
                .append(": ")
                .append(message(record).replace("\n", "\n\t"))
                .append('\n');
        if (record.getThrown() != null) {
            line.append(trace(record.getThrown()));
        }
        return line.toString();
    }

    /** A logger's name without its package. */
    static String logger(LogRecord record) {
        String name = String.valueOf(record.getLoggerName());
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static String message(LogRecord record) {
        return MESSAGES.formatMessage(record);
    }

    static String trace(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN ";
        }
        return value >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    /** Lines to a stream, at once. */
    private static final class Console extends StreamHandler {

        Console(OutputStream output, LogFormat format) {
            super(output, new Formatter() {
                @Override
                public String format(LogRecord record) {
                    return format.line(record);
                }
            });
            setLevel(Level.ALL);
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
        }
    }
}
