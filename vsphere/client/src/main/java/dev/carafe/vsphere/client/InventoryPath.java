package dev.carafe.vsphere.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A pattern for places in the inventory, as govc has it: names between slashes, each with the wildcards of Go's
 * {@code path.Match} ({@code *}, {@code ?}, {@code [a-z]}, {@code [^a-z]}, {@code \} before a character that is meant
 * itself), and {@code ...} for any number of folders. Pure.
 *
 * <p>A name's own slash is {@code %2f} in a path, as vSphere writes it; {@code %5c} and {@code %25} likewise.
 *
 * @param segments the parts between the slashes; {@code .} and empty ones are gone, {@code ..} has taken one away
 */
record InventoryPath(List<String> segments) {
    static final String RECURSIVE = "...";
    private static final int SEGMENTS_MAX = 64;

    /** @throws IllegalArgumentException when a part's brackets are not closed, or it has very many parts */
    InventoryPath {
        segments = List.copyOf(segments);
        if (segments.size() > SEGMENTS_MAX) {
            throw new IllegalArgumentException("an inventory path has at most " + SEGMENTS_MAX + " parts");
        }
        segments.forEach(InventoryPath::check);
    }

    /**
     * A path that begins with a slash stands for itself; any other begins at a place.
     *
     * @param place where a path without a slash begins, such as {@code /DC0/vm}
     */
    static InventoryPath of(String path, String place) {
        List<String> segments = new ArrayList<>();
        for (String segment : (path.startsWith("/") ? path : place + "/" + path).split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> {
                    if (!segments.isEmpty()) {
                        segments.removeLast();
                    }
                }
                default -> segments.add(segment);
            }
        }
        return new InventoryPath(segments);
    }

    /** Whether it is one name without wildcards, and not a path: such is looked for at every depth. */
    static boolean isPlainName(String path) {
        return !path.contains("/") && path.chars().noneMatch(c -> c == '*' || c == '?' || c == '[') && !path.isEmpty();
    }

    /** A name as it stands in a path. */
    static String escape(String name) {
        return name.replace("/", "%2f");
    }

    /** Two names are the same also where one has its special characters escaped and the other has not. */
    static boolean matches(String pattern, String name) {
        return match(pattern, 0, name, 0)
                || match(
                        pattern,
                        0,
                        name.replace("%2f", "/").replace("%5c", "\\").replace("%25", "%"),
                        0);
    }

    /** Go's path.Match without its rule for slashes, which names here do not have. */
    private static boolean match(String pattern, int patternStart, String name, int nameStart) {
        int p = patternStart;
        int n = nameStart;
        int star = -1;
        int starName = -1;
        while (true) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = ++p;
                starName = n;
                continue;
            }
            if (p == pattern.length() && n == name.length()) {
                return true;
            }
            int next = p < pattern.length() ? one(pattern, p, n < name.length() ? name.charAt(n) : -1) : 0;
            if (next > 0 && n < name.length()) {
                p = next;
                n++;
            } else if (star >= 0 && starName < name.length()) {
                p = star; // the star takes one character more
                n = ++starName;
            } else {
                return false;
            }
        }
    }

    private static void check(String pattern) {
        int at = 0;
        while (at < pattern.length()) {
            at = Math.abs(one(pattern, at, -1));
        }
    }

    /** Where the pattern goes on after one character; negative when it does not match it. */
    private static int one(String pattern, int at, int c) {
        return switch (pattern.charAt(at)) {
            case '?' -> at + 1;
            case '[' -> bracket(pattern, at, c);
            case '\\' -> {
                if (at + 1 == pattern.length()) {
                    throw malformed(pattern);
                }
                yield pattern.charAt(at + 1) == c ? at + 2 : -(at + 2);
            }
            default -> pattern.charAt(at) == c ? at + 1 : -(at + 1);
        };
    }

    private static int bracket(String pattern, int at, int c) {
        int i = at + 1;
        boolean negated = i < pattern.length() && pattern.charAt(i) == '^';
        if (negated) {
            i++;
        }
        boolean found = false;
        for (int ranges = 0; ; ranges++) {
            if (i < pattern.length() && pattern.charAt(i) == ']' && ranges > 0) {
                return found != negated ? i + 1 : -(i + 1);
            }
            i = escaped(pattern, i);
            int low = pattern.charAt(i++);
            int high = low;
            if (i < pattern.length() && pattern.charAt(i) == '-') {
                i = escaped(pattern, i + 1);
                high = pattern.charAt(i++);
            }
            found |= low <= c && c <= high;
        }
    }

    /** The position of the character itself; inside brackets a bare end, minus or closing bracket is none. */
    private static int escaped(String pattern, int at) {
        int i = at;
        if (i < pattern.length() && pattern.charAt(i) == '\\') {
            i++;
        } else if (i < pattern.length() && (pattern.charAt(i) == '-' || pattern.charAt(i) == ']')) {
            throw malformed(pattern);
        }
        if (i >= pattern.length()) {
            throw malformed(pattern);
        }
        return i;
    }

    private static IllegalArgumentException malformed(String pattern) {
        return new IllegalArgumentException(String.format(
                Locale.ROOT, "the pattern %s is malformed: close its brackets, end it without \\", pattern));
    }

    @Override
    public String toString() {
        return "/" + String.join("/", segments);
    }
}
