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
        List<SerialPort> serialPorts,
        Video video) {
    public static final Devices NONE =
            new Devices(List.of(), List.of(), List.of(), List.of(), List.of(), Video.DEFAULT);

    public Devices {
        controllers = List.copyOf(controllers);
        disks = List.copyOf(disks);
        cdroms = List.copyOf(cdroms);
        nics = List.copyOf(nics);
        serialPorts = List.copyOf(serialPorts);
    }

    public Stream<Device> stream() {
        return Stream.of(controllers, disks, cdroms, nics, serialPorts, List.of(video))
                .flatMap(List::stream);
    }

    /** The device with that key. */
    public Optional<Device> byKey(int key) {
        return stream().filter(device -> device.key() == key).findFirst();
    }

    public Devices withControllers(List<Controller> changed) {
        return new Devices(changed, disks, cdroms, nics, serialPorts, video);
    }

    public Devices withDisks(List<Disk> changed) {
        return new Devices(controllers, changed, cdroms, nics, serialPorts, video);
    }

    public Devices withCdroms(List<Cdrom> changed) {
        return new Devices(controllers, disks, changed, nics, serialPorts, video);
    }

    public Devices withNics(List<Nic> changed) {
        return new Devices(controllers, disks, cdroms, changed, serialPorts, video);
    }

    public Devices withSerialPorts(List<SerialPort> changed) {
        return new Devices(controllers, disks, cdroms, nics, changed, video);
    }
}
