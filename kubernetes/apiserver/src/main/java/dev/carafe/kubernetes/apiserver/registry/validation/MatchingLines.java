package dev.carafe.kubernetes.apiserver.registry.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which runs of lines two texts have in common: the longest run first, then the longest ones before and after it, as Python's {@code
 * difflib} finds them. Among equal ones the first counts.
 */
final class MatchingLines {
    private static final int LONG_TEXT = 200;

    private final List<String> left;
    private final List<String> right;
    private final Map<String, List<Integer>> places = new HashMap<>();
    private final List<Run> runs = new ArrayList<>();

    /**
     * A run of equal lines.
     *
     * @param a where it begins on the left
     * @param b where it begins on the right
     * @param size how many lines it has
     */
    record Run(int a, int b, int size) {
        /** Where it ends on the left, exclusively. */
        int endA() {
            return a + size;
        }

        /** Where it ends on the right, exclusively. */
        int endB() {
            return b + size;
        }
    }

    private MatchingLines(List<String> left, List<String> right) {
        this.left = left;
        this.right = right;
        for (int j = 0; j < right.size(); j++) {
            places.computeIfAbsent(right.get(j), _ -> new ArrayList<>()).add(j);
        }
        if (right.size() >= LONG_TEXT) { // a line that stands everywhere says nothing of what belongs together
            places.values().removeIf(found -> found.size() > right.size() / 100 + 1);
        }
    }

    /** The runs in their order; runs that touch on both sides are one. */
    static List<Run> of(List<String> left, List<String> right) {
        MatchingLines lines = new MatchingLines(left, right);
        lines.find(0, left.size(), 0, right.size());
        List<Run> joined = new ArrayList<>();
        for (Run run : lines.runs) {
            Run last = joined.isEmpty() ? new Run(-1, -1, 0) : joined.getLast();
            if (last.endA() == run.a() && last.endB() == run.b()) {
                joined.set(joined.size() - 1, new Run(last.a(), last.b(), last.size() + run.size()));
            } else {
                joined.add(run);
            }
        }
        return joined;
    }

    private void find(int fromA, int toA, int fromB, int toB) {
        Run longest = longest(fromA, toA, fromB, toB);
        if (longest.size() == 0) {
            return;
        }
        if (fromA < longest.a() && fromB < longest.b()) {
            find(fromA, longest.a(), fromB, longest.b());
        }
        runs.add(longest);
        if (longest.endA() < toA && longest.endB() < toB) {
            find(longest.endA(), toA, longest.endB(), toB);
        }
    }

    private Run longest(int fromA, int toA, int fromB, int toB) {
        Run best = new Run(fromA, fromB, 0);
        Map<Integer, Integer> ending = Map.of(); // how long the run is that ends at a line on the right
        for (int i = fromA; i < toA; i++) {
            Map<Integer, Integer> next = new HashMap<>();
            for (int j : places.getOrDefault(left.get(i), List.of())) {
                if (j >= fromB && j < toB) {
                    int size = ending.getOrDefault(j - 1, 0) + 1;
                    next.put(j, size);
                    if (size > best.size()) {
                        best = new Run(i - size + 1, j - size + 1, size);
                    }
                }
            }
            ending = next;
        }
        return extended(best, fromA, toA, fromB, toB);
    }

    /** With the lines around it that were too common to be looked for. */
    private Run extended(Run run, int fromA, int toA, int fromB, int toB) {
        int a = run.a();
        int b = run.b();
        int endA = run.endA();
        int endB = run.endB();
        while (a > fromA && b > fromB && left.get(a - 1).equals(right.get(b - 1))) {
            a--;
            b--;
        }
        while (endA < toA && endB < toB && left.get(endA).equals(right.get(endB))) {
            endA++;
            endB++;
        }
        return new Run(a, b, endA - a);
    }
}
