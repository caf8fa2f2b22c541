package dev.carafe.vsphere.esxi.file;

import java.util.Locale;

/**
 * A pattern for names: {@code *} stands for any characters, {@code ?} for one. Matching takes at most the product of both lengths,
 * whatever the pattern.
 */
record Glob(String pattern, boolean anyCase) {
    Glob {
        pattern = anyCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
    }

    boolean matches(String fileName) {
        String name = anyCase ? fileName.toLowerCase(Locale.ROOT) : fileName;
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < name.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == name.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
