package dev.carafe.vsphere.esxi.machine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a machine has beside its disks, drives on their buses and network cards, each kind in its order. */
public record Peripherals(
        List<SerialPort> serialPorts,
        List<Floppy> floppies,
        List<UsbController> usbControllers,
        Optional<PrecisionClock> clock) {
    public static final Peripherals NONE = new Peripherals(List.of(), List.of(), List.of(), Optional.empty());

    public Peripherals {
        serialPorts = List.copyOf(serialPorts);
        floppies = List.copyOf(floppies);
        usbControllers = List.copyOf(usbControllers);
    }

    public static Peripherals of(List<SerialPort> serialPorts) {
        return new Peripherals(serialPorts, List.of(), List.of(), Optional.empty());
    }

    Stream<Device> stream() {
        return Stream.of(serialPorts, floppies, usbControllers, clock.stream().toList())
                .flatMap(List::stream);
    }
}
