package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A version by the rules of Semantic Versioning 2.0.0, as github.com/blang/semver reads it.
 *
 * @param numbers major, minor and patch
 * @param prerelease its identifiers; empty for a release
 */
record SemanticVersion(List<BigInteger> numbers, List<String> prerelease) implements Comparable<SemanticVersion> {
    static final SemanticVersion ZERO =
            new SemanticVersion(List.of(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO), List.of());

    private static final BigInteger NUMBER_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final int NUMBER_DIGITS_MAX = 20;

    /** The version that a text names; empty where it names none. */
    static Optional<SemanticVersion> parse(String text) {
        int plus = text.indexOf('+');
        String main = plus < 0 ? text : text.substring(0, plus);
        int dash = main.indexOf('-');
        String core = dash < 0 ? main : main.substring(0, dash);
        List<String> parts = List.of(core.split("\\.", -1));
        List<String> prerelease =
                dash < 0 ? List.of() : List.of(main.substring(dash + 1).split("\\.", -1));
        boolean good = parts.size() == 3
                && parts.stream().allMatch(SemanticVersion::isNumber)
                && prerelease.stream().allMatch(part -> isIdentifier(part) && (!isDigits(part) || isNumber(part)))
                && (plus < 0
                        || List.of(text.substring(plus + 1).split("\\.", -1)).stream()
                                .allMatch(SemanticVersion::isIdentifier));
        return good
                ? Optional.of(
                        new SemanticVersion(parts.stream().map(BigInteger::new).toList(), prerelease))
                : Optional.empty();
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isNumber(String text) {
        return isDigits(text)
                && text.length() <= NUMBER_DIGITS_MAX
                && (text.length() == 1 || text.charAt(0) != '0')
                && new BigInteger(text).compareTo(NUMBER_MAX) <= 0;
    }

    private static boolean isIdentifier(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c ->
                                c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
    }

    @Override
    public int compareTo(SemanticVersion other) {
        for (int i = 0; i < numbers.size(); i++) {
            int order = numbers.get(i).compareTo(other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
            return Boolean.compare(prerelease.isEmpty(), other.prerelease.isEmpty());
        }
        int shared = Math.min(prerelease.size(), other.prerelease.size());
        for (int i = 0; i < shared; i++) {
            int order = compare(prerelease.get(i), other.prerelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(prerelease.size(), other.prerelease.size());
    }

    /** Numbers come before words. */
    private static int compare(String a, String b) {
        if (isDigits(a) && isDigits(b)) {
            return new BigInteger(a).compareTo(new BigInteger(b));
        }
        return isDigits(a) == isDigits(b) ? a.compareTo(b) : isDigits(a) ? -1 : 1;
    }
}
