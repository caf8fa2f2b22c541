package dev.carafe.kubernetes.apimachinery.regex;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How large an expression becomes when it is compiled: a counted repeat is written out, and one within another multiplies. Go's library
 * refuses what becomes too large while it parses (regexp/syntax, parse.go); re2j compiles it, however much memory that takes.
 *
 * <p>Only what sizes depend on is read, each character once. Whether the expression is well-formed is said when it is compiled.
 */
final class ExpressionSize {
    /** How often something may be repeated, repeats of repeats multiplied. */
    private static final int REPEATS_MAX = 1_000;

    private static final int DEPTH_MAX = 1_000;

    /** Instructions; upstream's bound is about three million. */
    private static final long INSTRUCTIONS_MAX = 500_000;

    private static final String INVALID_REPEAT = "invalid repeat count";

    /** A part of an expression: its instructions, and how often the innermost part of it is repeated at the most. */
    private record Part(long instructions, int repeats) {
        static final Part NONE = new Part(0, 1);
        static final Part ONE = new Part(1, 1);

        Part and(Part next) {
            return new Part(instructions + next.instructions, Math.max(repeats, next.repeats));
        }
    }

    private final String expression;

    /** What stands before the group that is read, of each group around it. */
    private final Deque<Part> outer = new ArrayDeque<>();

    /** The group that is read, without the last thing in it. */
    private Part before = Part.NONE;

    /** What a repeat that comes next repeats. */
    private Part last = Part.NONE;

    private int at;

    private ExpressionSize(String expression) {
        this.expression = expression;
    }

    /** @throws PatternSyntaxException for what becomes too large */
    static void check(String expression) {
        ExpressionSize size = new ExpressionSize(expression);
        while (size.at < expression.length()) {
            size.step();
            if (size.before.instructions + size.last.instructions > INSTRUCTIONS_MAX) {
                throw new PatternSyntaxException("expression too large", expression);
            }
        }
    }

    private void step() {
        char c = expression.charAt(at);
        switch (c) {
            case '(' -> open();
            case ')' -> close();
            case '[' -> {
                at = endOfClass();
                take(Part.ONE);
            }
            case '\\' -> escape();
            case '{' -> repeat();
            case '*', '+', '?' -> {
                at++;
                last = new Part(last.instructions + 1, last.repeats);
            }
            default -> {
                at++;
                take(Part.ONE);
            }
        }
    }

    private void take(Part next) {
        before = before.and(last);
        last = next;
    }

    private void open() {
        at++;
        outer.push(before.and(last));
        before = Part.NONE;
        last = Part.NONE;
        if (outer.size() > DEPTH_MAX) {
            throw new PatternSyntaxException("expression nests too deeply", expression);
        }
    }

    private void close() {
        at++;
        if (!outer.isEmpty()) { // otherwise it is not well-formed
            last = before.and(last).and(new Part(2, 1));
            before = outer.pop();
        }
    }

    private void escape() {
        if (expression.startsWith("\\Q", at)) {
            int end = expression.indexOf("\\E", at);
            int to = end < 0 ? expression.length() : end;
            take(new Part(Math.max(0, to - at - 2), 1));
            at = end < 0 ? to : to + 2;
            return;
        }
        at += 2;
        take(Part.ONE);
        if (at < expression.length() && expression.charAt(at) == '{' && "pPx".indexOf(expression.charAt(at - 1)) >= 0) {
            int end = expression.indexOf('}', at);
            at = end < 0 ? expression.length() : end + 1;
        }
    }

    /** Behind the class that begins here; a bracket that comes first stands for itself. */
    private int endOfClass() {
        int i = at + 1;
        if (i < expression.length() && expression.charAt(i) == '^') {
            i++;
        }
        int first = i;
        while (i < expression.length() && (expression.charAt(i) != ']' || i == first)) {
            int named = expression.startsWith("[:", i) ? expression.indexOf(":]", i + 2) : -1;
            i = named >= 0 ? named + 2 : i + (expression.charAt(i) == '\\' ? 2 : 1);
        }
        return Math.min(i + 1, expression.length());
    }

    /** A count, or a brace that stands for itself. */
    private void repeat() {
        int comma = number(at + 1);
        int end = comma < expression.length() && expression.charAt(comma) == ',' ? number(comma + 1) : comma;
        if (comma == at + 1 || end >= expression.length() || expression.charAt(end) != '}') {
            at++;
            take(Part.ONE);
            return;
        }
        String count = expression.substring(at, end + 1);
        int least = value(at + 1, comma, count);
        int most = end > comma + 1 ? value(comma + 1, end, count) : least;
        at = end + 1;
        if (most >= 2 && (long) last.repeats * most > REPEATS_MAX) {
            throw new PatternSyntaxException(INVALID_REPEAT, count);
        }
        last = most == 0 ? Part.ONE : new Part((last.instructions + 1) * most + 1, last.repeats * most);
    }

    private int number(int from) {
        int i = from;
        while (i < expression.length() && expression.charAt(i) >= '0' && expression.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    private int value(int from, int to, String count) {
        if (to - from > 4) {
            throw new PatternSyntaxException(INVALID_REPEAT, count);
        }
        int value = Integer.parseInt(expression, from, to, 10);
        if (value > REPEATS_MAX) {
            throw new PatternSyntaxException(INVALID_REPEAT, count);
        }
        return value;
    }
}
