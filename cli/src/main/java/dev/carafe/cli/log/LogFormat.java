package dev.carafe.cli.log;

import java.util.logging.LogRecord;

/** What lines of a log look like. */
public enum LogFormat {
    /** For people, as {@link PartLogHandler} says. */
    CONSOLE {
        @Override
        String line(LogRecord record) {
            return PartLogHandler.line(record);
        }
    },

    /** For programs: an object of JSON a line, with the names that etcd's logger gives its fields. */
    JSON {
        @Override
        String line(LogRecord record) {
            return JsonLine.of(record);
        }
    };

    /** A record's line, or lines, with the newline. */
    abstract String line(LogRecord record);
}
