package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpecDiskLocator;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateTransformation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a {@code VirtualMachineRelocateSpec} asks of one machine's files on this host. Asks, and changes nothing. */
final class RelocateOrder {
    private static final String CHILD_MOST = "moveChildMostDiskBacking";
    private static final String NEW_CHILD = "createNewChildDiskBacking";

    private final Machine machine;
    private final VmHost host;
    private final VirtualMachineRelocateSpec spec;
    private final String home;

    /** @throws dev.carafe.vsphere.vim.FaultException when it asks for what is not there, or cannot be done */
    RelocateOrder(Machine machine, VirtualMachineRelocateSpec spec) {
        this.machine = machine;
        this.host = machine.host();
        this.spec = spec;
        refuse();
        home = spec.datastore() == null ? machine.folder().vmx().datastore() : name(spec.datastore(), "spec.datastore");
        for (VirtualMachineRelocateSpecDiskLocator locator : spec.disk()) {
            name(locator.datastore(), "spec.disk.datastore");
            if (disks().stream().noneMatch(disk -> disk.key() == locator.diskId())) {
                throw Faults.invalidArgument("spec.disk.diskId", "the machine has no disk " + locator.diskId());
            }
        }
        disks().forEach(this::refuseMoveType);
    }

    private void refuse() {
        ManagedObjectReference<?> wanted = spec.host();
        if (wanted != null && !wanted.value().equals(host.place().host().value())) {
            throw Faults.invalidArgument("spec.host", "a host moves its own machines' files only");
        }
        if (spec.service() != null
                || spec.cryptoSpec() != null
                || !spec.deviceChange().isEmpty()) {
            throw Faults.notSupported("a host moves a machine's files as they are, and within itself");
        }
    }

    private void refuseMoveType(Disk disk) {
        String type = locator(disk)
                .map(VirtualMachineRelocateSpecDiskLocator::diskMoveType)
                .or(() -> Optional.ofNullable(spec.diskMoveType()))
                .orElse("");
        boolean over = DiskCollector.parent(host, path(disk)).isPresent();
        if (type.equals(NEW_CHILD) || (type.equals(CHILD_MOST) && over)) {
            throw Faults.notSupported("the disks of a machine move as a whole, not by " + type);
        }
    }

    private String name(ManagedObjectReference<?> datastore, String property) {
        return host.datastoreName(datastore)
                .orElseThrow(() -> Faults.invalidArgument(property, "it is not on this host"));
    }

    /** The datastore that the machine's own folder is to be on. */
    String home() {
        return home;
    }

    boolean homeMoves() {
        return !home.equals(machine.folder().vmx().datastore());
    }

    /** Where the disk of a name such as {@code scsi0:0}, which is a file now, is to be; empty where it stays. */
    Optional<String> target(String name, DatastorePath now) {
        Optional<Disk> disk =
                disks().stream().filter(each -> each.name().equals(name)).findFirst();
        String target = disk.flatMap(this::locator)
                .map(locator -> name(locator.datastore(), "spec.disk.datastore"))
                .orElse(spec.datastore() == null ? now.datastore() : home);
        boolean changes = disk.isPresent()
                && provisioning(name).isPresent()
                && !provisioning(name).equals(Optional.of(LayerCopies.provisioning(host, path(disk.get()))));
        return target.equals(now.datastore()) && !changes ? Optional.empty() : Optional.of(target);
    }

    /** How the disk of a name is to take its room, where that is said. */
    Optional<Provisioning> provisioning(String name) {
        Optional<VirtualDiskFlatVer2BackingInfo> backing = disks().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .flatMap(this::locator)
                .map(locator -> locator.diskBackingInfo() instanceof VirtualDiskFlatVer2BackingInfo flat ? flat : null);
        if (backing.isPresent() && backing.get().thinProvisioned() != null) {
            return Optional.of(
                    Boolean.TRUE.equals(backing.get().thinProvisioned())
                            ? Provisioning.THIN
                            : Boolean.TRUE.equals(backing.get().eagerlyScrub())
                                    ? Provisioning.EAGER_ZEROED
                                    : Provisioning.THICK);
        }
        VirtualMachineRelocateTransformation all = spec.transform();
        return all == null
                ? Optional.empty()
                : Map.of(
                                VirtualMachineRelocateTransformation.SPARSE,
                                Optional.of(Provisioning.THIN),
                                VirtualMachineRelocateTransformation.FLAT,
                                Optional.of(Provisioning.THICK))
                        .getOrDefault(all, Optional.empty());
    }

    private Optional<VirtualMachineRelocateSpecDiskLocator> locator(Disk disk) {
        return spec.disk().stream()
                .filter(Objects::nonNull)
                .filter(locator -> locator.diskId() == disk.key())
                .findFirst();
    }

    private List<Disk> disks() {
        return machine.state().hardware().devices().disks();
    }

    private DatastorePath path(Disk disk) {
        return machine.folder().path(disk.fileName());
    }
}
