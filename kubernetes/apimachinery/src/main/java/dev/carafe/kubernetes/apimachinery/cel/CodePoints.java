package dev.carafe.kubernetes.apimachinery.cel;

/** Text as a sequence of Unicode's code points, which CEL and Go order text by. Functions only. */
final class CodePoints {
    private CodePoints() {}

    static int compare(String left, String right) {
        int i = 0;
        while (i < left.length() && i < right.length()) {
            int a = left.codePointAt(i);
            int b = right.codePointAt(i);
            if (a != b) {
                return Integer.compare(a, b);
            }
            i += Character.charCount(a);
        }
        return Integer.compare(left.length(), right.length());
    }
}
