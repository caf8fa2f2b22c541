package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.SelectionSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists what is directly in objects of the inventory. Safe for all threads. */
final class Inventory {
    /**
     * An object at its place.
     *
     * @param name as it stands in a path
     */
    record Child(ManagedObjectReference<?> object, String name) {}

    /** Objects that one question is about; the words for one are some hundred bytes. */
    private static final int PARENTS_MAX = 1_000;

    private final PropertyReader reader;

    Inventory(PropertyReader reader) {
        this.reader = reader;
    }

    /** Whether an object's type holds others. */
    static boolean canHold(ManagedObjectReference<?> object) {
        return !ways(object.type()).isEmpty();
    }

    /**
     * What is in each of several objects, in the server's order; nothing, where one has gone or is of a type that holds
     * nothing. The traversals lead one step down only: vcsim does not look at a traversal's type, so that all steps at once
     * would have it go in circles.
     */
    Map<ManagedObjectReference<?>, List<Child>> children(Collection<ManagedObjectReference<?>> parents)
            throws IOException, InterruptedException {
        Map<ManagedObjectReference<?>, List<Child>> children = new HashMap<>();
        List<ManagedObjectReference<?>> all = List.copyOf(parents);
        for (int from = 0; from < all.size(); from += PARENTS_MAX) {
            add(all.subList(from, Math.min(all.size(), from + PARENTS_MAX)), children);
        }
        return children;
    }

    private void add(List<ManagedObjectReference<?>> parents, Map<ManagedObjectReference<?>, List<Child>> children)
            throws IOException, InterruptedException {
        Map<ManagedObjectReference<?>, Found> found = new HashMap<>();
        reader.retrieve(filter(parents)).forEach(each -> found.put(each.object(), each));
        for (ManagedObjectReference<?> parent : parents) {
            List<Child> inside = new ArrayList<>();
            Found itself = found.get(parent);
            if (itself != null) {
                for (ManagedObjectReference<?> reference : references(itself)) {
                    Found child = found.get(reference);
                    if (child != null) { // else it went just then, or the user may not see it
                        inside.add(new Child(reference, name(child)));
                    }
                }
            }
            children.put(parent, List.copyOf(inside));
        }
    }

    /** The parents with what they hold, and what they hold with its name. */
    private static PropertyFilterSpec filter(List<ManagedObjectReference<?>> parents) {
        List<PropertySpec> wanted = new ArrayList<>();
        wanted.add(PropertySpec.builder()
                .type("ManagedEntity")
                .pathSet(List.of("name"))
                .build());
        for (String type :
                parents.stream().map(ManagedObjectReference::type).distinct().toList()) {
            wanted.add(PropertySpec.builder().type(type).pathSet(ways(type)).build());
        }
        return PropertyFilterSpec.builder()
                .propSet(wanted)
                .objectSet(parents.stream().map(Inventory::start).toList())
                .reportMissingObjectsInResults(true)
                .build();
    }

    private static ObjectSpec start(ManagedObjectReference<?> parent) {
        return ObjectSpec.builder()
                .obj(parent)
                .skip(false)
                .selectSet(ways(parent.type()).stream()
                        .<SelectionSpec>map(path -> TraversalSpec.builder()
                                .type(parent.type())
                                .path(path)
                                .skip(false)
                                .build())
                        .toList())
                .build();
    }

    /** What may not be read counts as absent: a search finds what its user may see. */
    private static List<ManagedObjectReference<?>> references(Found parent) {
        List<ManagedObjectReference<?>> references = new ArrayList<>();
        for (String way : ways(parent.object().type())) {
            Object value = parent.values().get(way);
            List<?> held = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
            for (Object each : held) {
                if (each instanceof ManagedObjectReference<?> reference) {
                    references.add(reference);
                }
            }
        }
        return references;
    }

    private static String name(Found found) {
        return InventoryPath.escape(String.valueOf(nameOrEmpty(found.values().get("name"))));
    }

    private static Object nameOrEmpty(@Nullable Object name) {
        return name == null ? "" : name;
    }

    /** The properties that hold a type's children, as govc's list has them. */
    private static List<String> ways(String type) {
        return switch (type) {
            case "Folder", "StoragePod" -> List.of("childEntity");
            case "Datacenter" -> List.of("vmFolder", "hostFolder", "datastoreFolder", "networkFolder");
            case "ComputeResource", "ClusterComputeResource" -> List.of("host", "resourcePool");
            case "ResourcePool" -> List.of("resourcePool");
            case "VirtualApp" -> List.of("resourcePool", "vm");
            default -> List.of();
        };
    }
}
