package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Indexes of an indexed job as its status writes them: {@code 1,3-5,7}, rising (pkg/apis/batch/validation). */
final class JobIndexes {
    /** Indexes from {@code first} to {@code last}, both included. */
    private record Interval(int first, int last) {}

    /** What is wrong with an interval. */
    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private JobIndexes() {}

    /** What is wrong with the text; empty where nothing is. */
    static Optional<String> problem(String text, int completions) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            int last = -1;
            for (String part : text.split(",", -1)) {
                Interval interval = parse(part, completions);
                if (last >= interval.first()) {
                    throw notRising(last, interval.first());
                }
                last = interval.last();
            }
            return Optional.empty();
        } catch (MalformedException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    /** How many indexes there are in a text with which nothing is wrong. */
    static int count(String text, int completions) {
        return text.isEmpty()
                ? 0
                : readable(text, completions).stream()
                        .mapToInt(interval -> interval.last() - interval.first() + 1)
                        .sum();
    }

    /** The first index that both texts have; malformed intervals have none. */
    static OptionalInt overlap(String some, String others, int completions) {
        List<Interval> right = readable(others, completions);
        return readable(some, completions).stream()
                .flatMap(interval -> right.stream()
                        .filter(other -> interval.first() <= other.last() && other.first() <= interval.last())
                        .map(other -> Math.max(interval.first(), other.first())))
                .mapToInt(Integer::intValue)
                .findFirst();
    }

    private static List<Interval> readable(String text, int completions) {
        List<Interval> intervals = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            try {
                intervals.add(parse(part, completions));
            } catch (MalformedException _) {
                // told by whoever checks the text's form
            }
        }
        return intervals;
    }

    private static Interval parse(String part, int completions) throws MalformedException {
        String[] limits = part.split("-", -1);
        if (limits.length > 2) {
            throw new MalformedException("the fragment \"" + part
                    + "\" violates the requirement that an index interval can have at most two parts separated by '-'");
        }
        int first = index(limits[0], completions);
        if (limits.length == 1) {
            return new Interval(first, first);
        }
        int last = index(limits[1], completions);
        if (first >= last) {
            throw notRising(first, last);
        }
        return new Interval(first, last);
    }

    private static int index(String text, int completions) throws MalformedException {
        int index;
        try {
            index = Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new MalformedException("cannot convert string to integer for index: \"" + text + "\"");
        }
        if (index >= completions) {
            throw new MalformedException("too large index: \"" + text + "\"");
        }
        return index;
    }

    private static MalformedException notRising(int previous, int current) {
        return new MalformedException("non-increasing order, previous: " + previous + ", current: " + current);
    }
}
