package dev.carafe.kubernetes.apimachinery.cel;

import java.util.List;
import java.util.Set;

/**
 * What calls cost: of functions whose cost depends on the sizes of what they are given, by the name of the function or of the
 * overload (k8s.io/apiserver/pkg/cel/library, cost.go; cel-go's checker/cost.go and interpreter/runtimecost.go). Definitions are
 * refused by these numbers, so they are upstream's to the unit. Functions only.
 */
final class CallCosts {
    /** A unit of cost for each ten characters that are walked along. */
    static final double TRAVERSAL = 0.1;

    /** A unit of cost for each four characters of a regular expression. */
    static final double REGEX = 0.25;

    private static final Set<String> ALONG_LISTS =
            Set.of("isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes");
    private static final Set<String> ALONG_TARGET = Set.of("lowerAscii", "upperAscii", "substring", "trim");
    private static final Set<String> PARSERS =
            Set.of("cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver");
    private static final Set<String> COMPARISONS = Set.of(
            "less_string",
            "greater_string",
            "less_equals_string",
            "greater_equals_string",
            "less_bytes",
            "greater_bytes",
            "less_equals_bytes",
            "greater_equals_bytes",
            "equals",
            "not_equals");

    private CallCosts() {}

    /** Whether two values are compared as far as the shorter one goes. */
    static boolean isComparison(String overload) {
        return COMPARISONS.contains(overload);
    }

    static boolean isAlongLists(String function) {
        return ALONG_LISTS.contains(function);
    }

    static boolean isAlongTarget(String function) {
        return ALONG_TARGET.contains(function);
    }

    static boolean isParser(String function, String overload) {
        return PARSERS.contains(function) || (function.equals("ip") && !overload.equals("cidr_ip"));
    }

    /**
     * What a call cost that was made.
     *
     * @param arguments what it was given, the target first
     * @param result what it returned
     */
    static long actual(String function, String overload, List<Object> arguments, Object result) {
        return switch (function) {
            case "_&&_", "_||_", "_?_:_" -> 0; // what their parts cost
            case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes" ->
                traversal(arguments.getFirst());
            case "url", "lowerAscii", "upperAscii", "substring", "trim" -> along(arguments.getFirst(), TRAVERSAL);
            case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
                along(arguments.getFirst(), TRAVERSAL);
            case "ip" -> overload.equals("cidr_ip") ? 1 : along(arguments.getFirst(), TRAVERSAL);
            case "ip.isCanonical", "replace", "split" -> along(arguments.getFirst(), 2 * TRAVERSAL);
            case "join" -> along(result, 2 * TRAVERSAL);
            case "find", "findAll" -> matching(arguments.get(0), CelValues.size(arguments.get(1)));
            case "containsIP" -> {
                long own = SizeRange.scaled(2 * CelValues.size(arguments.get(0)), TRAVERSAL);
                yield overload.equals("cidr_contains_ip_string") ? own + along(arguments.get(1), TRAVERSAL) : own;
            }
            case "containsCIDR" -> {
                long size = CelValues.size(arguments.get(0));
                long own = SizeRange.scaled(2 * size, TRAVERSAL) + SizeRange.scaled(size, TRAVERSAL) + 1;
                yield overload.equals("cidr_contains_cidr_string") ? own + along(arguments.get(1), TRAVERSAL) : own;
            }
            case "sets.contains", "sets.intersects" -> pairs(arguments) + 1;
            case "sets.equivalent" -> 2 * pairs(arguments) + 1;
            case "validate" ->
                arguments.getFirst() instanceof FormatFunctions.Format format
                        ? matching(arguments.get(1), format.regexSize())
                        : 1;
            default -> ofOverload(overload, arguments);
        };
    }

    private static long ofOverload(String overload, List<Object> arguments) {
        if (isComparison(overload)) {
            long smaller = Math.min(CelValues.size(arguments.get(0)), CelValues.size(arguments.get(1)));
            return SizeRange.scaled(smaller, TRAVERSAL);
        }
        return switch (overload) {
            case "starts_with_string", "ends_with_string" -> along(arguments.get(1), TRAVERSAL);
            case "string_to_bytes", "bytes_to_string", "strings_quote", "string_format" ->
                along(arguments.getFirst(), TRAVERSAL);
            case "in_list" -> CelValues.size(arguments.get(1));
            case "add_string", "add_bytes" ->
                SizeRange.scaled(CelValues.size(arguments.get(0)) + CelValues.size(arguments.get(1)), TRAVERSAL);
            case "matches", "matches_string" -> matching(arguments.get(0), CelValues.size(arguments.get(1)));
            case "contains_string" -> along(arguments.get(0), TRAVERSAL) * along(arguments.get(1), TRAVERSAL);
            default -> 1;
        };
    }

    private static long pairs(List<Object> lists) {
        return SizeRange.product(CelValues.size(lists.get(0)), CelValues.size(lists.get(1)));
    }

    private static long along(Object value, double factor) {
        return SizeRange.scaled(CelValues.size(value), factor);
    }

    private static long matching(Object text, long regexSize) {
        return SizeRange.scaled(CelValues.size(text) + 1, TRAVERSAL) * SizeRange.scaled(regexSize, REGEX);
    }

    /** What a walk through a value and all its parts costs. */
    private static long traversal(Object value) {
        return switch (value) {
            case String text -> (long) (text.length() * TRAVERSAL);
            case List<?> list -> {
                long cost = 0;
                for (Object item : list) {
                    cost += traversal(item);
                }
                yield cost;
            }
            default -> 1;
        };
    }
}
