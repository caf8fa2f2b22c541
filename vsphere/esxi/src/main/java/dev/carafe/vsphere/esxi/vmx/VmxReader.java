package dev.carafe.vsphere.esxi.vmx;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads a machine from its {@code .vmx}. What is left out has VMware's default; what is not known becomes extra config. */
public final class VmxReader {
    /** What of the memory was added while the machine ran, in MiB, module by module; of our own. */
    static final String ADDED_MEMORY = "mem.hotadd.modules";

    /** What is between the items of a list. */
    private static final Pattern BETWEEN = Pattern.compile("[, ]+");

    private VmxReader() {}

    /**
     * Reads a machine; whether it can be built is for {@link VirtualMachine#checked} to say.
     *
     * @throws CorruptVmxException when a value is not of its kind; says which, and on which line
     * @throws IOException when a disk's capacity cannot be read
     */
    public static VirtualMachine read(VmxFile file, DiskCapacities capacities) throws IOException {
        VmxValues values = new VmxValues(file);
        Identity identity = identity(values, file);
        Firmware firmware = firmware(values);
        Cpus cpus = cpus(values);
        long memsize = values.number("memsize", 32, 1, Memory.MAX_MIB);
        Memory memory = new Memory(memsize, values.flag("mem.hotadd", false), addedMemory(values, memsize));
        Devices devices = VmxDevices.read(values, file, identity.biosUuid(), capacities);
        BootOptions boot = boot(values, devices);
        return new VirtualMachine(identity, firmware, cpus, memory, devices, boot, new ExtraConfig(values.rest()));
    }

    private static List<Long> addedMemory(VmxValues values, long memsize) throws CorruptVmxException {
        List<Long> added = new ArrayList<>();
        long sum = 0;
        Optional<String> modules = values.text(ADDED_MEMORY);
        if (modules.isEmpty()) {
            return added;
        }
        for (String module : modules.get().split(",", -1)) {
            added.add(whole(values, ADDED_MEMORY, module, Memory.MAX_MIB));
            sum += added.getLast();
        }
        if (added.size() > Memory.HOT_ADD_SLOTS || added.contains(0L) || sum >= Math.max(1, memsize)) {
            throw values.wrong(ADDED_MEMORY, "is not what " + memsize + " MiB of memory may be made of");
        }
        return added;
    }

    private static Identity identity(VmxValues values, VmxFile file) throws CorruptVmxException {
        String name = values.text("displayName").orElse("Unknown");
        // A file without UUIDs was written by hand; the same file is then the same machine.
        UUID bios = uuid(values, "uuid.bios").orElseGet(() -> UUID.nameUUIDFromBytes(file.bytes()));
        UUID location = uuid(values, "uuid.location").orElse(bios);
        UUID instance = uuid(values, "vc.uuid").orElse(location);
        return new Identity(
                name,
                bios,
                instance,
                GuestOs.toApi(values.text("guestOS").orElse("other")),
                (int) values.number("virtualHW.version", 4, 1, 999),
                values.text("annotation").orElse(""));
    }

    private static Optional<UUID> uuid(VmxValues values, String key) throws CorruptVmxException {
        Optional<String> text = values.text(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<UUID> uuid = BiosUuid.parse(text.get());
        if (uuid.isEmpty()) {
            throw values.wrong(key, "is no UUID of sixteen bytes");
        }
        return uuid;
    }

    private static Firmware firmware(VmxValues values) throws CorruptVmxException {
        String name = values.text("firmware").orElse("bios").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "bios" -> Firmware.BIOS;
            case "efi" -> Firmware.EFI;
            default -> throw values.wrong("firmware", "is neither bios nor efi");
        };
    }

    private static Cpus cpus(VmxValues values) throws CorruptVmxException {
        int count = (int) values.number("numvcpus", 1, 1, Cpus.MAX);
        int cores = (int) values.number("cpuid.coresPerSocket", 1, 1, Cpus.MAX);
        String shares = values.look("sched.cpu.shares").orElse("normal").toLowerCase(Locale.ROOT);
        int weight = switch (shares) {
            case "low" -> count * 500;
            case "normal" -> count * 1000;
            case "high" -> count * 2000;
            default -> (int) whole(values, "sched.cpu.shares", shares, 1_000_000);
        };
        String limit = values.look("sched.cpu.max").orElse("-1").toLowerCase(Locale.ROOT);
        long limitMhz = limit.equals("unlimited") || limit.equals("-1")
                ? -1
                : whole(values, "sched.cpu.max", limit, Integer.MAX_VALUE);
        return new Cpus(count, cores, values.flag("vcpu.hotadd", false), weight, limitMhz);
    }

    private static long whole(VmxValues values, String key, String text, long max) throws CorruptVmxException {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > max) {
            throw values.wrong(key, "is no number between 0 and " + max);
        }
        return Long.parseLong(text);
    }

    private static BootOptions boot(VmxValues values, Devices devices) throws CorruptVmxException {
        List<String> order = new ArrayList<>();
        String hddOrder = values.text("bios.hddOrder").orElse("");
        for (String kind : BETWEEN.split(values.text("bios.bootOrder").orElse(""))) {
            String name = kind.toLowerCase(Locale.ROOT);
            switch (name) {
                case "" -> {}
                case "hdd" -> order.addAll(disks(hddOrder, devices));
                case "floppy" -> devices.floppies().stream().findFirst().ifPresent(floppy -> order.add(floppy.name()));
                case "cdrom" -> devices.cdroms().stream().findFirst().ifPresent(cdrom -> order.add(cdrom.name()));
                default ->
                    devices.stream()
                            .filter(device -> device.name().equals(name))
                            .forEach(device -> order.add(name));
            }
        }
        return new BootOptions(
                order.stream().distinct().toList(),
                (int) values.number("bios.bootDelay", 0, 0, BootOptions.DELAY_MAX_MS),
                values.flag("uefi.secureBoot.enabled", false),
                values.flag("bios.forceSetupOnce", false));
    }

    private static List<String> disks(String hddOrder, Devices devices) {
        List<String> all = devices.disks().stream().map(disk -> disk.name()).toList();
        List<String> named = List.of(BETWEEN.split(hddOrder.toLowerCase(Locale.ROOT)));
        List<String> found = named.stream().filter(all::contains).toList();
        return found.isEmpty() ? all : found;
    }
}
