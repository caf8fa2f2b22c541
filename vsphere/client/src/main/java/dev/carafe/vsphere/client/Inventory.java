package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.SelectionSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists what is directly in an object of the inventory. Safe for all threads. */
final class Inventory {
    /**
     * An object at its place.
     *
     * @param name as it stands in a path
     */
    record Child(ManagedObjectReference<?> object, String name) {}

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
