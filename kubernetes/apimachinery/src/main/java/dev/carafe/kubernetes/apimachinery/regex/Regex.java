package dev.carafe.kubernetes.apimachinery.regex;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Compiles expressions of users. */
public final class Regex {
    private Regex() {}

    /**
     * A compiled expression.
     *
     * @throws PatternSyntaxException in upstream's words, also for what would take too much memory
     */
    public static Pattern compile(String expression) {
        ExpressionSize.check(expression);
        return Pattern.compile(expression);
    }
}
