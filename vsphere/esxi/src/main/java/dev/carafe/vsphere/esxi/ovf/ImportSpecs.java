package dev.carafe.vsphere.esxi.ovf;

import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.OvfFileItem;
import dev.carafe.vsphere.vim.vim25.OvfMappedOsId;
import dev.carafe.vsphere.vim.vim25.OvfNoSupportedHardwareFamily;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedDiskProvisioning;
import dev.carafe.vsphere.vim.vim25.OvfUnsupportedElement;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestOsIdentifier;
import dev.carafe.vsphere.vim.vim25.VirtualMachineImportSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Makes an import spec of a descriptor's virtual system. For one thread. */
final class ImportSpecs {
    private static final int CIM_TYPE_DISK = 17;
    /** Sections that are read, here or by {@link OvfSummary}, or that say nothing about a machine. */
    private static final Set<String> KNOWN = Set.of(
            "Info",
            "Name",
            "AnnotationSection",
            "OperatingSystemSection",
            "VirtualHardwareSection",
            "ProductSection",
            "EulaSection");

    /** How disks can be made here. */
    static final List<String> PROVISIONINGS = List.of("thin", "thick", "flat", "eagerZeroedThick");

    private static final String OS_UNKNOWN = "otherGuest";

    /** Operating systems of CIM ({@code CIM_OperatingSystem.OsType}) that are told apart; the rest are other ones. */
    private static final Map<Integer, String> OS_BY_CIM = Map.ofEntries(
            Map.entry(36, "otherLinuxGuest"),
            Map.entry(42, "freebsdGuest"),
            Map.entry(78, "freebsd64Guest"),
            Map.entry(79, "rhel6Guest"),
            Map.entry(80, "rhel7_64Guest"),
            Map.entry(84, "sles11Guest"),
            Map.entry(85, "sles12_64Guest"),
            Map.entry(93, "ubuntuGuest"),
            Map.entry(94, "ubuntu64Guest"),
            Map.entry(95, "debian10Guest"),
            Map.entry(96, "debian10_64Guest"),
            Map.entry(100, "other4xLinuxGuest"),
            Map.entry(101, "otherLinux64Guest"),
            Map.entry(102, "otherGuest64"),
            Map.entry(106, "centosGuest"),
            Map.entry(107, "centos64Guest"));

    private final OvfEnvelope envelope;
    private final Request request;
    private final OvfProblems problems;
    private final String option;

    /**
     * What is asked for.
     *
     * @param entityName the machine's name; empty for the descriptor's own
     * @param option the deployment option; empty for the default
     * @param provisioning how disks take their room ({@code OvfCreateImportSpecParamsDiskProvisioningType}); empty for thin
     * @param datastore where the machine goes
     */
    record Request(String entityName, String option, String provisioning, String datastore, NetworkChoice networks) {}

    /** Finds the network for a card. */
    interface NetworkChoice {
        /** The network; {@code problems} hears when it is only the next best. */
        ImportDevices.Target choose(OvfElement item, String name, OvfProblems problems);
    }

    /** What was made. */
    record Made(Optional<VirtualMachineImportSpec> spec, List<OvfFileItem> files) {}

    ImportSpecs(OvfEnvelope envelope, Request request, OvfProblems problems) {
        this.envelope = envelope;
        this.request = request;
        this.problems = problems;
        this.option = request.option().isEmpty() ? envelope.defaultOption() : request.option();
    }

    /** Makes the spec; none when there are errors. */
    Made make() {
        OvfElement system = envelope.system();
        if (!envelope.isOneSystem()) {
            problems.error(
                    OvfUnsupportedElement.builder()
                            .lineNumber(system.line())
                            .name(system.name())
                            .build(),
                    system.line(),
                    "This is a vApp of several machines; a host can be given one at a time.");
            return new Made(Optional.empty(), List.of());
        }
        if (!option.isEmpty()
                && envelope.options().stream().noneMatch(known -> known.id().equals(option))) {
            problems.noReference(envelope.root().line(), "DeploymentOptionSection", "id", option);
        }
        if (!request.provisioning().isEmpty() && !PROVISIONINGS.contains(request.provisioning())) {
            String all = String.join(",", PROVISIONINGS);
            problems.error(
                    OvfUnsupportedDiskProvisioning.builder()
                            .diskProvisioning(request.provisioning())
                            .supportedDiskProvisioning(all)
                            .build(),
                    0,
                    "Disks of the type '" + request.provisioning() + "' cannot be made; there are " + all + ".");
        }
        system.children().stream()
                .filter(section ->
                        !KNOWN.contains(section.name()) && section.name().endsWith("Section"))
                .forEach(problems::unknownSection);
        Optional<OvfElement> hardware = hardware(system);
        if (hardware.isEmpty()) {
            problems.missing(system, "VirtualHardwareSection");
            return new Made(Optional.empty(), List.of());
        }
        return make(system, hardware.get());
    }

    private Made make(OvfElement system, OvfElement hardware) {
        String name = request.entityName().isEmpty() ? envelope.name() : request.entityName();
        ImportDevices devices = new ImportDevices(
                envelope,
                problems,
                name,
                request.provisioning().isEmpty() ? null : request.provisioning(),
                (item, network) -> request.networks().choose(item, network, problems));
        VirtualMachineConfigSpec.Builder spec = VirtualMachineConfigSpec.builder()
                .name(name)
                .version("vmx-" + family(hardware))
                .guestId(guest(system))
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + request.datastore() + "]")
                        .build());
        String annotation = system.first("AnnotationSection")
                .map(section -> section.textOf("Annotation"))
                .orElse("");
        if (!annotation.isEmpty()) {
            spec.annotation(annotation);
        }
        List<OvfElement> items = items(hardware);
        // Controllers first, wherever they stand: others refer to them.
        items.stream().filter(item -> isController(type(item))).forEach(item -> devices.controller(item, type(item)));
        items.forEach(item -> item(item, devices, spec));
        ImportNvram nvram = ImportNvram.of(hardware, option, envelope, problems);
        settings(hardware, nvram, spec);
        spec.deviceChange(devices.specs());
        if (!problems.errors().isEmpty()) {
            return new Made(Optional.empty(), List.of());
        }
        return new Made(
                Optional.of(VirtualMachineImportSpec.builder()
                        .configSpec(spec.build())
                        .build()),
                Stream.concat(devices.files().stream().map(ImportSpecs::fileItem), nvram.fileItem(name).stream())
                        .toList());
    }

    private static OvfFileItem fileItem(ImportDevices.DiskFile disk) {
        OvfFileItem.Builder item = OvfFileItem.builder()
                .deviceId(disk.deviceId())
                .path(disk.file().href())
                .cimType(CIM_TYPE_DISK)
                .create(false);
        disk.file().size().ifPresent(item::size);
        disk.file().chunkSize().ifPresent(item::chunkSize);
        return item.build();
    }

    /** The items of the chosen configuration; of those of one id, the one that names the configuration. */
    private List<OvfElement> items(OvfElement hardware) {
        List<OvfElement> found = new ArrayList<>();
        Stream.of("Item", "StorageItem", "EthernetPortItem")
                .flatMap(hardware::all)
                .filter(item -> item.isIn(option))
                .forEach(item -> {
                    boolean special = item.attribute("configuration").isPresent();
                    boolean taken = found.removeIf(other -> special
                            && !item.textOf("InstanceID").isEmpty()
                            && other.textOf("InstanceID").equals(item.textOf("InstanceID")));
                    boolean isThere = !taken
                            && !item.textOf("InstanceID").isEmpty()
                            && found.stream()
                                    .anyMatch(
                                            other -> other.textOf("InstanceID").equals(item.textOf("InstanceID")));
                    if (!isThere) {
                        found.add(item);
                    }
                });
        return found;
    }

    private static boolean isController(int type) {
        return type == 5 || type == 6 || type == 20;
    }

    private void item(OvfElement item, ImportDevices devices, VirtualMachineConfigSpec.Builder spec) {
        int type = type(item);
        switch (type) {
            case 3 -> processors(item, spec);
            case 4 -> memory(item, spec);
            case 5, 6, 20 -> {
                // made before
            }
            case 10 -> devices.network(item);
            case 15, 16 -> devices.cdrom(item);
            case 17 -> devices.disk(item);
            case 1, 14, 21, 22, 23, 24, 35 -> {
                // What every machine has (video card, VMCI), or what no machine here has and none needs to boot.
                if (type != 24 && type != 1) {
                    problems.unknown(
                            new OvfElement(item.name(), Map.of("required", "false"), List.of(), "", item.line()),
                            "The hardware '" + item.textOf("ElementName") + "' is left out.");
                }
            }
            default -> problems.unsupportedType(item, type);
        }
    }

    private static int type(OvfElement item) {
        String type = item.textOf("ResourceType");
        return type.matches("[0-9]{1,4}") ? Integer.parseInt(type) : 0;
    }

    private void processors(OvfElement item, VirtualMachineConfigSpec.Builder spec) {
        String count = item.textOf("VirtualQuantity");
        if (!count.matches("[0-9]{1,4}")) {
            problems.invalid(item, "VirtualQuantity", count);
            return;
        }
        spec.numCPUs(Integer.parseInt(count));
        String cores = item.textOf("CoresPerSocket");
        if (cores.matches("[0-9]{1,4}")) {
            spec.numCoresPerSocket(Integer.parseInt(cores));
        }
    }

    private void memory(OvfElement item, VirtualMachineConfigSpec.Builder spec) {
        String units = item.textOf("AllocationUnits");
        OptionalLong bytes =
                AllocationUnits.amount(item.textOf("VirtualQuantity"), units.isEmpty() ? "byte * 2^20" : units);
        if (bytes.isEmpty() || bytes.getAsLong() < 1 << 20) {
            problems.invalid(item, "VirtualQuantity", item.textOf("VirtualQuantity") + " " + units);
            return;
        }
        spec.memoryMB(bytes.getAsLong() >> 20);
    }

    /** VMware's own settings of a machine; of those not known the reader hears. */
    private void settings(OvfElement hardware, ImportNvram nvram, VirtualMachineConfigSpec.Builder spec) {
        List<OptionValue> extra = new ArrayList<>(nvram.extraConfig().stream().toList());
        VirtualMachineBootOptions.Builder boot = VirtualMachineBootOptions.builder();
        hardware.all("Config").filter(config -> config.isIn(option)).forEach(config -> {
            String value = config.attribute("value").orElse("");
            switch (config.attribute("key").orElse("")) {
                case "firmware" -> spec.firmware(value);
                case "cpuHotAddEnabled" -> spec.cpuHotAddEnabled(Boolean.valueOf(value));
                case "memoryHotAddEnabled" -> spec.memoryHotAddEnabled(Boolean.valueOf(value));
                case "bootOptions.efiSecureBootEnabled" ->
                    spec.bootOptions(
                            boot.efiSecureBootEnabled(Boolean.valueOf(value)).build());
                default -> {
                    if (!config.isOptional()) {
                        problems.unknown(
                                config, "The setting " + config.attribute("key").orElse("") + " is not known.");
                    }
                }
            }
        });
        hardware.all("ExtraConfig")
                .filter(config ->
                        config.isIn(option) && config.attribute("key").isPresent() && !ImportNvram.isIt(config))
                .forEach(config -> extra.add(OptionValue.builder()
                        .key(config.attribute("key").orElse(""))
                        .value(config.attribute("value").orElse(""))
                        .build()));
        spec.extraConfig(extra);
    }

    /** Of several hardware sections the first that is for VMware's products; there are others for other hypervisors. */
    private static Optional<OvfElement> hardware(OvfElement system) {
        List<OvfElement> all = system.all("VirtualHardwareSection").toList();
        return all.stream()
                .filter(section -> newest(section).isPresent())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private static OptionalInt newest(OvfElement hardware) {
        return hardware.first("System").map(system -> system.textOf("VirtualSystemType")).stream()
                .flatMap(types -> Arrays.stream(types.toLowerCase(Locale.ROOT).split("[\\s,]+")))
                .filter(type -> type.matches("vmx-[0-9]{1,3}"))
                .mapToInt(type -> Integer.parseInt(type.substring(4)))
                .filter(version -> version >= 4 && version <= Identity.HARDWARE_VERSION)
                .max();
    }

    private int family(OvfElement hardware) {
        String types = hardware.first("System")
                .map(system -> system.textOf("VirtualSystemType"))
                .orElse("");
        OptionalInt newest = newest(hardware);
        if (newest.isEmpty() && !types.isEmpty()) {
            problems.error(
                    OvfNoSupportedHardwareFamily.builder()
                            .lineNumber(hardware.line())
                            .version(types)
                            .build(),
                    hardware.line(),
                    "No hardware family of '" + types + "' is supported; the newest is vmx-" + Identity.HARDWARE_VERSION
                            + ".");
        }
        return newest.orElse(Identity.HARDWARE_VERSION);
    }

    private String guest(OvfElement system) {
        Optional<OvfElement> section = system.first("OperatingSystemSection");
        if (section.isEmpty()) {
            return OS_UNKNOWN;
        }
        String own = section.get().attribute("osType").orElse("");
        boolean isKnown = Stream.of(VirtualMachineGuestOsIdentifier.values())
                .anyMatch(id -> id != VirtualMachineGuestOsIdentifier.UNRECOGNIZED
                        && id.wire().equals(own));
        if (isKnown) {
            return own;
        }
        String id = section.get().attribute("id").orElse("");
        int cim = id.matches("[0-9]{1,4}") ? Integer.parseInt(id) : 1;
        String mapped = OS_BY_CIM.getOrDefault(cim, OS_UNKNOWN);
        if (!OS_BY_CIM.containsKey(cim)) {
            problems.warning(
                    OvfMappedOsId.builder()
                            .ovfId(cim)
                            .ovfDescription(section.get().textOf("Description"))
                            .targetDescription(mapped)
                            .build(),
                    section.get().line(),
                    "The operating system " + cim + " is taken for " + mapped + ".");
        }
        return mapped;
    }
}
