package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.InvalidHardwareException;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code VirtualMachineConfigSpec}s. What it throws are the API's own faults, which name what is wrong. */
public final class ConfigSpecReader {
    private static final Pattern VERSION = Pattern.compile("vmx-(\\d{1,3})");
    private static final int ANNOTATION_MAX = 64 * 1024;

    private final VirtualMachineConfigSpec spec;
    private final SpecContext context;

    private ConfigSpecReader(VirtualMachineConfigSpec spec, SpecContext context) {
        this.spec = spec;
        this.context = context;
    }

    /**
     * A new machine.
     *
     * @param biosUuid what it gets when the spec has none
     * @param instanceUuid likewise
     * @param now kept as when it was made
     */
    public static Reconfiguration create(
            VirtualMachineConfigSpec spec, SpecContext context, UUID biosUuid, UUID instanceUuid, Instant now) {
        if (spec.name() == null) {
            throw Faults.invalidArgument("configSpec.name", "a virtual machine needs a name");
        }
        String guestId = spec.guestId() == null ? GuestOs.OTHER : spec.guestId();
        GuestOs guest = GuestOs.of(guestId).orElseThrow(() -> unknownGuest(guestId));
        Settings settings = Settings.of(ExtraConfig.NONE).set(Settings.CREATE_DATE, now.toEpochMilli() * 1000);
        VirtualMachine empty = new VirtualMachine(
                new Identity(spec.name(), biosUuid, instanceUuid, guestId, Identity.HARDWARE_VERSION, ""),
                guest.firmware(),
                Cpus.of(1),
                Memory.ofMib(guest.memoryMib()),
                Devices.NONE,
                BootOptions.DEFAULT,
                settings.toExtraConfig());
        return apply(spec, empty, context);
    }

    /** A machine changed; what the spec says nothing of stays. */
    public static Reconfiguration apply(VirtualMachineConfigSpec spec, VirtualMachine machine, SpecContext context) {
        return new ConfigSpecReader(spec, context).apply(machine);
    }

    private Reconfiguration apply(VirtualMachine before) {
        Identity identity = identity(before.identity());
        DeviceChanges changes = new DeviceChanges(before, identity.biosUuid(), context);
        changes.apply(spec.deviceChange());
        Devices devices = changes.devices();
        BootOptions boot = BootOrder.apply(spec.bootOptions(), before.boot(), devices);
        VirtualMachine after = new VirtualMachine(
                identity,
                firmware(before.firmware()),
                cpus(before.cpus()),
                memory(before.memory()),
                devices,
                boot,
                SettingsReader.apply(spec, before.extraConfig()));
        try {
            return new Reconfiguration(after.checked(), changes.actions());
        } catch (InvalidHardwareException wrong) {
            throw fault(wrong, after, changes);
        }
    }

    private FaultException fault(InvalidHardwareException wrong, VirtualMachine after, DeviceChanges changes) {
        boolean isDevice = after.devices().stream().map(Device::name).anyMatch(wrong.device()::equals);
        if (isDevice) {
            return Faults.device(changes.indexOf(wrong.key()), wrong.property(), String.valueOf(wrong.getMessage()));
        }
        if (wrong.property().equals("name")) {
            return InvalidName.builder()
                    .name(after.identity().name())
                    .build()
                    .exception("The name '" + after.identity().name() + "' is invalid: " + wrong.getMessage());
        }
        String path = wrong.device().equals("bootOptions") ? "bootOptions." + wrong.property() : wrong.property();
        return Faults.invalidArgument("configSpec." + path, String.valueOf(wrong.getMessage()));
    }

    private Identity identity(Identity before) {
        String guestId = spec.guestId() == null ? before.guestId() : spec.guestId();
        if (spec.guestId() != null && GuestOs.of(guestId).isEmpty()) {
            throw unknownGuest(guestId);
        }
        String annotation = spec.annotation() == null ? before.annotation() : spec.annotation();
        if (annotation.length() > ANNOTATION_MAX) {
            throw Faults.invalidArgument(
                    "configSpec.annotation", "it is longer than " + ANNOTATION_MAX + " characters");
        }
        return new Identity(
                spec.name() == null ? before.name() : spec.name(),
                uuid(spec.uuid(), "configSpec.uuid", before.biosUuid()),
                uuid(spec.instanceUuid(), "configSpec.instanceUuid", before.instanceUuid()),
                guestId,
                version(before.hardwareVersion()),
                annotation);
    }

    private int version(int before) {
        String version = spec.version();
        if (version == null || version.isEmpty()) {
            return before;
        }
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw Faults.invalidArgument("configSpec.version", "'" + version + "' is no hardware version");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private Firmware firmware(Firmware before) {
        String firmware = spec.firmware();
        if (firmware == null) {
            return before;
        }
        return switch (firmware.toLowerCase(Locale.ROOT)) {
            case "bios" -> Firmware.BIOS;
            case "efi" -> Firmware.EFI;
            default ->
                throw Faults.invalidArgument("configSpec.firmware", "'" + firmware + "' is neither bios nor efi");
        };
    }

    private Cpus cpus(Cpus before) {
        int count = spec.numCPUs() == null ? before.count() : spec.numCPUs();
        int cores = spec.numCoresPerSocket() == null || spec.numCoresPerSocket() == 0
                ? before.coresPerSocket()
                : spec.numCoresPerSocket();
        boolean hotAdd = spec.cpuHotAddEnabled() == null ? before.hotAdd() : spec.cpuHotAddEnabled();
        // Shares that were by processor stay so.
        int shares = (int) Math.min(Integer.MAX_VALUE, (long) before.shares() * count / Math.max(1, before.count()));
        long limit = before.limitMhz();
        ResourceAllocationInfo allocation = spec.cpuAllocation();
        if (allocation != null) {
            Allocations.check(allocation, "configSpec.cpuAllocation");
            limit = allocation.limit() == null ? limit : allocation.limit();
            SharesInfo given = allocation.shares();
            shares = given == null ? shares : Allocations.cpuShares(given, count);
        }
        return new Cpus(count, cores, hotAdd, shares, limit);
    }

    private Memory memory(Memory before) {
        long size = spec.memoryMB() == null ? before.sizeMib() : spec.memoryMB();
        boolean hotAdd = spec.memoryHotAddEnabled() == null ? before.hotAdd() : spec.memoryHotAddEnabled();
        ResourceAllocationInfo allocation = spec.memoryAllocation();
        if (allocation != null) {
            Allocations.check(allocation, "configSpec.memoryAllocation");
        }
        return size > before.sizeMib()
                ? new Memory(before.sizeMib(), hotAdd, before.addedMib()).plus(size - before.sizeMib())
                : new Memory(size, hotAdd, size == before.sizeMib() ? before.addedMib() : List.of());
    }

    private static UUID uuid(@Nullable String text, String property, UUID otherwise) {
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            String plain = text.replace("-", "").replace(" ", "");
            if (plain.length() != 32) {
                throw new IllegalArgumentException("32 digits are needed");
            }
            return new UUID(
                    Long.parseUnsignedLong(plain.substring(0, 16), 16),
                    Long.parseUnsignedLong(plain.substring(16), 16));
        } catch (IllegalArgumentException wrong) {
            throw Faults.invalidArgument(property, "'" + text + "' is no UUID");
        }
    }

    private static FaultException unknownGuest(String guestId) {
        return Faults.invalidArgument("configSpec.guestId", "'" + guestId + "' is no guest operating system");
    }
}
