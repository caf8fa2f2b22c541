package dev.carafe.kubernetes.apimachinery.cel;

import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.OpaqueValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions by semver.org 2.0.0 (k8s.io/apiserver/pkg/cel/library, semverlib.go). */
final class SemverFunctions {
    private static final OpaqueType TYPE = OpaqueType.create("kubernetes.Semver");
    private static final int TEXT_MAX = 256;
    private static final Pattern VERSION =
            Pattern.compile("(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,17})"
                    + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");

    private SemverFunctions() {}

    /** A version; what it was built from does not count in comparisons. */
    @SuppressWarnings("Immutable") // it is, though its parts do not say so
    private static final class Version extends OpaqueValue {
        private final long major;
        private final long minor;
        private final long patch;
        private final List<String> before;

        Version(long major, long minor, long patch, List<String> before) {
            this.major = major;
            this.minor = minor;
            this.patch = patch;
            this.before = before;
        }

        @Override
        public Version value() {
            return this;
        }

        @Override
        public String toString() {
            String release = major + "." + minor + "." + patch;
            return before.isEmpty() ? release : release + "-" + String.join(".", before);
        }

        @Override
        public OpaqueType celType() {
            return TYPE;
        }

        int compareTo(Version other) {
            int order = Long.compare(major, other.major);
            order = order != 0 ? order : Long.compare(minor, other.minor);
            order = order != 0 ? order : Long.compare(patch, other.patch);
            return order != 0 ? order : comparePreRelease(before, other.before);
        }

        private static int comparePreRelease(List<String> left, List<String> right) {
            if (left.isEmpty() || right.isEmpty()) {
                return Boolean.compare(left.isEmpty(), right.isEmpty());
            }
            for (int i = 0; i < left.size() && i < right.size(); i++) {
                int order = compareIdentifiers(left.get(i), right.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(left.size(), right.size());
        }

        private static int compareIdentifiers(String left, String right) {
            boolean leftNumeric = isNumeric(left);
            boolean rightNumeric = isNumeric(right);
            if (leftNumeric && rightNumeric) {
                int order = Integer.compare(left.length(), right.length());
                return order != 0 ? order : left.compareTo(right);
            }
            return leftNumeric == rightNumeric ? Integer.signum(left.compareTo(right)) : leftNumeric ? -1 : 1;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Version version && compareTo(version) == 0;
        }

        @Override
        public int hashCode() {
            return toString().hashCode();
        }
    }

    static void add(Functions functions) {
        functions.type(TYPE, Version.class);
        functions.global("semver", "string_to_semver", TYPE, a -> read((String) a[0]), SimpleType.STRING);
        functions.global(
                "semver",
                "string_bool_to_semver",
                TYPE,
                a -> read(normalized((String) a[0], (Boolean) a[1])),
                SimpleType.STRING,
                SimpleType.BOOL);
        functions.global(
                "isSemver",
                "is_semver_string",
                SimpleType.BOOL,
                a -> parse((String) a[0]).isPresent(),
                SimpleType.STRING);
        functions.global(
                "isSemver",
                "is_semver_string_bool",
                SimpleType.BOOL,
                a -> parse(normalized((String) a[0], (Boolean) a[1])).isPresent(),
                SimpleType.STRING,
                SimpleType.BOOL);
        functions.member("isGreaterThan", "semver_is_greater_than", SimpleType.BOOL, a -> compare(a) > 0, TYPE, TYPE);
        functions.member("isLessThan", "semver_is_less_than", SimpleType.BOOL, a -> compare(a) < 0, TYPE, TYPE);
        functions.member(
                "compareTo", "semver_compare_to", SimpleType.INT, a -> (long) Integer.signum(compare(a)), TYPE, TYPE);
        functions.member("major", "semver_major", SimpleType.INT, a -> ((Version) a[0]).major, TYPE);
        functions.member("minor", "semver_minor", SimpleType.INT, a -> ((Version) a[0]).minor, TYPE);
        functions.member("patch", "semver_patch", SimpleType.INT, a -> ((Version) a[0]).patch, TYPE);
    }

    private static int compare(Object[] arguments) {
        return ((Version) arguments[0]).compareTo((Version) arguments[1]);
    }

    private static Version read(String text) {
        return parse(text)
                .orElseThrow(() -> new CelInvalidArgumentException("invalid semantic version " + Quoted.of(text)));
    }

    private static Optional<Version> parse(String text) {
        Matcher matcher = VERSION.matcher(text.length() > TEXT_MAX ? "" : text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String before = matcher.group(4);
        List<String> identifiers = before == null ? List.of() : Arrays.asList(before.split("\\.", -1));
        boolean padded =
                identifiers.stream().anyMatch(part -> part.length() > 1 && part.charAt(0) == '0' && isNumeric(part));
        return padded
                ? Optional.empty()
                : Optional.of(new Version(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        identifiers));
    }

    private static boolean isNumeric(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A version without the v before it and zeros before its numbers, and with all three of them. */
    private static String normalized(String text, boolean normalize) {
        if (!normalize) {
            return text;
        }
        String[] parts = (text.startsWith("v") ? text.substring(1) : text).split("\\.", 3);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = withoutZeros(parts[i]);
        }
        String last = parts[parts.length - 1];
        if (parts.length < 3 && (last.indexOf('+') >= 0 || last.indexOf('-') >= 0)) {
            throw new CelInvalidArgumentException("short version cannot contain PreRelease/Build meta data");
        }
        return String.join(".", parts) + ".0".repeat(3 - parts.length);
    }

    private static String withoutZeros(String part) {
        int zeros = 0;
        while (zeros < part.length() - 1 && part.charAt(zeros) == '0' && Character.isDigit(part.charAt(zeros + 1))) {
            zeros++;
        }
        return part.substring(zeros);
    }
}
