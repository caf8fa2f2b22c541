package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.SelectionSpec;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is followed on a host: all that is in its inventory, and single objects. Pure. */
final class MirrorFilters {
    /** What is read whole. */
    private static final List<String> WHOLE =
            List.of("VirtualMachine", "VirtualMachineSnapshot", "HostDatastoreBrowser", "EnvironmentBrowser");

    /** What of it a host may have thousands of. */
    private static final Set<String> NUMEROUS = Set.of("VirtualMachine", "VirtualMachineSnapshot");

    /** What is read but for its list of machines, which follows from the machines and is long. */
    private static final List<String> BUT_MACHINES = List.of("HostSystem", "Datastore", "Network");

    /** The host's places: only that they are there is of interest. */
    private static final List<String> PLACES = List.of("Folder", "Datacenter", "ComputeResource", "ResourcePool");

    private record Way(String type, String property) {}

    private static final List<Way> WAYS = List.of(
            new Way("Folder", "childEntity"),
            new Way("Datacenter", "vmFolder"),
            new Way("Datacenter", "hostFolder"),
            new Way("Datacenter", "datastoreFolder"),
            new Way("Datacenter", "networkFolder"),
            new Way("Datacenter", "datastore"),
            new Way("Datacenter", "network"),
            new Way("ComputeResource", "host"),
            new Way("ComputeResource", "resourcePool"),
            new Way("ComputeResource", "environmentBrowser"),
            new Way("HostSystem", "datastoreBrowser"),
            new Way("HostSystem", "vm"),
            new Way("Datastore", "browser"),
            new Way("VirtualMachine", "environmentBrowser"),
            new Way("VirtualMachine", "rootSnapshot"),
            new Way("VirtualMachineSnapshot", "childSnapshot"));

    private MirrorFilters() {}

    /** Whether a host may have thousands of objects of a type that is read whole. */
    static boolean isNumerous(String type) {
        return NUMEROUS.contains(type);
    }

    /**
     * Everything in a host's inventory, as it comes and goes.
     *
     * @param version what the host speaks: it refuses names of properties that came later
     */
    static PropertyFilterSpec inventory(ManagedObjectReference<? extends Folder> root, Version version) {
        List<PropertySpec> properties = new ArrayList<>();
        WHOLE.forEach(type ->
                properties.add(PropertySpec.builder().type(type).all(true).build()));
        BUT_MACHINES.forEach(type -> properties.add(PropertySpec.builder()
                .type(type)
                .pathSet(butMachines(type, version))
                .build()));
        PLACES.forEach(type -> properties.add(
                PropertySpec.builder().type(type).pathSet(List.of("name")).build()));
        List<SelectionSpec> names = WAYS.stream()
                .<SelectionSpec>map(way -> SelectionSpec.builder()
                        .name(way.type() + "." + way.property())
                        .build())
                .toList();
        List<SelectionSpec> ways = WAYS.stream()
                .<SelectionSpec>map(way -> TraversalSpec.builder()
                        .name(way.type() + "." + way.property())
                        .type(way.type())
                        .path(way.property())
                        .skip(false)
                        .selectSet(names)
                        .build())
                .toList();
        return PropertyFilterSpec.builder()
                .propSet(properties)
                .objectSet(List.of(ObjectSpec.builder()
                        .obj(root)
                        .skip(false)
                        .selectSet(ways)
                        .build()))
                .build();
    }

    private static List<String> butMachines(String type, Version version) {
        if (!(Vim25.NAMESPACE.type(type) instanceof ManagedType managed)) {
            throw new IllegalArgumentException(type + " is no managed object's type");
        }
        return managed.properties().fields().stream()
                .filter(field -> field.isIn(version))
                .map(Field::name)
                .filter(name -> !name.equals(Membership.PROPERTY))
                .toList();
    }

    /** What is said of the tasks that a host counts as recent. */
    static PropertyFilterSpec recentTasks(ManagedObjectReference<TaskManager> manager) {
        return PropertyFilterSpec.builder()
                .propSet(List.of(PropertySpec.builder()
                        .type("Task")
                        .pathSet(List.of("info"))
                        .build()))
                .objectSet(List.of(ObjectSpec.builder()
                        .obj(manager)
                        .skip(true)
                        .selectSet(List.of(TraversalSpec.builder()
                                .type("TaskManager")
                                .path("recentTask")
                                .skip(false)
                                .build()))
                        .build()))
                .build();
    }

    /** Some objects, whole. */
    static PropertyFilterSpec objects(List<? extends ManagedObjectReference<? extends ManagedObject>> objects) {
        return PropertyFilterSpec.builder()
                .propSet(objects.stream()
                        .map(ManagedObjectReference::type)
                        .distinct()
                        .map(type -> PropertySpec.builder().type(type).all(true).build())
                        .toList())
                .objectSet(objects.stream()
                        .map(object -> ObjectSpec.builder().obj(object).build())
                        .toList())
                .build();
    }

    /** One property of one object. */
    static PropertyFilterSpec property(ManagedObjectReference<?> object, String property) {
        return PropertyFilterSpec.builder()
                .propSet(List.of(PropertySpec.builder()
                        .type(object.type())
                        .pathSet(List.of(property))
                        .build()))
                .objectSet(List.of(ObjectSpec.builder().obj(object).build()))
                .build();
    }
}
