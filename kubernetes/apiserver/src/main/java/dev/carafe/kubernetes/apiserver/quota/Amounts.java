package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Arithmetic with amounts by resource (apiserver, pkg/quota/v1/resources.go). */
final class Amounts {
    static final Quantity ONE = Quantity.of(1);

    private Amounts() {}

    static Map<String, Quantity> plus(Map<String, Quantity> amounts, Map<String, Quantity> others) {
        Map<String, Quantity> sum = new LinkedHashMap<>(amounts);
        others.forEach((resource, amount) -> sum.merge(resource, amount, Quantity::plus));
        return sum;
    }

    /** By how much the amounts are above the others; what is below is left out. */
    static Map<String, Quantity> above(Map<String, Quantity> amounts, Map<String, Quantity> others) {
        Map<String, Quantity> more = new LinkedHashMap<>();
        amounts.forEach((resource, amount) -> {
            Quantity other = others.get(resource);
            Quantity difference = other == null ? amount : amount.minus(other);
            if (difference.signum() > 0) {
                more.put(resource, difference);
            }
        });
        return more;
    }

    /** The larger of each. */
    static Map<String, Quantity> larger(Map<String, Quantity> amounts, Map<String, Quantity> others) {
        Map<String, Quantity> larger = new LinkedHashMap<>(amounts);
        others.forEach((resource, amount) ->
                larger.merge(resource, amount, (one, other) -> one.compareTo(other) >= 0 ? one : other));
        return larger;
    }

    static Map<String, Quantity> of(Collection<String> resources, Map<String, Quantity> amounts) {
        Map<String, Quantity> some = new LinkedHashMap<>(amounts);
        some.keySet().retainAll(resources);
        return some;
    }

    static Map<String, Quantity> withoutZeros(Map<String, Quantity> amounts) {
        Map<String, Quantity> some = new LinkedHashMap<>(amounts);
        some.values().removeIf(Quantity::isZero);
        return some;
    }

    /** As {@code name=amount}, by name. */
    static String print(Map<String, Quantity> amounts) {
        return new TreeMap<>(amounts)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    static String print(Collection<String> resources) {
        return String.join(",", new TreeSet<>(resources));
    }
}
