package dev.carafe.vsphere.esxi.machine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All devices of a machine, each kind in its order. */
public record Devices(
        List<Controller> controllers,
        List<Disk> disks,
        List<Cdrom> cdroms,
        List<Nic> nics,
        Peripherals peripherals,
        Video video) {
    public static final Devices NONE =
            new Devices(List.of(), List.of(), List.of(), List.of(), Peripherals.NONE, Video.DEFAULT);

    public Devices {
        controllers = List.copyOf(controllers);
        disks = List.copyOf(disks);
        cdroms = List.copyOf(cdroms);
        nics = List.copyOf(nics);
    }

    /** The first controller whose state QEMU can neither write down nor copy while the machine runs: one for NVMe. */
    public Optional<Controller> unsavable() {
        return controllers.stream()
                .filter(controller -> controller.type() == ControllerType.NVME)
                .findFirst();
    }

    public List<SerialPort> serialPorts() {
        return peripherals.serialPorts();
    }

    public List<Floppy> floppies() {
        return peripherals.floppies();
    }

    public Stream<Device> stream() {
        return Stream.of(
                        controllers.stream(),
                        disks.stream(),
                        cdroms.stream(),
                        nics.stream(),
                        peripherals.stream(),
                        Stream.of(video))
                .flatMap(devices -> devices);
    }

    /** The device with that key. */
    public Optional<Device> byKey(int key) {
        return stream().filter(device -> device.key() == key).findFirst();
    }

    public Devices withControllers(List<Controller> changed) {
        return new Devices(changed, disks, cdroms, nics, peripherals, video);
    }

    public Devices withDisks(List<Disk> changed) {
        return new Devices(controllers, changed, cdroms, nics, peripherals, video);
    }

    public Devices withCdroms(List<Cdrom> changed) {
        return new Devices(controllers, disks, changed, nics, peripherals, video);
    }

    public Devices withNics(List<Nic> changed) {
        return new Devices(controllers, disks, cdroms, changed, peripherals, video);
    }

    public Devices withPeripherals(Peripherals changed) {
        return new Devices(controllers, disks, cdroms, nics, changed, video);
    }
}
