package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionResource;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apiserver.conversion.InternalVersions;
import dev.carafe.kubernetes.apiserver.conversion.VersionConversion;
import dev.carafe.kubernetes.apiserver.generic.ObjectStore;
import dev.carafe.kubernetes.apiserver.rest.Lister;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * All resources that are served, by group, version and name. Thread-safe: the built-in ones stay, the custom ones are
 * replaced as a whole.
 */
public final class ResourceTable {
    private final Map<GroupVersionResource, ServedResource> resources;
    private final Set<GroupVersionResource> served;
    private volatile Map<GroupVersionResource, ServedResource> custom = Map.of();

    private ResourceTable(Map<GroupVersionResource, ServedResource> resources, Set<GroupVersionResource> served) {
        this.resources = Collections.unmodifiableMap(resources);
        this.served = served;
    }

    /** The same built-in resources, of which only some are found by their names: the others stay for the server itself. */
    public ResourceTable serving(Predicate<ResourceDeclaration> wanted) {
        Set<GroupVersionResource> some = new HashSet<>();
        resources.forEach((name, resource) -> {
            if (wanted.test(resource.declaration())) {
                some.add(name);
            }
        });
        return new ResourceTable(resources, Set.copyOf(some));
    }

    /**
     * The built-in resources.
     *
     * @param stores makes the store of a resource, of the internal version
     * @param listers what finds the objects of resources that are not stored, by {@code group/resource}
     */
    public static ResourceTable of(
            BuiltinResources builtin,
            BuiltinForms forms,
            Function<ResourceDeclaration, ObjectStore> stores,
            Map<String, Lister> listers) {
        Map<String, ObjectStore> byInternalVersion = new HashMap<>();
        Map<GroupVersionResource, ServedResource> resources = new LinkedHashMap<>();
        builtin.byGroupVersion().forEach((groupVersion, rows) -> {
            for (ResourceDeclaration row : rows) {
                if (row.isSubresource()) {
                    continue;
                }
                Optional<ObjectStore> store = row.verbs().contains("watch")
                        ? Optional.of(byInternalVersion.computeIfAbsent(
                                        internalVersion(row) + "/" + row.name(),
                                        _ -> stores.apply(internal(builtin, row))))
                                .map(shared -> row.equals(internal(builtin, row)) ? shared : shared.servedAs(row))
                        : Optional.empty();
                String schema = builtin.schemaOf(row.kindGroup(), row.kindVersion(), row.kind());
                resources.put(
                        new GroupVersionResource(row.group(), row.version(), row.name()),
                        new ServedResource(
                                row,
                                forms.of(schema == null ? "" : schema),
                                builtin.columns(row),
                                store,
                                Optional.ofNullable(listers.get(row.group() + "/" + row.name())),
                                conversion(row),
                                subresources(row, rows)));
            }
        });
        return new ResourceTable(resources, Set.copyOf(resources.keySet()));
    }

    private static String internalVersion(ResourceDeclaration row) {
        GroupVersion internal = InternalVersions.of(row);
        return internal.group() + "/" + internal.version();
    }

    private static ResourceDeclaration internal(BuiltinResources builtin, ResourceDeclaration row) {
        return builtin.byGroupVersion().getOrDefault(internalVersion(row), List.of()).stream()
                .filter(other -> other.name().equals(row.name()))
                .findFirst()
                .orElse(row);
    }

    private static Conversion conversion(ResourceDeclaration row) {
        return switch (row.group() + "/" + row.version() + "/" + row.name()) {
            case "events.k8s.io/v1/events" -> new EventConversion();
            case "autoscaling/v1/horizontalpodautoscalers" -> new AutoscalerConversion();
            default ->
                VersionConversion.of(row)
                        .<Conversion>map(BuiltinConversion::new)
                        .orElse(Conversion.NONE);
        };
    }

    private static Map<String, ResourceDeclaration> subresources(
            ResourceDeclaration parent, List<ResourceDeclaration> rows) {
        Map<String, ResourceDeclaration> found = new LinkedHashMap<>();
        String prefix = parent.name() + "/";
        for (ResourceDeclaration row : rows) {
            if (row.name().startsWith(prefix)) {
                found.put(row.name().substring(prefix.length()), row);
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /** The resource of this name, if it is served. */
    public Optional<ServedResource> find(String group, String version, String resource) {
        GroupVersionResource name = new GroupVersionResource(group, version, resource);
        ServedResource builtin = served.contains(name) ? resources.get(name) : null;
        return Optional.ofNullable(builtin == null ? custom.get(name) : builtin);
    }

    /** The resource of this name, which a built-in one need not be served for: objects tell of versions that are switched off. */
    Optional<ServedResource> findKnown(String group, String version, String resource) {
        GroupVersionResource name = new GroupVersionResource(group, version, resource);
        ServedResource builtin = resources.get(name);
        return Optional.ofNullable(builtin == null ? custom.get(name) : builtin);
    }

    /** Whether there is a custom kind of this name. */
    boolean isCustomKind(GroupVersionKind kind) {
        return custom.values().stream()
                .anyMatch(served -> ResourceEndpoint.kind(served).equals(kind));
    }

    /** Takes the place of all custom resources so far. */
    public void setCustom(Map<GroupVersionResource, ServedResource> served) {
        custom = Map.copyOf(served);
    }

    /** A built-in resource in the internal version. */
    public Optional<ServedResource> findStored(String group, String resource) {
        return resources.values().stream()
                .filter(served -> served.declaration().group().equals(group)
                        && served.declaration().name().equals(resource)
                        && served.store().isPresent())
                .min((a, b) -> Boolean.compare(a.isConverted(), b.isConverted()));
    }
}
