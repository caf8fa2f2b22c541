package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apiserver.registry.Strategies;
import dev.carafe.kubernetes.apiserver.registry.Strategy;
import dev.carafe.kubernetes.apiserver.registry.gated.DisabledFields;
import java.util.Set;

/**
 * One resource as it is stored.
 *
 * @param declaration how it is served, in the version that is stored
 * @param strategy what its kind does differently
 * @param prefix where its objects lie in the store, with a slash at the end
 * @param groupResource what it is called in answers
 * @param ttlSeconds how long an object stays, in seconds; 0 for ever
 * @param disabled the fields that its objects do not take
 */
public record Resource(
        ResourceDeclaration declaration,
        Strategy strategy,
        String prefix,
        GroupResource groupResource,
        long ttlSeconds,
        DisabledFields disabled) {
    /** Resources whose delete answers with the object rather than with a status, as upstream's strategies say. */
    private static final Set<String> RETURN_DELETED = Set.of(
            "/pods",
            "/services",
            "/serviceaccounts",
            "/persistentvolumes",
            "/persistentvolumeclaims",
            "/resourcequotas",
            "/podtemplates",
            "storage.k8s.io/csidrivers",
            "storage.k8s.io/csinodes",
            "storage.k8s.io/storageclasses",
            "storage.k8s.io/volumeattachments",
            "policy/podsecuritypolicies",
            "resource.k8s.io/deviceclasses",
            "resource.k8s.io/resourceclaims",
            "resource.k8s.io/resourceclaimtemplates",
            "resource.k8s.io/resourceslices");

    /** A resource that is called as it is declared, and whose objects stay. */
    public Resource(ResourceDeclaration declaration, Strategy strategy, String prefix) {
        this(
                declaration,
                strategy,
                prefix,
                new GroupResource(declaration.group(), declaration.name()),
                0,
                DisabledFields.NONE);
    }

    /** The same, whose objects stay for a time. */
    public Resource withTtl(long seconds) {
        return new Resource(declaration, strategy, prefix, groupResource, seconds, disabled);
    }

    /** The same, whose objects do not take some fields. */
    public Resource without(DisabledFields fields) {
        return new Resource(declaration, strategy, prefix, groupResource, ttlSeconds, fields);
    }

    /** The same objects, reached as another resource or version. */
    public Resource servedAs(ResourceDeclaration served) {
        return new Resource(
                declaration,
                Strategies.servedAs(served, declaration, strategy),
                prefix,
                new GroupResource(served.group(), served.name()),
                ttlSeconds,
                disabled);
    }

    public GroupKind groupKind() {
        return new GroupKind(declaration.kindGroup(), declaration.kind());
    }

    boolean returnsDeleted() {
        return RETURN_DELETED.contains(declaration.group() + "/" + declaration.name());
    }

    boolean isNamespaces() {
        return declaration.group().isEmpty() && declaration.name().equals("namespaces");
    }
}
