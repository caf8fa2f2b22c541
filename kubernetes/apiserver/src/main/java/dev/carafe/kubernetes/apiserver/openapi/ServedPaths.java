package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which paths of the facts table belong to something that is served. Immutable. */
final class ServedPaths {
    /** What stands between a version and a resource where one namespace is asked. */
    private static final String NAMESPACE = "namespaces/{namespace}/";

    private static final String WATCH = "watch/";

    private final Set<String> groups = new HashSet<>();
    private final Set<String> versions = new HashSet<>();
    private final Set<String> resources = new HashSet<>();

    private ServedPaths() {}

    static ServedPaths of(BuiltinResources served) {
        ServedPaths paths = new ServedPaths();
        served.byGroupVersion().values().stream().flatMap(List::stream).forEach(paths::add);
        return paths;
    }

    private void add(ResourceDeclaration row) {
        groups.add(row.group());
        versions.add(row.group() + "/" + row.version());
        resources.add(row.group() + "/" + row.version() + "/" + row.name().split("/", 2)[0]);
    }

    /** Whether a path, as the table writes it, is of something that is served, or of no group at all. */
    boolean contains(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length < 3 || (!parts[1].equals("apis") && !parts[1].equals("api"))) {
            return true;
        }
        boolean core = parts[1].equals("api");
        String group = core ? "" : parts[2];
        int version = core ? 2 : 3;
        if (group.isEmpty() && !core) {
            return true; // the list of groups
        }
        if (version >= parts.length || parts[version].isEmpty()) {
            return groups.contains(group);
        }
        String named = group + "/" + parts[version];
        String rest = String.join("/", List.of(parts).subList(version + 1, parts.length));
        if (rest.startsWith(WATCH)) {
            rest = rest.substring(WATCH.length());
        }
        if (rest.startsWith(NAMESPACE)) {
            rest = rest.substring(NAMESPACE.length());
        }
        return rest.isEmpty() ? versions.contains(named) : resources.contains(named + "/" + rest.split("/", 2)[0]);
    }
}
