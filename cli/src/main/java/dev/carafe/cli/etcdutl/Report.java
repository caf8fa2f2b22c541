package dev.carafe.cli.etcdutl;

import dev.carafe.cli.command.CommandException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * One row of values in any of etcdutl's forms of output.
 *
 * @param columns what it holds, in order
 */
record Report(List<Column> columns) {
    /**
     * One value.
     *
     * @param title over the column of a table
     * @param field name among the fields
     * @param key name in JSON
     * @param plain the value as a person reads it
     * @param exact the value as JSON has it
     */
    record Column(String title, String field, String key, String plain, String exact) {
        /** A number that looks the same everywhere. */
        static Column number(String title, String field, String key, long value) {
            return new Column(title, field, key, Long.toString(value), Long.toString(value));
        }

        private String fieldValue() {
            return exact.startsWith("\"") ? exact.substring(1, exact.length() - 1) : exact;
        }
    }

    private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");

    void print(PrintWriter out, String format) {
        switch (format) {
            case "simple" -> out.println(columns.stream().map(Column::plain).collect(Collectors.joining(", ")));
            case "json" ->
                out.println(columns.stream()
                        .map(column -> "\"" + column.key + "\":" + column.exact)
                        .collect(Collectors.joining(",", "{", "}")));
            case "fields" ->
                columns.forEach(column -> out.println("\"" + column.field + "\" : " + column.fieldValue()));
            case "table" -> printTable(out);
            case "protobuf" ->
                throw new CommandException("there is no message of this; choose simple, json, fields or table.");
            default -> throw CommandException.wrongUse("unsupported output format '" + format + "'.");
        }
    }

    private void printTable(PrintWriter out) {
        out.println(line("┌", "┬", "┐"));
        out.println(columns.stream()
                .map(column -> centered(column.title, width(column)))
                .collect(Collectors.joining("│", "│", "│")));
        out.println(line("├", "┼", "┤"));
        out.println(columns.stream()
                .map(column -> " ".repeat(width(column) - column.plain.length() - 1) + column.plain + " ")
                .collect(Collectors.joining("│", "│", "│")));
        out.println(line("└", "┴", "┘"));
    }

    private String line(String left, String middle, String right) {
        return columns.stream()
                .map(column -> "─".repeat(width(column)))
                .collect(Collectors.joining(middle, left, right));
    }

    private static int width(Column column) {
        return Math.max(column.title.length(), column.plain.length()) + 2;
    }

    private static String centered(String text, int width) {
        int left = (width - text.length()) / 2;
        return " ".repeat(left) + text + " ".repeat(width - text.length() - left);
    }

    /** A size in powers of a thousand, as etcd's tools tell it. */
    static String size(long bytes) {
        if (bytes < 10) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.size() - 1) {
            value /= 1000;
            unit++;
        }
        double rounded = Math.floor(value * 10 + 0.5) / 10;
        return String.format(Locale.ROOT, rounded < 10 ? "%.1f %s" : "%.0f %s", rounded, UNITS.get(unit));
    }
}
