package dev.carafe.cli.command;

import dev.carafe.kubernetes.apimachinery.value.Json;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Forms of output. */
enum Output {
    /** Columns for people. */
    table,
    /** JSON for programs. */
    json;

    /** Whether standard output is a terminal; the launcher knows. */
    static boolean isTerminal() {
        return Boolean.getBoolean("carafe.terminal");
    }

    /** A mark for what went well, in what the terminal's character set has. */
    static String tick() {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
        return charset.newEncoder().canEncode('✓') ? "✓" : "ok";
    }

    /** Prints {@code rows} in columns, two spaces apart; the first row is the heading. */
    static void printTable(PrintWriter out, List<List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                int width = row.get(column).length();
                if (column == widths.size()) {
                    widths.add(width);
                } else if (widths.get(column) < width) {
                    widths.set(column, width);
                }
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(row.get(column));
                if (column < row.size() - 1) {
                    line.repeat(' ', widths.get(column) - row.get(column).length() + 3);
                }
            }
            out.println(line.toString().stripTrailing());
        }
    }

    /** Prints a JSON value, indented. */
    static void printJson(PrintWriter out, Object value) {
        out.println(new String(Json.encodePretty(value), StandardCharsets.UTF_8).stripTrailing());
    }

    /** A duration as kubectl prints ages: {@code 5s}, {@code 3m12s}, {@code 4h2m}, {@code 12d}. */
    static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return seconds % 60 == 0 ? minutes + "m" : minutes + "m" + seconds % 60 + "s";
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return minutes % 60 == 0 ? hours + "h" : hours + "h" + minutes % 60 + "m";
        }
        return hours < 48 ? hours + "h" : hours / 24 + "d";
    }

    /** A short time in seconds with one digit after the point. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
