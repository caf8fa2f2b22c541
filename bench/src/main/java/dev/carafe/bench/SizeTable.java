package dev.carafe.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of servers that were measured one after the other, as a table in Markdown. */
final class SizeTable {
    private final String title;

    /** By what was measured, in its order; a value for each server. */
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    SizeTable(String title) {
        this.title = title;
    }

    /** Takes a figure of the server that is being measured. */
    void put(String name, String value) {
        rows.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    void print(PrintWriter out, List<Assignment> servers) {
        StringBuilder table = new StringBuilder("| " + title + " |");
        servers.forEach(server -> table.append(' ').append(server.server()).append(" |"));
        table.append("\n| --- |").append(" --- |".repeat(servers.size())).append('\n');
        rows.forEach((name, values) -> table.append("| ")
                .append(name)
                .append(" | ")
                .append(String.join(" | ", values))
                .append(" |\n"));
        out.print(table);
        out.flush();
    }
}
