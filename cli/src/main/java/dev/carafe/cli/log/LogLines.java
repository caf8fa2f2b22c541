package dev.carafe.cli.log;

import java.io.OutputStream;
import java.util.List;
import java.util.logging.Level;

/**
 * What a process that is one part logs, and where to.
 *
 * @param level what is at least as grave as this
 * @param outputs each gets all of it, at once; they stay open
 */
public record LogLines(Level level, LogFormat format, List<OutputStream> outputs) {
    public LogLines {
        outputs = List.copyOf(outputs);
    }

    /** For people, to standard error. */
    public static LogLines onStandardError(Level level) {
        return new LogLines(level, LogFormat.CONSOLE, List.of(System.err));
    }
}
