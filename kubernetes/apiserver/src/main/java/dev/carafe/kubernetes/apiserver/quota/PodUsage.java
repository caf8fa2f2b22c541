package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ScopedResourceSelectorRequirement;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts pods that have not ended, and what they ask for and may use (pkg/quota/v1/evaluator/core/pods.go). */
final class PodUsage implements QuotaEvaluator {
    private static final String COUNT = "count/pods";
    private static final String REQUESTS = "requests.";
    private static final String LIMITS = "limits.";
    private static final String HUGE_PAGES = "hugepages-";
    private static final String DEVICE_CLASS = "deviceclass.resource.kubernetes.io/";

    /** What is counted by its bare name too, as what is asked for. */
    private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");

    /** What each container must say something about where a quota bounds it; upstream calls this a mistake, and keeps it. */
    private static final Set<String> REQUIRED =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    @Override
    public boolean handles(QuotaRequest request) {
        return switch (request.subresource()) {
            case "" ->
                request.oldObject().isEmpty()
                        || ends(request.object()) != ends(request.oldObject().get());
            case "resize" -> !request.isNew();
            default -> false;
        };
    }

    /** Whether a pod has a deadline. */
    private static boolean ends(Struct object) {
        var spec = new Pod(object).spec();
        return spec.hasActiveDeadlineSeconds() && spec.activeDeadlineSeconds() >= 0;
    }

    @Override
    public boolean counts(String bounded) {
        return bounded.equals(COUNT)
                || bounded.equals("pods")
                || COMPUTE.contains(bounded)
                || COMPUTE.contains(after(LIMITS, bounded))
                || COMPUTE.contains(after(REQUESTS, bounded))
                || bounded.startsWith(HUGE_PAGES)
                || after(REQUESTS, bounded).startsWith(HUGE_PAGES)
                || isExtended(after(REQUESTS, bounded));
    }

    /** What follows the prefix, or nothing. */
    private static String after(String prefix, String name) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : "";
    }

    /** Whether this is a resource of somebody else's than Kubernetes'. */
    private static boolean isExtended(String resource) {
        return resource.startsWith(DEVICE_CLASS)
                || (resource.indexOf('/') >= 0
                        && !resource.contains("kubernetes.io/")
                        && !resource.startsWith(REQUESTS)
                        && Names.qualifiedName(REQUESTS + resource).isEmpty());
    }

    @Override
    public boolean isOf(ScopedResourceSelectorRequirement scope, Struct object) {
        return switch (scope.scopeName()) {
            case "Terminating" -> ends(object);
            case "NotTerminating" -> !ends(object);
            case "BestEffort" -> PodScopes.isBestEffort(new Pod(object).spec());
            case "NotBestEffort" -> !PodScopes.isBestEffort(new Pod(object).spec());
            case "PriorityClass" -> {
                String name = new Pod(object).spec().priorityClassName();
                yield Scopes.matches(scope, name.isEmpty() ? Set.of() : Set.of(name));
            }
            case "CrossNamespacePodAffinity" -> PodScopes.looksAbroad(new Pod(object).spec());
            default -> false;
        };
    }

    @Override
    public Optional<String> lacks(Set<String> bounded, Struct object) {
        var spec = new Pod(object).spec();
        if (PodScopes.isAmountOfWhole(spec)) {
            return Optional.empty();
        }
        Map<String, Set<String>> missing = new TreeMap<>();
        Stream.concat(spec.containers().stream(), spec.initContainers().stream())
                .forEach(container -> {
                    Map<String, Quantity> counted = counted(
                            container.resources().requests(),
                            container.resources().limits());
                    REQUIRED.stream()
                            .filter(resource -> bounded.contains(resource) && !counted.containsKey(resource))
                            .forEach(resource -> missing.computeIfAbsent(resource, _ -> new TreeSet<>())
                                    .add(container.name()));
                });
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("must specify "
                        + missing.entrySet().stream()
                                .map(entry -> entry.getKey() + " for: " + String.join(",", entry.getValue()))
                                .collect(Collectors.joining("; ")));
    }

    @Override
    public Map<String, Quantity> usage(Struct object) {
        Pod pod = new Pod(object);
        String phase = pod.status().phase();
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return Map.of(COUNT, Amounts.ONE);
        }
        Map<String, Quantity> usage = counted(PodTotals.requests(pod), PodTotals.limits(pod));
        usage.put(COUNT, Amounts.ONE);
        return usage;
    }

    /** What amounts count, by the names that quotas have for them. */
    private static Map<String, Quantity> counted(Map<String, Quantity> requests, Map<String, Quantity> limits) {
        Map<String, Quantity> counted = new LinkedHashMap<>();
        counted.put("pods", Amounts.ONE);
        requests.forEach((resource, amount) -> {
            if (COMPUTE.contains(resource) || resource.startsWith(HUGE_PAGES)) {
                counted.put(resource, amount);
                counted.put(REQUESTS + resource, amount);
            } else if (isExtended(resource)) {
                counted.put(REQUESTS + resource, amount); // nobody can have more of it than they ask for
            }
        });
        limits.forEach((resource, amount) -> {
            if (COMPUTE.contains(resource)) {
                counted.put(LIMITS + resource, amount);
            }
        });
        return counted;
    }
}
