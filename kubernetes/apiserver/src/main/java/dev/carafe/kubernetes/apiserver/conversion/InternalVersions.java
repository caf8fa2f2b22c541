package dev.carafe.kubernetes.apiserver.conversion;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The version in whose form this server works on the objects of a resource, whichever version asks for them and whichever lies
 * in the store. Strategies and the server's own parts see no other. It is the stablest one that can say all that any version
 * can.
 */
public final class InternalVersions {
    private static final Pattern STABLE = Pattern.compile("v\\d+");

    /** By group and plural. */
    private static final Map<String, GroupVersion> OTHERS = Map.ofEntries(
            Map.entry("events.k8s.io/events", new GroupVersion("", "v1")),
            Map.entry("autoscaling/horizontalpodautoscalers", new GroupVersion("autoscaling", "v2")),
            in("coordination.k8s.io", "v1beta1", "leasecandidates"),
            in("internal.apiserver.k8s.io", "v1alpha1", "storageversions"),
            in("lifecycle.k8s.io", "v1alpha1", "evictionrequests"),
            in("lifecycle.k8s.io", "v1alpha1", "evictions"),
            in("resource.k8s.io", "v1alpha3", "resourcepoolstatusrequests"),
            in("scheduling.k8s.io", "v1alpha3", "compositepodgroups"),
            in("scheduling.k8s.io", "v1beta1", "podgroups"),
            in("scheduling.k8s.io", "v1beta1", "workloads"));

    private InternalVersions() {}

    private static Map.Entry<String, GroupVersion> in(String group, String version, String resource) {
        return Map.entry(group + "/" + resource, new GroupVersion(group, version));
    }

    /** The version of a resource, which may be served in any. */
    public static GroupVersion of(ResourceDeclaration resource) {
        GroupVersion other = OTHERS.get(resource.group() + "/" + resource.name());
        if (other != null) {
            return other;
        }
        return new GroupVersion(
                resource.group(), STABLE.matcher(resource.version()).matches() ? resource.version() : "v1");
    }
}
