package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
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
    private static final Pattern SSN = Pattern.compile("\\d{3}[- ]?\\d{2}[- ]?\\d{4}");
    private static final Pattern HEX_COLOUR = Pattern.compile("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-fA-F]{24}");
    private static final Pattern LAST_LABEL = Pattern.compile("[a-zA-Z\\p{L}]{2,63}");
    private static final Pattern LABEL =
            Pattern.compile("[a-zA-Z0-9\\p{S}\\p{L}]([a-zA-Z0-9\\-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?");
    private static final Pattern ONLY_LABEL =
            Pattern.compile("[a-zA-Z0-9\\p{S}\\p{L}](-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?");
    private static final Pattern URI = Pattern.compile("(/|[a-zA-Z][a-zA-Z0-9+.-]*:).*");
    private static final Pattern AUTHORITY = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*[ \"<>\\\\^`{|}].*");
    private static final Pattern GO_DURATION =
            Pattern.compile("[+-]?(0|((\\d+(\\.\\d*)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)");
    /** A count and a unit, wherever it stands: upstream reads times such as {@code 3 days} too. */
    private static final Pattern WORDED_DURATION = Pattern.compile(
            "(?i)\\d+\\s*(ns|nano[a-zµ]*|us|µs|micro[a-zµ]*|ms|milli[a-zµ]*|s|sec[a-zµ]*|m|min[a-zµ]*|h|hr|hour[a-zµ]*|d|day[a-zµ]*"
                    + "|w|week|wk[a-zµ]*)(?![a-zµ])");

    private static final int EMAIL_MAX = 320;
    private static final int HOSTNAME_MAX = 255;

    private Formats() {}

    static boolean isValid(String format, String text) {
        return switch (format) {
            case "date-time", "datetime" -> isMoment(text);
            case "date" -> isDate(text);
            case "ipv4" -> Addresses.isAddress(text) && text.indexOf(':') < 0;
            case "ipv6" -> Addresses.isAddress(text) && text.indexOf(':') >= 0;
            case "cidr" -> isNetwork(text);
            case "uri" -> isUri(text);
            case "hostname" -> isHostname(text);
            case "duration" ->
                GO_DURATION.matcher(text).matches()
                        || WORDED_DURATION.matcher(text).find();
            case "ssn" -> SSN.matcher(text).matches();
            case "hexcolor" -> HEX_COLOUR.matcher(text).matches();
            case "bsonobjectid" -> OBJECT_ID.matcher(text).matches();
            case "uuid" -> UUID.matcher(text).matches();
            case "mac" -> MAC.matcher(text).matches();
            case "byte" -> isBase64(text);
            case "email" -> isEmail(text);
            default -> true;
        };
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !Addresses.isAddress(text.substring(0, slash))) {
            return false;
        }
        String length = text.substring(slash + 1);
        int most = text.indexOf(':') < 0 ? 32 : 128;
        return length.matches("\\d{1,3}") && Integer.parseInt(length) <= most;
    }

    /** As a request line could have it: absolute, or a path from the root. */
    private static boolean isUri(String text) {
        return URI.matcher(text).matches()
                && !AUTHORITY.matcher(text).matches()
                && text.chars().noneMatch(Character::isISOControl);
    }

    /** One label of any form, or several of which the last has only letters. */
    private static boolean isHostname(String text) {
        if (text.length() > HOSTNAME_MAX) {
            return false;
        }
        int last = text.lastIndexOf('.');
        return last < 0
                ? ONLY_LABEL.matcher(text).matches()
                : LAST_LABEL.matcher(text.substring(last + 1)).matches()
                        && Arrays.stream(text.substring(0, last).split("\\.", -1))
                                .allMatch(label -> LABEL.matcher(label).matches());
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
