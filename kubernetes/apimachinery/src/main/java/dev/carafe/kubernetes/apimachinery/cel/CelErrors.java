package dev.carafe.kubernetes.apimachinery.cel;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.exceptions.CelDivideByZeroException;
import dev.cel.common.exceptions.CelIndexOutOfBoundsException;
import dev.cel.common.exceptions.CelNumericOverflowException;
import dev.cel.common.exceptions.CelOverloadNotFoundException;
import dev.cel.runtime.CelEvaluationException;
import java.util.Locale;

/** Errors of running expressions in the words that cel-go has for them. Functions only. */
final class CelErrors {
    private CelErrors() {}

    static String message(CelEvaluationException error) {
        Throwable cause = error.getCause();
        String own = cause == null ? withoutPlace(error) : String.valueOf(cause.getMessage());
        return switch (cause) {
            case CelAttributeNotFoundException _ -> own.startsWith("no such key") ? own : "no such key: " + key(own);
            case CelIndexOutOfBoundsException _ -> own.toLowerCase(Locale.ROOT);
            case CelDivideByZeroException _ -> "division by zero";
            case CelNumericOverflowException _ -> "integer overflow";
            case CelOverloadNotFoundException _ -> "no such overload";
            case null, default -> own;
        };
    }

    /** The key of a message such as {@code Error resolving field 'key'. …}, or of one that is the key. */
    private static String key(String message) {
        int start = message.indexOf('\'');
        int end = message.indexOf('\'', start + 1);
        return start >= 0 && end > start ? message.substring(start + 1, end) : message;
    }

    private static String withoutPlace(CelEvaluationException error) {
        String message = String.valueOf(error.getMessage());
        int end = message.startsWith("evaluation error at ") ? message.indexOf(": ") : -1;
        return end < 0 ? message : message.substring(end + 2);
    }
}
