package dev.carafe.vsphere.vmomi.testing;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.DataType;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.TraversalSpec;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualHardware;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A folder with virtual machines in it. */
public final class Inventory {
    private record ServedFolder(ManagedObjectReference<Folder> reference) implements Folder, ServedObject {}

    private record ServedMachine(ManagedObjectReference<VirtualMachine> reference)
            implements VirtualMachine, ServedObject {}

    public static final ManagedObjectReference<Folder> ROOT = new ManagedObjectReference<>("Folder", "group-d1");

    public final ObjectRegistry registry = new ObjectRegistry();

    public Inventory() {
        registry.change(changes -> changes.add(
                new ServedFolder(ROOT),
                ((FolderProperties) blank("FolderProperties", Vim25.NAMESPACE.type("Folder"))).withName("root")));
    }

    private static DataObject blank(String name, @Nullable Object type) {
        DataType properties = type instanceof dev.carafe.vsphere.vim.ManagedType managed
                ? managed.properties()
                : (DataType) Objects.requireNonNull(Vim25.NAMESPACE.type(name));
        return properties.make(new @Nullable Object[properties.fields().size()]);
    }

    public static ManagedObjectReference<VirtualMachine> machine(int number) {
        return new ManagedObjectReference<>("VirtualMachine", "vm-" + number);
    }

    /** Selects the root folder and what is directly in it. */
    public static List<ObjectSpec> rootAndChildren() {
        return List.of(ObjectSpec.builder()
                .obj(ROOT)
                .selectSet(List.of(TraversalSpec.builder()
                        .type("Folder")
                        .path("childEntity")
                        .build()))
                .build());
    }

    /** A disk of a size in KiB. */
    public static VirtualDisk disk(int key, long capacity) {
        VirtualDisk disk = (VirtualDisk) blank("VirtualDisk", null);
        return disk.toBuilder().key(key).capacityInKB(capacity).build();
    }

    public void add(int number, String name) {
        registry.change(changes -> {
            VirtualMachineProperties properties = (VirtualMachineProperties)
                    blank("VirtualMachineProperties", Vim25.NAMESPACE.type("VirtualMachine"));
            changes.add(
                    new ServedMachine(machine(number)),
                    properties.withName(name).withParent(ROOT));
            changes.update(ROOT, FolderProperties.class, folder -> {
                List<ManagedObjectReference<? extends ManagedEntity>> children = new ArrayList<>(folder.childEntity());
                children.add(machine(number));
                return folder.withChildEntity(children);
            });
        });
    }

    /** A folder in another. */
    public ManagedObjectReference<Folder> folder(String id, ManagedObjectReference<Folder> parent) {
        ManagedObjectReference<Folder> reference = new ManagedObjectReference<>("Folder", id);
        registry.change(changes -> changes.add(
                new ServedFolder(reference),
                ((FolderProperties) blank("FolderProperties", Vim25.NAMESPACE.type("Folder")))
                        .withName(id)
                        .withParent(parent)));
        return reference;
    }

    /** Puts a machine into another folder. */
    public void move(int number, ManagedObjectReference<Folder> to) {
        registry.change(changes -> changes.update(machine(number), VirtualMachineProperties.class, properties ->
                (VirtualMachineProperties) properties.withParent(to)));
    }

    public void remove(int number) {
        registry.change(changes -> {
            changes.remove(machine(number));
            changes.update(ROOT, FolderProperties.class, folder -> {
                List<ManagedObjectReference<? extends ManagedEntity>> children = new ArrayList<>(folder.childEntity());
                children.remove(machine(number));
                return folder.withChildEntity(children);
            });
        });
    }

    public void rename(int number, String name) {
        registry.change(changes -> changes.update(machine(number), VirtualMachineProperties.class, properties ->
                (VirtualMachineProperties) properties.withName(name)));
    }

    public void devices(int number, List<? extends VirtualDevice> devices) {
        VirtualHardware hardware = (VirtualHardware) blank("VirtualHardware", null);
        VirtualMachineConfigInfo config = (VirtualMachineConfigInfo) blank("VirtualMachineConfigInfo", null);
        VirtualMachineConfigInfo made = (VirtualMachineConfigInfo) config.with(
                config.dataType().indexOf("hardware"),
                hardware.with(hardware.dataType().indexOf("device"), devices));
        registry.change(changes -> changes.update(machine(number), VirtualMachineProperties.class, properties ->
                (VirtualMachineProperties) properties.with(properties.dataType().indexOf("config"), made)));
    }

    public boolean has(int number) {
        return registry.find(machine(number)).isPresent();
    }
}
