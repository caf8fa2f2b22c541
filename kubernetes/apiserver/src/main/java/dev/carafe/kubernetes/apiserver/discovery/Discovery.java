package dev.carafe.kubernetes.apiserver.discovery;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.conversion.StorageVersions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The documents of discovery. Thread-safe: the built-in resources stay, the custom ones are replaced as a whole. */
public final class Discovery {
    /** Groups in upstream's order of priority, which decides whose resource a short name means. */
    private static final List<String> ORDER = List.of(
            "",
            "apiregistration.k8s.io",
            "apps",
            "events.k8s.io",
            "authentication.k8s.io",
            "authorization.k8s.io",
            "autoscaling",
            "batch",
            "certificates.k8s.io",
            "networking.k8s.io",
            "policy",
            "rbac.authorization.k8s.io",
            "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io",
            "scheduling.k8s.io",
            "coordination.k8s.io",
            "node.k8s.io",
            "discovery.k8s.io",
            "resource.k8s.io",
            "flowcontrol.apiserver.k8s.io",
            "internal.apiserver.k8s.io",
            "storagemigration.k8s.io",
            "lifecycle.k8s.io");

    private final List<DiscoveredResource> builtin;
    private final boolean hashesVersions;
    private final Set<String> builtinGroups;
    private final Set<GroupVersion> builtinVersions;
    private volatile Table table;

    /**
     * What is built in.
     *
     * @param hashesVersions whether it is told in which version a resource is stored
     */
    public Discovery(BuiltinResources builtin, boolean hashesVersions) {
        this.hashesVersions = hashesVersions;
        this.builtin = builtin.byGroupVersion().values().stream()
                .flatMap(List::stream)
                .map(row -> new DiscoveredResource(row, StorageVersions.of(row)))
                .toList();
        this.table = Table.of(this.builtin);
        this.builtinGroups = Set.copyOf(table.groups.keySet());
        this.builtinVersions = Set.copyOf(table.resources.keySet());
    }

    /** Takes the place of all custom resources so far. A version of a group that is built in stays as it is. */
    public void setCustom(List<DiscoveredResource> custom) {
        List<DiscoveredResource> all = new ArrayList<>(builtin);
        custom.stream()
                .filter(resource -> !builtinVersions.contains(resource.groupVersion()))
                .forEach(all::add);
        table = Table.of(all);
    }

    /**
     * What is served.
     *
     * @param groups the versions of each group, the preferred one first
     * @param resources those of each version
     */
    private record Table(
            Map<String, List<GroupVersion>> groups, Map<GroupVersion, List<DiscoveredResource>> resources) {
        static Table of(List<DiscoveredResource> all) {
            Map<GroupVersion, List<DiscoveredResource>> found = new LinkedHashMap<>();
            all.forEach(resource -> found.computeIfAbsent(resource.groupVersion(), _ -> new ArrayList<>())
                    .add(resource));
            Map<String, List<GroupVersion>> groups = new LinkedHashMap<>();
            Map<GroupVersion, List<DiscoveredResource>> resources = new LinkedHashMap<>();
            found.keySet().stream()
                    .sorted(Comparator.comparingInt((GroupVersion version) -> rank(version.group()))
                            .thenComparing(GroupVersion::group)
                            .thenComparing(GroupVersion::version, VersionPriority.ORDER))
                    .forEach(version -> {
                        groups.computeIfAbsent(version.group(), _ -> new ArrayList<>())
                                .add(version);
                        resources.put(version, found.getOrDefault(version, List.of()));
                    });
            return new Table(groups, resources);
        }
    }

    private static int rank(String group) {
        int position = ORDER.indexOf(group);
        return position < 0 ? ORDER.size() : position;
    }

    /** All groups and versions, in order. */
    public List<GroupVersion> groupVersions() {
        return List.copyOf(table.resources.keySet());
    }

    /** Whether a named group is served in any version. */
    public boolean serves(String group) {
        return !group.isEmpty() && table.groups.containsKey(group);
    }

    /** Whether a group is served of which nothing is built in. */
    public boolean isCustom(String group) {
        return serves(group) && !builtinGroups.contains(group);
    }

    /** {@code /api}: the versions of the core group. */
    public Struct coreVersions(String address) {
        Struct server = Struct.of("clientCIDR", "0.0.0.0/0", "serverAddress", address);
        return Struct.builder()
                .put("kind", "APIVersions")
                .put("versions", List.of("v1"))
                .put("serverAddressByClientCIDRs", List.of(server))
                .build();
    }

    /** {@code /apis}: the named groups. */
    public Struct groupList() {
        List<Object> items = new ArrayList<>();
        table.groups.forEach((group, versions) -> {
            if (!group.isEmpty()) {
                items.add(describe(group, versions));
            }
        });
        return Struct.builder()
                .put("kind", "APIGroupList")
                .put("apiVersion", "v1")
                .put("groups", items)
                .build();
    }

    /** {@code /apis/<group>}. */
    public Optional<Struct> group(String group) {
        List<GroupVersion> versions = table.groups.get(group);
        if (group.isEmpty() || versions == null) {
            return Optional.empty();
        }
        Struct.Builder document = Struct.builder().put("kind", "APIGroup").put("apiVersion", "v1");
        describe(group, versions).forEach(document::put);
        return Optional.of(document.build());
    }

    private static Struct describe(String group, List<GroupVersion> served) {
        List<Object> versions = new ArrayList<>();
        for (GroupVersion version : served) {
            versions.add(Struct.of("groupVersion", version.toString(), "version", version.version()));
        }
        return Struct.builder()
                .put("name", group)
                .put("versions", versions)
                .put("preferredVersion", versions.getFirst())
                .build();
    }

    /** {@code /api/v1} and {@code /apis/<group>/<version>}. */
    public Optional<Struct> resources(String group, String version) {
        GroupVersion asked = new GroupVersion(group, version);
        List<DiscoveredResource> rows = table.resources.get(asked);
        if (rows == null) {
            return Optional.empty();
        }
        List<Object> items = new ArrayList<>();
        for (DiscoveredResource resource : rows) {
            ResourceDeclaration row = resource.row();
            Struct.Builder item = Struct.builder()
                    .put("name", row.name())
                    .put("singularName", row.singular())
                    .put("namespaced", row.namespaced());
            if (!row.kindGroup().equals(row.group()) || !row.kindVersion().equals(row.version())) {
                item.put("group", row.kindGroup()).put("version", row.kindVersion());
            }
            item.put("kind", row.kind()).put("verbs", row.verbs());
            names(row, item);
            if (hashesVersions
                    && row.verbs().contains("watch")
                    && !row.isSubresource()) { // what is stored can be watched
                item.put("storageVersionHash", StorageVersions.hash(row, resource.stored()));
            }
            items.add(item.build());
        }
        Struct.Builder list = Struct.builder().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            list.put("apiVersion", "v1"); // upstream's oldest group has never said so
        }
        return Optional.of(list.put("groupVersion", asked.toString())
                .put("resources", items)
                .build());
    }

    private static void names(ResourceDeclaration row, Struct.Builder item) {
        if (!row.shortNames().isEmpty()) {
            item.put("shortNames", row.shortNames());
        }
        if (!row.categories().isEmpty()) {
            item.put("categories", row.categories());
        }
    }

    /**
     * The aggregated document of the core group, or of all others.
     *
     * @param core whether it is the core group's, as at {@code /api}
     */
    public Struct aggregated(boolean core) {
        List<Object> items = new ArrayList<>();
        Table served = table;
        served.groups.forEach((group, versions) -> {
            if (group.isEmpty() == core) {
                List<Object> described = new ArrayList<>();
                for (GroupVersion version : versions) {
                    described.add(Struct.builder()
                            .put("version", version.version())
                            .put("resources", aggregatedResources(served.resources.getOrDefault(version, List.of())))
                            .put("freshness", "Current")
                            .build());
                }
                items.add(Struct.of(
                        "metadata", group.isEmpty() ? Struct.EMPTY : Struct.of("name", group), "versions", described));
            }
        });
        return Struct.builder()
                .put("kind", "APIGroupDiscoveryList")
                .put("apiVersion", "apidiscovery.k8s.io/v2")
                .put("metadata", Struct.EMPTY)
                .put("items", items)
                .build();
    }

    private static List<Object> aggregatedResources(List<DiscoveredResource> resources) {
        List<ResourceDeclaration> rows =
                resources.stream().map(DiscoveredResource::row).toList();
        List<Object> items = new ArrayList<>();
        for (ResourceDeclaration row : rows) {
            if (row.isSubresource()) {
                continue;
            }
            Struct.Builder item = Struct.builder()
                    .put("resource", row.name())
                    .put("responseKind", kind(row))
                    .put("scope", row.namespaced() ? "Namespaced" : "Cluster")
                    .put("singularResource", row.singular())
                    .put("verbs", row.verbs());
            names(row, item);
            List<Object> parts = rows.stream()
                    .filter(part -> part.name().startsWith(row.name() + "/"))
                    .<Object>map(part -> Struct.builder()
                            .put("subresource", part.name().substring(row.name().length() + 1))
                            .put("responseKind", kind(part))
                            .put("verbs", part.verbs())
                            .build())
                    .toList();
            if (!parts.isEmpty()) {
                item.put("subresources", parts);
            }
            items.add(item.build());
        }
        return items;
    }

    private static Struct kind(ResourceDeclaration row) {
        return Struct.builder()
                .put("group", row.kindGroup())
                .put("version", row.kindVersion())
                .put("kind", row.kind())
                .build();
    }
}
