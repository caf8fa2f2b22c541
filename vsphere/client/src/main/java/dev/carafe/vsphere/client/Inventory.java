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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Lists what is in an object of the inventory. Safe for all threads. */
final class Inventory {
    /**
     * An object at its place.
     *
     * @param name as it stands in a path
     */
    record Child(ManagedObjectReference<?> object, String name) {}

    /** Types that hold others, without those that hold what the type that they are of holds. */
    private static final List<String> PARENTS =
            List.of("Folder", "Datacenter", "ComputeResource", "ResourcePool", "VirtualApp");

    private static final List<String> LEAVES =
            List.of("VirtualMachine", "HostSystem", "Datastore", "Network", "DistributedVirtualSwitch");

    private final PropertyReader reader;

    Inventory(PropertyReader reader) {
        this.reader = reader;
    }

    /** In the server's order. A type that holds nothing has no children. */
    List<Child> children(ManagedObjectReference<?> parent) throws IOException, InterruptedException {
        List<SelectionSpec> ways = ways(parent.type()).stream()
                .<SelectionSpec>map(path -> TraversalSpec.builder()
                        .type(parent.type())
                        .path(path)
                        .skip(false)
                        .build())
                .toList();
        if (ways.isEmpty()) {
            return List.of();
        }
        PropertyFilterSpec filter = PropertyFilterSpec.builder()
                .propSet(List.of(PropertySpec.builder()
                        .type("ManagedEntity")
                        .pathSet(List.of("name"))
                        .build()))
                .objectSet(List.of(ObjectSpec.builder()
                        .obj(parent)
                        .skip(true)
                        .selectSet(ways)
                        .build()))
                .build();
        return reader.retrieve(filter).stream()
                .map(found -> new Child(found.object(), name(found)))
                .toList();
    }

    /**
     * What is in an object at any depth, for one question to the server however many objects there are.
     *
     * @return the children of each object that can have some, in the server's order
     */
    Map<ManagedObjectReference<?>, List<Child>> tree(ManagedObjectReference<?> top)
            throws IOException, InterruptedException {
        PropertyFilterSpec filter = PropertyFilterSpec.builder()
                .propSet(everyType())
                .objectSet(List.of(ObjectSpec.builder()
                        .obj(top)
                        .skip(false)
                        .selectSet(everyWay())
                        .build()))
                .build();
        Map<ManagedObjectReference<?>, Found> all = new LinkedHashMap<>();
        reader.retrieve(filter).forEach(found -> all.put(found.object(), found));
        Map<ManagedObjectReference<?>, List<Child>> tree = new HashMap<>();
        for (Found parent : all.values()) {
            List<Child> children = new ArrayList<>();
            for (String way : ways(parent.object().type())) {
                for (ManagedObjectReference<?> child : references(parent, way)) {
                    Found found = all.get(child);
                    if (found != null) { // else it came after it was its turn, or went
                        children.add(new Child(child, name(found)));
                    }
                }
            }
            tree.put(parent.object(), List.copyOf(children));
        }
        return tree;
    }

    private static List<ManagedObjectReference<?>> references(Found parent, String way) {
        List<ManagedObjectReference<?>> references = new ArrayList<>();
        ManagedObjectReference<?> one = parent.reference(way);
        if (one != null) {
            references.add(one);
        }
        for (Object each : parent.list(way, ManagedObjectReference.class)) {
            references.add((ManagedObjectReference<?>) each);
        }
        return references;
    }

    /** Each type's name and children. Of an object that two of them are for, both say the same. */
    private static List<PropertySpec> everyType() {
        List<PropertySpec> specs = new ArrayList<>();
        for (String type : PARENTS) {
            List<String> paths = new ArrayList<>(List.of("name"));
            paths.addAll(ways(type));
            specs.add(PropertySpec.builder().type(type).pathSet(paths).build());
        }
        for (String type : LEAVES) {
            specs.add(PropertySpec.builder().type(type).pathSet(List.of("name")).build());
        }
        return specs;
    }

    /** Every property that holds children, from whatever was come to by any of them. */
    private static List<SelectionSpec> everyWay() {
        List<SelectionSpec> again = new ArrayList<>();
        for (String type : PARENTS) {
            for (String way : ways(type)) {
                again.add(SelectionSpec.builder().name(type + "." + way).build());
            }
        }
        List<SelectionSpec> all = new ArrayList<>();
        for (String type : PARENTS) {
            for (String way : ways(type)) {
                all.add(TraversalSpec.builder()
                        .name(type + "." + way)
                        .type(type)
                        .path(way)
                        .skip(false)
                        .selectSet(again)
                        .build());
            }
        }
        return all;
    }

    private static String name(Found found) {
        return InventoryPath.escape(Objects.requireNonNullElse(found.value("name", String.class), ""));
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
