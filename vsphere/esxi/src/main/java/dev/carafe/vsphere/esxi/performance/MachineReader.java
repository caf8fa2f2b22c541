package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.performance.MeasuredMachines.Measured;
import dev.carafe.vsphere.esxi.performance.ProcFiles.LinkUse;
import dev.carafe.vsphere.esxi.performance.ProcFiles.ProcessUse;
import dev.carafe.vsphere.esxi.performance.Reading.Capacity;
import dev.carafe.vsphere.esxi.performance.Reading.Gathering;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a machine uses: its QEMU's processor time and memory by the kernel, its disks by QEMU, its cards by their taps. */
final class MachineReader {
    private static final Pattern DEVICE = Pattern.compile("(?:^|/)dev(\\d{1,6})(?:/|$)");

    private MachineReader() {}

    /** Empty when the process is gone. */
    static Optional<Reading> read(
            Measured machine, ProcFiles proc, Map<String, LinkUse> links, int mhzPerCpu, Instant at)
            throws IOException {
        Optional<ProcessUse> process = proc.process(machine.process().pid());
        if (process.isEmpty()) {
            return Optional.empty();
        }
        Gathering gathering = new Gathering();
        process(gathering, process.get(), machine, proc.uptime());
        disks(gathering, machine.process().blocks().statistics());
        machine.taps().forEach((key, tap) -> card(gathering, key, links.get(tap)));
        return Optional.of(gathering.at(at, new Capacity(machine.cpus(), mhzPerCpu)));
    }

    private static void process(Gathering gathering, ProcessUse use, Measured machine, double uptime) {
        long used = use.userMillis() + use.systemMillis();
        gathering.whole(Counter.CPU_USAGE, used);
        gathering.whole(Counter.CPU_USAGE_MHZ, used);
        gathering.whole(Counter.CPU_USED, used);
        gathering.whole(Counter.CPU_SYSTEM, use.systemMillis());
        long memoryKib = machine.memoryMib() << 10;
        gathering.whole(Counter.MEM_GRANTED, memoryKib);
        gathering.whole(Counter.MEM_CONSUMED, use.residentKib());
        gathering.whole(Counter.MEM_USAGE, Math.min(10_000, 10_000 * use.residentKib() / Math.max(1, memoryKib)));
        gathering.whole(Counter.SYS_UPTIME, Math.max(0, (long) uptime - use.startMillis() / 1000));
    }

    /** What QEMU says of drives: one that is a device of ours, under the name that a {@code .vmx} gives it. */
    static void disks(Gathering gathering, List<JsonObject> drives) {
        for (JsonObject drive : drives) {
            Matcher device = DEVICE.matcher(drive.text("qdev").orElse(""));
            if (!device.find()) {
                continue;
            }
            Optional<String> name = slotName(Integer.parseInt(device.group(1)));
            if (name.isEmpty()) {
                continue;
            }
            JsonObject stats = drive.object("stats");
            long read = stats.number("rd_bytes", 0);
            long written = stats.number("wr_bytes", 0);
            gathering.part(Counter.VIRTUAL_DISK_READ, name.get(), read);
            gathering.part(Counter.VIRTUAL_DISK_WRITE, name.get(), written);
            gathering.part(Counter.VIRTUAL_DISK_READS, name.get(), stats.number("rd_operations", 0));
            gathering.part(Counter.VIRTUAL_DISK_WRITES, name.get(), stats.number("wr_operations", 0));
            gathering.part(Counter.DISK_READ, name.get(), read);
            gathering.part(Counter.DISK_WRITE, name.get(), written);
            gathering.part(Counter.DISK_USAGE, name.get(), read + written);
            gathering.part(Counter.DISK_NUMBER_READ, name.get(), stats.number("rd_operations", 0));
            gathering.part(Counter.DISK_NUMBER_WRITE, name.get(), stats.number("wr_operations", 0));
        }
    }

    /** Such as {@code scsi0:1}. */
    private static Optional<String> slotName(int deviceKey) {
        for (BusFamily family : BusFamily.values()) {
            int first = new dev.carafe.vsphere.esxi.machine.Slot(family, 0, 0).deviceKey();
            int number = deviceKey - first;
            if (number >= 0 && number < family.busesMax() * family.unitsMax()) {
                return Optional.of(family.prefix() + number / family.unitsMax() + ":" + number % family.unitsMax());
            }
        }
        return Optional.empty();
    }

    /** What a tap receives is what its guest sent. */
    private static void card(Gathering gathering, int key, @org.jspecify.annotations.Nullable LinkUse tap) {
        if (tap != null) {
            String name = "" + key;
            HostReader.link(
                    gathering,
                    name,
                    new LinkUse(
                            tap.txBytes(),
                            tap.txPackets(),
                            tap.txDropped(),
                            tap.rxBytes(),
                            tap.rxPackets(),
                            tap.rxDropped()));
        }
    }
}
