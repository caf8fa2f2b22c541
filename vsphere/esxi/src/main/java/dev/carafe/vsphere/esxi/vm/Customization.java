package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.seed.GuestCustomization;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.UncustomizableGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine's customization ({@code CustomizationSpec}): a seed disc beside its {@code .vmx}, in a drive of the machine, where
 * cloud-init finds it at the next start. A seed that comes later replaces the one that is there.
 */
final class Customization {
    /** What a seed's name ends with, after the machine's own. */
    static final String ENDING = "-seed.iso";

    private final CustomizationSpec spec;

    Customization(CustomizationSpec spec) {
        this.spec = spec;
    }

    /**
     * Says whether a machine can be customized so; touches nothing.
     *
     * @throws dev.carafe.vsphere.vim.FaultException when it cannot
     */
    void check(VirtualMachine machine) {
        image(machine, "check");
        drive(machine.devices(), ENDING);
    }

    /** Gives a machine that is off its seed. */
    void change(Machine machine) {
        DatastorePath file = file(machine.folder());
        List<DatastorePath> made = machine.folder().exists(file) ? List.of() : List.of(file);
        Scratch scratch = new Scratch(machine.host());
        scratch.making(made);
        String instance = machine.host().services().uuids().get().toString();
        try {
            machine.configure(seed(machine.folder(), machine.state().hardware(), instance));
        } catch (FaultException failed) {
            scratch.undo(made);
            throw failed;
        }
        scratch.settled(made);
    }

    /**
     * Writes the seed.
     *
     * @param instanceId another one for each customization, so that the guest takes it
     * @return the machine with the seed in a drive
     */
    VirtualMachine seed(MachineFolder folder, VirtualMachine machine, String instanceId) {
        DatastorePath file = file(folder);
        Devices devices = drive(machine.devices(), folder.name(file));
        byte[] image = image(machine, instanceId);
        try {
            DurableFile.writePrivate(folder.file(file), image); // it may hold a password
        } catch (IOException failed) {
            throw VmFaults.of(failed, file);
        }
        return machine.withDevices(devices);
    }

    /** Where a machine's seed is. */
    static DatastorePath file(MachineFolder folder) {
        return folder.sibling(ENDING);
    }

    /** Whether a file is a machine's seed, which nobody but the machine may read. */
    static boolean isSeed(MachineFolder folder, Path file) {
        return folder.file(file(folder)).equals(file);
    }

    /** A machine without the seed of the one it was made of: it is not the same guest. */
    static Devices withoutSeed(Devices devices, MachineFolder of) {
        String seed = of.name(file(of));
        return devices.withCdroms(devices.cdroms().stream()
                .map(drive -> drive.isoFileName().filter(seed::equals).isPresent()
                        ? new Cdrom(drive.slot(), Optional.empty(), false)
                        : drive)
                .toList());
    }

    private byte[] image(VirtualMachine machine, String instanceId) {
        return GuestCustomization.seed(
                        spec,
                        machine.identity().name(),
                        instanceId,
                        machine.devices().nics().stream().map(Nic::mac).toList())
                .image();
    }

    /** The drive that has the seed, else an empty one, else a new one. */
    private static Devices drive(Devices devices, String seed) {
        List<Cdrom> drives = new ArrayList<>(devices.cdroms());
        for (int i = 0; i < drives.size(); i++) {
            Optional<String> disc = drives.get(i).isoFileName();
            if (disc.isEmpty() || disc.get().equals(seed)) {
                drives.set(i, new Cdrom(drives.get(i).slot(), Optional.of(seed), true));
                return devices.withCdroms(drives);
            }
        }
        Devices roomy = devices;
        Optional<Slot> free = free(devices);
        if (free.isEmpty()) {
            List<Controller> controllers = new ArrayList<>(devices.controllers());
            controllers.add(new Controller(ControllerType.AHCI, bus(devices)));
            roomy = devices.withControllers(controllers);
            free = free(roomy);
        }
        drives.add(new Cdrom(free.orElseThrow(), Optional.of(seed), true));
        return roomy.withCdroms(drives);
    }

    /** The number of one more SATA controller. */
    private static int bus(Devices devices) {
        int bus = (int) devices.controllers().stream()
                .filter(controller -> controller.type() == ControllerType.AHCI)
                .count();
        if (bus >= BusFamily.SATA.busesMax()) {
            throw UncustomizableGuest.builder()
                    .uncustomizableGuestOS("")
                    .build()
                    .exception("The machine has no place left for the drive that its customization comes in.");
        }
        return bus;
    }

    private static Optional<Slot> free(Devices devices) {
        List<Integer> taken = devices.stream().map(Device::key).toList();
        return devices.controllers().stream()
                .filter(controller ->
                        controller.type() == ControllerType.IDE || controller.type() == ControllerType.AHCI)
                .flatMap(controller -> slots(controller).stream())
                .filter(slot -> !taken.contains(slot.deviceKey()))
                .findFirst();
    }

    private static List<Slot> slots(Controller controller) {
        BusFamily family = controller.type().family();
        List<Slot> slots = new ArrayList<>();
        for (int unit = 0; unit < family.unitsMax(); unit++) {
            slots.add(new Slot(family, controller.bus(), unit));
        }
        return slots;
    }
}
