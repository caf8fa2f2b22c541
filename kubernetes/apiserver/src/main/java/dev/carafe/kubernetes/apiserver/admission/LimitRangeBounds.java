package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.LimitRangeItem;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which amounts are out of a limit range's bounds, in upstream's words. Belongs to one request. */
final class LimitRangeBounds {
    private final List<String> errors = new ArrayList<>();

    List<String> errors() {
        return errors;
    }

    /** Checks each container of a pod, or all of them together, as the item says. */
    void checkPod(LimitRangeItem item, PodSpec spec) {
        switch (item.type()) {
            case "Container" -> {
                List<Container> containers = new ArrayList<>(spec.containers());
                containers.addAll(spec.initContainers());
                containers.forEach(container -> checkAmounts(
                        item,
                        container.resources().requests(),
                        container.resources().limits()));
            }
            case "Pod" ->
                checkAmounts(
                        item,
                        together(spec, container -> container.resources().requests()),
                        together(spec, container -> container.resources().limits()));
            default -> {} // of something else than pods
        }
    }

    /** Checks what a claim asks for, which has no limit beside it. */
    void checkRequests(LimitRangeItem item, Map<String, Quantity> requests) {
        item.min().forEach((resource, min) -> {
            Quantity request = requests.get(resource);
            if (request == null || request.compareTo(min) < 0) {
                errors.add("minimum " + usage(resource, item, min) + refusal("request", request));
            }
        });
        item.max().forEach((resource, max) -> {
            Quantity request = requests.get(resource);
            if (request == null || request.compareTo(max) > 0) {
                errors.add("maximum " + usage(resource, item, max) + refusal("request", request));
            }
        });
    }

    /** What a pod may use at once: its containers and sidecars all together, or one init container beside the sidecars. */
    private static Map<String, Quantity> together(PodSpec spec, Function<Container, Map<String, Quantity>> amounts) {
        Map<String, Quantity> sum = new LinkedHashMap<>();
        spec.containers().forEach(container -> add(sum, amounts.apply(container)));
        Map<String, Quantity> sidecars = new LinkedHashMap<>();
        Map<String, Quantity> peak = new LinkedHashMap<>();
        for (Container container : spec.initContainers()) {
            Map<String, Quantity> running = new LinkedHashMap<>(sidecars);
            add(running, amounts.apply(container));
            if (container.restartPolicy().equals("Always")) {
                sidecars = running;
            }
            running.forEach((resource, amount) -> peak.merge(resource, amount, LimitRangeBounds::larger));
        }
        add(sum, sidecars);
        peak.forEach((resource, amount) -> sum.merge(resource, amount, LimitRangeBounds::larger));
        return sum;
    }

    private static void add(Map<String, Quantity> sum, Map<String, Quantity> amounts) {
        amounts.forEach((resource, amount) -> sum.merge(resource, amount, Quantity::plus));
    }

    private static Quantity larger(Quantity one, Quantity other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private void checkAmounts(LimitRangeItem item, Map<String, Quantity> requests, Map<String, Quantity> limits) {
        item.min()
                .forEach((resource, min) -> minimum(item, resource, min, requests.get(resource), limits.get(resource)));
        item.max()
                .forEach((resource, max) -> maximum(item, resource, max, requests.get(resource), limits.get(resource)));
        item.maxLimitRequestRatio()
                .forEach((resource, ratio) ->
                        ratio(item, resource, ratio, requests.get(resource), limits.get(resource)));
    }

    private void minimum(
            LimitRangeItem item, String resource, Quantity min, @Nullable Quantity request, @Nullable Quantity limit) {
        if (request == null || request.compareTo(min) < 0) {
            errors.add("minimum " + usage(resource, item, min) + refusal("request", request));
        } else if (limit != null && limit.compareTo(min) < 0) {
            errors.add("minimum " + usage(resource, item, min) + refusal("limit", limit));
        }
    }

    private void maximum(
            LimitRangeItem item, String resource, Quantity max, @Nullable Quantity request, @Nullable Quantity limit) {
        if (limit == null || limit.compareTo(max) > 0) {
            errors.add("maximum " + usage(resource, item, max) + refusal("limit", limit));
        } else if (request != null && request.compareTo(max) > 0) {
            errors.add("maximum " + usage(resource, item, max) + refusal("request", request));
        }
    }

    private void ratio(
            LimitRangeItem item, String resource, Quantity max, @Nullable Quantity request, @Nullable Quantity limit) {
        String what = resource + " max limit to request ratio per " + item.type() + " is " + max;
        if (request == null || request.compareTo(Quantity.ZERO) == 0) {
            errors.add(what + ", but no request is specified or request is 0");
        } else if (limit == null || limit.compareTo(Quantity.ZERO) == 0) {
            errors.add(what + ", but no limit is specified or limit is 0");
        } else {
            double provided = limit.amount().doubleValue() / request.amount().doubleValue();
            if (provided > max.amount().doubleValue()) {
                errors.add(what + ", but provided ratio is " + String.format(Locale.ROOT, "%f", provided));
            }
        }
    }

    private static String usage(String resource, LimitRangeItem item, Quantity bound) {
        return resource + " usage per " + item.type() + " is " + bound;
    }

    private static String refusal(String what, @Nullable Quantity amount) {
        return amount == null ? ".  No " + what + " is specified" : ", but " + what + " is " + amount;
    }
}
