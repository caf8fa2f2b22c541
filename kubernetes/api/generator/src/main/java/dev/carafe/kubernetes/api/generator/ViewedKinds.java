package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.schema.Notation;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which structures get a typed view: those of stable versions, and of other versions what no stabler version of the group has.
 * The rest is handled in the form of the stabler version, so that nobody would use its views.
 */
final class ViewedKinds {
    private static final Pattern FORM = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    /** The least rank of a stable version. */
    private static final int STABLE = 2_000_000;

    private static final int BETA = 1_000_000;
    private static final int MAJOR = 1000;

    private final Facts facts;
    private final Set<String> structures = new HashSet<>();

    /**
     * Looks through the table.
     *
     * @param schemaOfKind from {@code group/version/Kind} to the name of its schema
     */
    ViewedKinds(Facts facts, Map<String, String> schemaOfKind) {
        this.facts = facts;
        Deque<String> open = new ArrayDeque<>();
        facts.schemas().keySet().stream().filter(ViewedKinds::isStable).forEach(open::add);
        facts.resources()
                .forEach((groupVersion, rows) -> rows(groupVersion).forEach(row -> {
                    String key = groupVersion + "/" + row.split(" ")[1];
                    open.add(schemaOfKind.getOrDefault(key, ""));
                    open.add(schemaOfKind.getOrDefault(key + "List", ""));
                }));
        while (!open.isEmpty()) {
            String name = open.remove();
            Facts.Schema schema = facts.schemas().get(name);
            if (schema != null && structures.add(name)) {
                schema.fields().forEach(field -> add(Notation.parse(field).type(), open));
            }
        }
    }

    private static void add(TypeRef type, Collection<String> names) {
        switch (type) {
            case TypeRef.Named(String name) -> names.add(name);
            case TypeRef.ListOf(TypeRef item) -> add(item, names);
            case TypeRef.MapOf(TypeRef value) -> add(value, names);
            case TypeRef.Scalar _ -> {
                // has no structure
            }
        }
    }

    /** Whether a structure gets a view. */
    boolean contains(String structure) {
        return structures.contains(structure);
    }

    /** The resources of a version whose kinds get views; none of the subresources. */
    List<String> rows(String groupVersion) {
        List<String> rows = new ArrayList<>();
        for (String row : facts.resources().getOrDefault(groupVersion, List.of())) {
            String name = row.substring(0, row.indexOf(' '));
            if (!name.contains("/") && groupVersion.equals(newest(groupVersion, name))) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The version itself where it is stable, and otherwise the stablest and newest of its group that has the resource. */
    private String newest(String groupVersion, String resource) {
        String version = groupVersion.substring(groupVersion.lastIndexOf('/') + 1);
        if (rank(version) >= STABLE) {
            return groupVersion;
        }
        String group = groupVersion.substring(0, groupVersion.lastIndexOf('/') + 1);
        Map<Integer, String> found = new HashMap<>();
        facts.resources().forEach((other, rows) -> {
            if (other.startsWith(group) && rows.stream().anyMatch(row -> row.startsWith(resource + " "))) {
                found.put(rank(other.substring(group.length())), other);
            }
        });
        return found.entrySet().stream()
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(groupVersion);
    }

    private static int rank(String version) {
        Matcher form = FORM.matcher(version);
        if (!form.matches()) {
            return STABLE;
        }
        int major = Integer.parseInt(form.group(1));
        String stability = form.group(2);
        if (stability == null) {
            return STABLE + major;
        }
        return (stability.equals("beta") ? BETA : 0) + MAJOR * major + Integer.parseInt(form.group(3));
    }

    private static boolean isStable(String structure) {
        String[] parts = structure.split("\\.");
        return rank(parts[parts.length - 2]) >= STABLE;
    }
}
