package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Formats of texts that a schema may name; a format that upstream does not know says nothing
 * (apiextensions-apiserver/pkg/apiserver/validation/formats.go). Functions only.
 */
final class Formats {
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}");
    private static final Pattern MAC = Pattern.compile("(?i)[0-9a-f]{2}([:-][0-9a-f]{2}){5,7}");
    private static final int EMAIL_MAX = 320;

    private Formats() {}

    static boolean isValid(String format, String text) {
        return switch (format) {
            case "date-time", "datetime" -> isMoment(text);
            case "date" -> isDate(text);
            case "ipv4" -> Addresses.isAddress(text) && text.indexOf(':') < 0;
            case "ipv6" -> Addresses.isAddress(text) && text.indexOf(':') >= 0;
            case "uuid" -> UUID.matcher(text).matches();
            case "mac" -> MAC.matcher(text).matches();
            case "byte" -> isBase64(text);
            case "email" -> isEmail(text);
            default -> true;
        };
    }

    private static boolean isMoment(String text) {
        try {
            return OffsetDateTime.parse(text.replace(' ', 'T')).getYear() >= 0;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            return LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        return at > 0 && at < text.length() - 1 && text.length() <= EMAIL_MAX && text.indexOf(' ') < 0;
    }
}
