package dev.carafe.vsphere.vim.generator;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One line of a table, read from left to right. Every read that finds something else than asked for is an error. */
final class Line {
    static final Pattern WORD = Pattern.compile("[^\\s(),]+");
    private static final Pattern SPACE = Pattern.compile("\\s*");

    private final String text;
    private final int number;
    private int position;

    Line(String text, int number) {
        this.text = text;
        this.number = number;
    }

    boolean isIndented() {
        return text.startsWith("  ");
    }

    /** Reads the next word. */
    String word() {
        String found = match(WORD);
        if (found == null) {
            throw unknown();
        }
        return found;
    }

    /** Reads the next word when it starts so, without that start. */
    @Nullable
    String prefixed(String prefix) {
        return skip(prefix) ? match(WORD) : null;
    }

    /** Reads this text when it comes next. */
    boolean skip(String expected) {
        match(SPACE);
        if (text.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    void expect(String expected) {
        if (!skip(expected)) {
            throw unknown();
        }
    }

    /** The rest up to a character, which is read too. */
    String until(char end) {
        int index = text.indexOf(end, position);
        if (index < 0) {
            throw unknown();
        }
        String found = text.substring(position, index).strip();
        position = index + 1;
        return found;
    }

    boolean atEnd() {
        match(SPACE);
        return position == text.length();
    }

    void expectEnd() {
        if (!atEnd()) {
            throw unknown();
        }
    }

    IllegalArgumentException unknown() {
        return new IllegalArgumentException(
                "line " + number + ", column " + (position + 1) + ": unknown form: " + text);
    }

    private @Nullable String match(Pattern pattern) {
        if (pattern != SPACE) {
            match(SPACE);
        }
        var matcher = pattern.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        position = matcher.end();
        return matcher.group();
    }
}
