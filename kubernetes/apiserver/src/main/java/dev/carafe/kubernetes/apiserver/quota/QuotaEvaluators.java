package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How each resource counts; most just by the number of objects (pkg/quota/v1/install). */
final class QuotaEvaluators {
    /** What nobody counts: objects that are not stored, and events. */
    private static final Set<GroupResource> IGNORED = Set.of(
            new GroupResource("", "bindings"),
            new GroupResource("", "componentstatuses"),
            new GroupResource("", "events"),
            new GroupResource("events.k8s.io", "events"),
            new GroupResource("authorization.k8s.io", "localsubjectaccessreviews"));

    private static final Map<GroupResource, QuotaEvaluator> SPECIAL = Map.of(
            new GroupResource("", "pods"), new PodUsage(),
            new GroupResource("", "services"), new ServiceUsage(),
            new GroupResource("", "persistentvolumeclaims"), new ClaimUsage(),
            new GroupResource("resource.k8s.io", "resourceclaims"), new DeviceClaimUsage());

    private QuotaEvaluators() {}

    /** Empty for what no quota counts. */
    static Optional<QuotaEvaluator> of(GroupResource resource) {
        if (IGNORED.contains(resource)) {
            return Optional.empty();
        }
        QuotaEvaluator special = SPECIAL.get(resource);
        return Optional.of(special == null ? ObjectCount.of(resource) : special);
    }
}
