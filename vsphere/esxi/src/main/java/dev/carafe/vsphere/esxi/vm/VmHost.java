package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.qemu.QemuFacts;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** What machines stand on: the host with its files, networks, QEMU and managed objects. Any thread. */
public final class VmHost {
    /**
     * What the server is made of.
     *
     * @param uuids new random ones
     */
    public record Services(
            ObjectRegistry registry, Tasks tasks, Events events, InstantSource clock, Supplier<UUID> uuids) {}

    /** What machines are made of. */
    public record Ground(
            Datastores datastores,
            DiskStore disks,
            Qemu qemu,
            NetworkPorts network,
            Confinements confinements,
            GuestTools guests,
            Consoles consoles) {}

    /** Says which QEMU there is; probing takes seconds, so it is asked when it is needed. */
    @FunctionalInterface
    public interface Qemu {
        /** @throws IOException when there is none that can be used, with what to do about it */
        QemuFacts facts() throws IOException;
    }

    private final Path stateFolder;
    private final Services services;
    private final Ground ground;
    private final HostPlace place;
    private final MachineDisks disks;
    private final Registrations registrations;
    private final MachineTable machines = new MachineTable(this);
    private final PoolMembership pools = new PoolMembership(this);

    VmHost(Path stateFolder, Registrations registrations, Services services, Ground ground, HostPlace place) {
        this.stateFolder = stateFolder;
        this.registrations = registrations;
        this.services = services;
        this.ground = ground;
        this.place = place;
        this.disks = new MachineDisks(ground.datastores(), ground.disks());
    }

    Registrations registrations() {
        return registrations;
    }

    MachineTable machines() {
        return machines;
    }

    Path runFolder() {
        return stateFolder.resolve("run");
    }

    Services services() {
        return services;
    }

    Ground ground() {
        return ground;
    }

    HostPlace place() {
        return place;
    }

    MachineDisks disks() {
        return disks;
    }

    /** The name of a datastore of this host. */
    Optional<String> datastoreName(ManagedObjectReference<?> datastore) {
        return ground.datastores().all().stream()
                .map(Datastore::name)
                .filter(name -> place.datastore()
                        .apply(name)
                        .filter(each -> each.value().equals(datastore.value()))
                        .isPresent())
                .findFirst();
    }

    void post(Machine machine, String type, Map<String, Object> own) {
        post(machine.reference(), type, machine.folder().template(), own);
    }

    void post(ManagedObjectReference<?> about, String type, boolean template, Map<String, Object> own) {
        Map<String, Object> fields = new HashMap<>(own);
        fields.put("template", template);
        services.events().post(about, header -> header.event(type, fields));
    }

    /** Shows a machine as it is; nothing happens when it is not in the registry. */
    void publish(Machine machine) {
        services.registry().change(changes -> {
            if (changes.properties(machine.reference()) instanceof VirtualMachineProperties before) {
                VirtualMachineProperties after = MachineView.update(before, machine, this);
                changes.update(machine.reference(), VirtualMachineProperties.class, _ -> after);
                Membership.join(changes, machine.reference(), place, before, after);
            }
        });
    }

    PoolMembership pools() {
        return pools;
    }
}
