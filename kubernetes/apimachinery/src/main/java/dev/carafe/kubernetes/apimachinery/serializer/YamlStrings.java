package dev.carafe.kubernetes.apimachinery.serializer;

import java.math.BigInteger;
import java.util.Comparator;

/** How strings are written in YAML: plain, quoted or as a block, in go-yaml's choice. */
final class YamlStrings {
    /** By character, with numbers by their value and other signs before letters. */
    static final Comparator<String> KEY_ORDER = YamlStrings::compareKeys;

    private YamlStrings() {}

    static String key(String text) {
        return style(text, false) == Style.BLOCK ? doubleQuoted(text) : scalar(text);
    }

    /** A value; the lines of a block stand at {@code indent}. */
    static String value(String text, int indent) {
        return text.indexOf('\n') >= 0 && style(text, true) == Style.BLOCK
                ? block(text, Math.max(indent, 2))
                : scalar(text);
    }

    private enum Style {
        PLAIN,
        SINGLE_QUOTED,
        DOUBLE_QUOTED,
        BLOCK
    }

    private static String scalar(String text) {
        return switch (style(text, false)) {
            case PLAIN -> text;
            case SINGLE_QUOTED -> "'" + text.replace("'", "''") + "'";
            case DOUBLE_QUOTED, BLOCK -> doubleQuoted(text);
        };
    }

    private static Style style(String text, boolean blockAllowed) {
        if (text.isEmpty() || !PlainScalars.staysString(text)) {
            return Style.DOUBLE_QUOTED;
        }
        boolean lines = text.indexOf('\n') >= 0;
        boolean special = !text.codePoints().allMatch(YamlStrings::prints);
        boolean spaceBeforeBreak = text.contains(" \n");
        if (special || spaceBeforeBreak) {
            return Style.DOUBLE_QUOTED;
        }
        if (lines) {
            return blockAllowed && !text.endsWith(" ") ? Style.BLOCK : Style.DOUBLE_QUOTED;
        }
        return text.startsWith(" ") || text.endsWith(" ") || hasIndicator(text) ? Style.SINGLE_QUOTED : Style.PLAIN;
    }

    private static boolean prints(int c) {
        return c == '\n'
                || (c >= 0x20 && c <= 0x7e)
                || (c >= 0xa0 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd && c != 0xfeff)
                || (c >= 0x10000 && c <= 0x10ffff);
    }

    /** Whether the text without quotes would be read as structure. */
    private static boolean hasIndicator(String text) {
        if (text.startsWith("---") || text.startsWith("...") || "#,[]{}&*!|>'\"%@`".indexOf(text.charAt(0)) >= 0) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean blankAfter = i + 1 == text.length() || text.charAt(i + 1) == ' ';
            boolean blankBefore = i == 0 || text.charAt(i - 1) == ' ';
            if ((c == ':' && blankAfter)
                    || (c == '#' && blankBefore)
                    || (i == 0 && (c == '-' || c == '?') && blankAfter)) {
                return true;
            }
        }
        return false;
    }

    private static String block(String text, int indent) {
        StringBuilder out = new StringBuilder(text.length() + 32).append('|');
        if (text.startsWith(" ") || text.startsWith("\n")) {
            out.append(2);
        }
        if (!text.endsWith("\n")) {
            out.append('-');
        } else if (text.endsWith("\n\n") || text.length() == 1) {
            out.append('+');
        }
        String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        for (String line : body.split("\n", -1)) {
            out.append('\n');
            if (!line.isEmpty()) {
                out.repeat(' ', indent).append(line);
            }
        }
        return out.toString();
    }

    private static String doubleQuoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> out.append('\\').append((char) c);
                case 0 -> out.append("\\0");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case 11 -> out.append("\\v");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                case 27 -> out.append("\\e");
                case 0x85 -> out.append("\\N");
                case 0xfeff -> out.append("\\uFEFF");
                default -> {
                    if (prints(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(c < 0x100 ? "\\x%02X" : "\\u%04X", c));
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    private static int compareKeys(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = digitsEnd(a, i);
            int endB = digitsEnd(b, j);
            int order;
            if (endA > i && endB > j) {
                order = new BigInteger(a.substring(i, endA)).compareTo(new BigInteger(b.substring(j, endB)));
                order = order != 0 ? order : Integer.compare(endA - i, endB - j);
            } else {
                boolean letterA = Character.isLetter(a.charAt(i));
                boolean letterB = Character.isLetter(b.charAt(j));
                order = letterA == letterB ? Character.compare(a.charAt(i), b.charAt(j)) : letterA ? 1 : -1;
            }
            if (order != 0) {
                return order;
            }
            i = Math.max(endA, i + 1);
            j = Math.max(endB, j + 1);
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }

    private static int digitsEnd(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
