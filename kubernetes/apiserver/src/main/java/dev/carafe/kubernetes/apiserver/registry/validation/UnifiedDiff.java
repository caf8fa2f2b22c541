package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.MatchingLines.Run;
import java.util.ArrayList;
import java.util.List;

/** How one object became another, as {@code diff -u} shows it of their JSON, with one field a line and a space for each level. */
public final class UnifiedDiff {
    private static final int CONTEXT = 3;

    /** What has more is shown whole: to look for what is the same costs more than the product of both. */
    private static final int LINES_MAX = 2000;

    private UnifiedDiff() {}

    /** Lines from {@code a} to {@code endA} became those from {@code b} to {@code endB}. */
    private record Change(int a, int endA, int b, int endB) {}

    /** The differences, each line with its end; empty where there are none. */
    public static String of(Object old, Object changed) {
        List<String> left = lines(old);
        List<String> right = lines(changed);
        StringBuilder out = new StringBuilder();
        List<Change> near = new ArrayList<>();
        for (Change change : changes(left, right)) {
            if (!near.isEmpty() && change.a() - near.getLast().endA() > 2 * CONTEXT) {
                hunk(near, left, right, out);
                near.clear();
            }
            near.add(change);
        }
        if (!near.isEmpty()) {
            hunk(near, left, right, out);
        }
        return out.toString();
    }

    private static List<Change> changes(List<String> left, List<String> right) {
        if (Math.max(left.size(), right.size()) > LINES_MAX) {
            return left.equals(right) ? List.of() : List.of(new Change(0, left.size(), 0, right.size()));
        }
        List<Change> changes = new ArrayList<>();
        Run before = new Run(0, 0, 0);
        List<Run> runs = new ArrayList<>(MatchingLines.of(left, right));
        runs.add(new Run(left.size(), right.size(), 0));
        for (Run run : runs) {
            if (before.endA() < run.a() || before.endB() < run.b()) {
                changes.add(new Change(before.endA(), run.a(), before.endB(), run.b()));
            }
            before = run;
        }
        return changes;
    }

    private static void hunk(List<Change> changes, List<String> left, List<String> right, StringBuilder out) {
        Change first = changes.getFirst();
        Change last = changes.getLast();
        int lead = Math.min(CONTEXT, first.a());
        int trail = Math.min(CONTEXT, left.size() - last.endA());
        out.append("@@ -")
                .append(range(first.a() - lead, last.endA() + trail))
                .append(" +")
                .append(range(first.b() - lead, last.endB() + trail))
                .append(" @@\n");
        int at = first.a() - lead;
        for (Change change : changes) {
            append(' ', left.subList(at, change.a()), out);
            append('-', left.subList(change.a(), change.endA()), out);
            append('+', right.subList(change.b(), change.endB()), out);
            at = change.endA();
        }
        append(' ', left.subList(at, last.endA() + trail), out);
    }

    /** Counted from 1; one line has no length, and none is told by the line before. */
    private static String range(int start, int end) {
        int length = end - start;
        return switch (length) {
            case 0 -> start + ",0";
            case 1 -> Integer.toString(start + 1);
            default -> start + 1 + "," + length;
        };
    }

    private static void append(char mark, List<String> lines, StringBuilder out) {
        lines.forEach(line -> out.append(mark).append(line).append('\n'));
    }

    private static List<String> lines(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, 0, out);
        return out.toString().lines().toList();
    }

    private static void write(Object value, int depth, StringBuilder out) {
        switch (value) {
            case Struct struct
            when !struct.isEmpty() -> {
                out.append('{');
                String separator = "\n";
                for (int i = 0; i < struct.size(); i++) {
                    out.append(separator).append(" ".repeat(depth + 1));
                    out.append(escaped(struct.nameAt(i))).append(": ");
                    write(struct.valueAt(i), depth + 1, out);
                    separator = ",\n";
                }
                out.append('\n').append(" ".repeat(depth)).append('}');
            }
            case List<?> list
            when !list.isEmpty() -> {
                out.append('[');
                String separator = "\n";
                for (Object item : list) {
                    out.append(separator).append(" ".repeat(depth + 1));
                    write(item, depth + 1, out);
                    separator = ",\n";
                }
                out.append('\n').append(" ".repeat(depth)).append(']');
            }
            default -> out.append(escaped(value));
        }
    }

    /** JSON as Go writes it, in which nothing can be taken for HTML. */
    private static String escaped(Object value) {
        return Json.toString(value)
                .replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e");
    }
}
