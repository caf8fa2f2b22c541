package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Counts objects of any resource, as each is one, however it changes (apiserver, pkg/quota/v1/generic/evaluator.go). */
record ObjectCount(Set<String> names) implements QuotaEvaluator {
    /** The resources that were counted by their bare names before all were counted by {@link #nameOf}. */
    private static final Set<String> BARE = Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

    static ObjectCount of(GroupResource resource) {
        return new ObjectCount(
                resource.group().isEmpty() && BARE.contains(resource.resource())
                        ? Set.of(nameOf(resource), resource.resource())
                        : Set.of(nameOf(resource)));
    }

    /** What quotas call the number of a resource's objects. */
    static String nameOf(GroupResource resource) {
        return "count/" + resource.resource() + (resource.group().isEmpty() ? "" : "." + resource.group());
    }

    @Override
    public boolean handles(QuotaRequest request) {
        return request.subresource().isEmpty() && request.isNew();
    }

    @Override
    public boolean counts(String bounded) {
        return names.contains(bounded);
    }

    @Override
    public Map<String, Quantity> usage(Struct object) {
        Map<String, Quantity> usage = new LinkedHashMap<>();
        names.forEach(name -> usage.put(name, Amounts.ONE));
        return usage;
    }
}
