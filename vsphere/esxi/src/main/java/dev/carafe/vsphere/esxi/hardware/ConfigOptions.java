package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreOption;
import dev.carafe.vsphere.vim.vim25.GuestOsDescriptor;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.IntOption;
import dev.carafe.vsphere.vim.vim25.LongOption;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationOption;
import dev.carafe.vsphere.vim.vim25.ResourceConfigOption;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import dev.carafe.vsphere.vim.vim25.SharesOption;
import dev.carafe.vsphere.vim.vim25.VirtualHardwareOption;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigOption;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigOptionDescriptor;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a machine of a hardware version may have on this host. */
public final class ConfigOptions {
    /** The hardware versions that upstream has made machines of, with the release that each came with. */
    private static final Map<Integer, String> VERSIONS = new TreeMap<>(Map.ofEntries(
            Map.entry(4, "ESX 3.x"),
            Map.entry(7, "ESXi 4.x"),
            Map.entry(8, "ESXi 5.0"),
            Map.entry(9, "ESXi 5.1"),
            Map.entry(10, "ESXi 5.5"),
            Map.entry(11, "ESXi 6.0"),
            Map.entry(13, "ESXi 6.5"),
            Map.entry(14, "ESXi 6.7"),
            Map.entry(15, "ESXi 6.7 Update 2"),
            Map.entry(17, "ESXi 7.0"),
            Map.entry(18, "ESXi 7.0 U1"),
            Map.entry(19, "ESXi 7.0 U2"),
            Map.entry(20, "ESXi 8.0"),
            Map.entry(21, "ESXi 8.0 U2")));

    private static final int SCSI_DISKS_MAX = 256;

    private ConfigOptions() {}

    /** The versions, oldest first. */
    public static List<VirtualMachineConfigOptionDescriptor> descriptors(ManagedObjectReference<HostSystem> host) {
        return VERSIONS.entrySet().stream()
                .map(version -> VirtualMachineConfigOptionDescriptor.builder()
                        .key(key(version.getKey()))
                        .description(version.getValue() + " virtual machine")
                        .host(List.of(host))
                        .createSupported(true)
                        .defaultConfigOption(version.getKey() == Identity.HARDWARE_VERSION)
                        .runSupported(true)
                        .upgradeSupported(true)
                        .build())
                .toList();
    }

    /**
     * The options of one version.
     *
     * @param version such as {@code vmx-21}; empty for the newest
     * @param guests the guests to say something of; empty for all
     * @return empty when there is no such version, or no such guest
     */
    public static Optional<VirtualMachineConfigOption> of(String version, Collection<String> guests) {
        Optional<Integer> number = version.isEmpty()
                ? Optional.of(Identity.HARDWARE_VERSION)
                : VERSIONS.keySet().stream()
                        .filter(each -> key(each).equals(version))
                        .findFirst();
        List<GuestOsDescriptor> descriptors = GuestOs.list().stream()
                .filter(guest -> guests.isEmpty() || guests.contains(guest.id()))
                .map(ConfigOptions::descriptor)
                .toList();
        if (number.isEmpty() || descriptors.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(VirtualMachineConfigOption.builder()
                .version(key(number.get()))
                .description(VERSIONS.getOrDefault(number.get(), "") + " virtual machine")
                .guestOSDescriptor(descriptors)
                .guestOSDefaultIndex(Math.max(
                        0,
                        IntStream.range(0, descriptors.size())
                                .filter(i -> descriptors.get(i).id().equals(GuestOs.OTHER))
                                .findFirst()
                                .orElse(0)))
                .hardwareOptions(hardware(number.get()))
                .capabilities(Summary.capability())
                .datastore(DatastoreOption.builder().build())
                .defaultDevice(VirtualDevices.of(bare(number.get()), NoHost.VIEW))
                .supportedMonitorType(List.of("release"))
                .supportedOvfEnvironmentTransport(List.of("iso", "com.vmware.guestInfo"))
                .supportedOvfInstallTransport(List.of("iso"))
                .build());
    }

    /** The number of a version that this host has, such as 21 of {@code vmx-21}. */
    public static OptionalInt version(String key) {
        return VERSIONS.keySet().stream()
                .mapToInt(Integer::intValue)
                .filter(version -> key(version).equals(key))
                .findFirst();
    }

    /** How the API writes a version: {@code vmx-21}. */
    public static String key(int version) {
        return String.format(Locale.ROOT, "vmx-%02d", version);
    }

    private static VirtualMachine bare(int version) {
        UUID none = new UUID(0, 0);
        return new VirtualMachine(
                new Identity("default", none, none, GuestOs.OTHER, version, ""),
                Firmware.BIOS,
                Cpus.of(1),
                Memory.ofMib(256),
                Devices.NONE,
                BootOptions.DEFAULT,
                ExtraConfig.NONE);
    }

    private static VirtualHardwareOption hardware(int version) {
        return VirtualHardwareOption.builder()
                .hwVersion(version)
                .deviceListReadonly(false)
                .numCPU(IntStream.rangeClosed(1, Cpus.MAX).boxed().toList())
                .numCoresPerSocket(option(1, Cpus.MAX, 1))
                .numCpuReadonly(false)
                .memoryMB(LongOption.builder()
                        .min(Memory.STEP_MIB)
                        .max(Memory.MAX_MIB)
                        .defaultValue(1024L)
                        .build())
                .numPCIControllers(option(1, 1, 1))
                .numIDEControllers(option(2, 2, 2))
                .numUSBControllers(option(0, 1, 0))
                .numUSBXHCIControllers(option(0, 1, 0))
                .numSIOControllers(option(1, 1, 1))
                .numPS2Controllers(option(1, 1, 1))
                .resourceConfigOption(ResourceConfigOption.builder()
                        .cpuAllocationOption(shares(Allocations.CPU_NORMAL))
                        .memoryAllocationOption(shares(Allocations.MEMORY_NORMAL))
                        .build())
                .build();
    }

    private static ResourceAllocationOption shares(int normal) {
        return ResourceAllocationOption.builder()
                .sharesOption(SharesOption.builder()
                        .sharesOption(option(0, 1_000_000, normal))
                        .defaultLevel(SharesLevel.NORMAL)
                        .build())
                .build();
    }

    private static IntOption option(int min, int max, int normal) {
        return IntOption.builder().min(min).max(max).defaultValue(normal).build();
    }

    private static GuestOsDescriptor descriptor(GuestOs guest) {
        boolean modern = guest.wide();
        boolean efi = guest.firmware() == Firmware.EFI;
        return GuestOsDescriptor.builder()
                .id(guest.id())
                .family(guest.family())
                .fullName(guest.fullName())
                .supportedMaxCPUs(Cpus.MAX)
                .numSupportedPhysicalSockets(Cpus.MAX)
                .numSupportedCoresPerSocket(Cpus.MAX)
                .supportedMinMemMB(Memory.STEP_MIB)
                .supportedMaxMemMB((int) Math.min(Integer.MAX_VALUE, Memory.MAX_MIB))
                .recommendedMemMB(guest.memoryMib())
                .recommendedColorDepth(24)
                .supportedDiskControllerList(List.of(
                        "VirtualIDEController",
                        "VirtualAHCIController",
                        "VirtualNVMEController",
                        "VirtualLsiLogicController",
                        "VirtualLsiLogicSASController",
                        "VirtualBusLogicController",
                        "ParaVirtualSCSIController"))
                .recommendedSCSIController(modern ? "ParaVirtualSCSIController" : "VirtualLsiLogicController")
                .recommendedDiskController(modern ? "ParaVirtualSCSIController" : "VirtualLsiLogicController")
                .supportedNumDisks(SCSI_DISKS_MAX)
                .recommendedDiskSizeMB(modern ? 16_384 : 4_096)
                .recommendedCdromController(modern ? "VirtualAHCIController" : "VirtualIDEController")
                .supportedEthernetCard(List.of("VirtualE1000", "VirtualE1000e", "VirtualVmxnet3"))
                .recommendedEthernetCard(modern ? "VirtualVmxnet3" : "VirtualE1000")
                .supportsSlaveDisk(true)
                .smcRequired(false)
                .supportsWakeOnLan(true)
                .supportsVMI(false)
                .supportsMemoryHotAdd(modern)
                .supportsCpuHotAdd(modern)
                .supportsCpuHotRemove(false)
                .supportedFirmware(modern ? List.of("bios", "efi") : List.of("bios"))
                .recommendedFirmware(efi ? "efi" : "bios")
                .supports3D(false)
                .recommended3D(false)
                .smcRecommended(false)
                .ich7mRecommended(false)
                .usbRecommended(false)
                .supportLevel(modern ? "supported" : "legacy")
                .supportedForCreate(true)
                .vRAMSizeInKB(option(0, 1 << 20, 4096))
                .numSupportedFloppyDevices(0)
                .wakeOnLanEthernetCard(Stream.of("VirtualE1000", "VirtualE1000e", "VirtualVmxnet3")
                        .toList())
                .supportsPvscsiControllerForBoot(modern)
                .diskUuidEnabled(false)
                .supportsHotPlugPCI(modern)
                .supportsSecureBoot(modern)
                .defaultSecureBoot(efi)
                .supportsTPM20(false)
                .recommendedTPM20(false)
                .build();
    }
}
