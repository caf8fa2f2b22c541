package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the built-in kinds are served: discovery, the columns of their Table form, and the schema of each kind. */
public final class BuiltinResources {
    private final Map<String, List<ResourceDeclaration>> byGroupVersion = new LinkedHashMap<>();
    private final Struct tables;
    private final Struct kinds;
    private final String fingerprint;

    private BuiltinResources(BuiltinResources all, Predicate<ResourceDeclaration> wanted) {
        tables = all.tables;
        kinds = all.kinds;
        fingerprint = all.fingerprint;
        all.byGroupVersion.forEach((key, rows) -> {
            List<ResourceDeclaration> some = rows.stream().filter(wanted).toList();
            if (!some.isEmpty()) {
                byGroupVersion.put(key, some);
            }
        });
    }

    private BuiltinResources() {
        Struct root = DeclarationResource.get("resources.json");
        Struct rows = part(root, "resources");
        tables = part(root, "tables");
        kinds = part(root, "kinds");
        fingerprint = String.valueOf(root.string("fingerprint"));
        rows.forEach((key, _) -> byGroupVersion.put(key, parse(key, DeclarationResource.strings(rows, key))));
    }

    /** Reads the table; it is small, and made once by whoever serves it. */
    public static BuiltinResources load() {
        return new BuiltinResources();
    }

    /** The same table with some of its resources; a version that has none left is not in it. */
    public BuiltinResources only(Predicate<ResourceDeclaration> wanted) {
        return new BuiltinResources(this, wanted);
    }

    /** The versions that there are. */
    public Set<GroupVersion> versions() {
        return byGroupVersion.values().stream()
                .map(rows -> new GroupVersion(
                        rows.getFirst().group(), rows.getFirst().version()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Changes when anything that was generated from the facts does. */
    public String fingerprint() {
        return fingerprint;
    }

    /** The resources and subresources by {@code group/version}; the core group's key is {@code /v1}. */
    public Map<String, List<ResourceDeclaration>> byGroupVersion() {
        return Map.copyOf(byGroupVersion);
    }

    /** The columns of a resource's Table form; empty where it has only name and age. */
    public List<ColumnDeclaration> columns(ResourceDeclaration resource) {
        String row = tables.string(resource.group() + "/" + resource.version() + "/" + resource.name());
        return row == null ? List.of() : ColumnDeclaration.parse(row);
    }

    /** The name of a kind's schema, such as {@code api.apps.v1.Deployment}, or null for a kind that is not built in. */
    public @Nullable String schemaOf(String group, String version, String kind) {
        return kinds.string(group + "/" + version + "/" + kind);
    }

    private static List<ResourceDeclaration> parse(String groupVersion, List<String> rows) {
        String[] parts = groupVersion.split("/");
        Map<String, ResourceDeclaration> parents = new HashMap<>();
        List<ResourceDeclaration> resources = new ArrayList<>(rows.size());
        for (String row : rows) {
            String name = row.substring(0, row.indexOf(' '));
            int slash = name.indexOf('/');
            ResourceDeclaration parent = slash < 0 ? null : parents.get(name.substring(0, slash));
            ResourceDeclaration resource = ResourceDeclaration.parse(parts[0], parts[1], row, parent);
            parents.put(name, resource);
            resources.add(resource);
        }
        return List.copyOf(resources);
    }

    private static Struct part(Struct root, String name) {
        Struct value = root.struct(name);
        if (value == null) {
            throw new IllegalStateException("declarations/resources.json has no " + name);
        }
        return value;
    }
}
