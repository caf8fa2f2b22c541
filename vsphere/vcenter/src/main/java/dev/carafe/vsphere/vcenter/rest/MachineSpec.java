package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineGuestOsIdentifier;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Reads vAPI's {@code VM.CreateSpec} as the config spec that means the same. Asks for nothing but names of what it refers to. */
final class MachineSpec {
    private MachineSpec() {}

    /**
     * Reads a spec.
     *
     * @param datastore the name of the one that the machine is to be on
     */
    static VirtualMachineConfigSpec read(Spec spec, String name, String datastore, ObjectSource source) {
        Spec cpu = spec.in("cpu");
        Spec memory = spec.in("memory");
        DeviceSpecs devices = new DeviceSpecs(source, "[" + datastore + "] ", List.of());
        spec.list("scsi_adapters").forEach(adapter -> devices.adapter(adapter, Bus.SCSI));
        spec.list("sata_adapters").forEach(adapter -> devices.adapter(adapter, Bus.SATA));
        spec.list("nvme_adapters").forEach(adapter -> devices.adapter(adapter, Bus.NVME));
        if (!spec.has("disks")) {
            devices.disk(new Spec(Map.of(), ""));
        }
        spec.list("disks").forEach(devices::disk);
        spec.list("nics").forEach(devices::nic);
        spec.list("cdroms").forEach(devices::cdrom);
        String version = spec.text("hardware_version");
        String firmware = spec.in("boot").text("type");
        Integer cores = cpu.small("cores_per_socket");
        Long size = memory.number("size_MiB");
        return VirtualMachineConfigSpec.builder()
                .name(name)
                .guestId(guest(spec.required("guest_OS")))
                .version(
                        version == null
                                ? null
                                : version.toLowerCase(Locale.ROOT).replace('_', '-'))
                .firmware(firmware == null ? null : firmware.toLowerCase(Locale.ROOT))
                .numCPUs(Objects.requireNonNullElse(cpu.small("count"), 1))
                .numCoresPerSocket(cores)
                .cpuHotAddEnabled(cpu.flag("hot_add_enabled"))
                .cpuHotRemoveEnabled(cpu.flag("hot_remove_enabled"))
                .memoryMB(size == null ? 1024L : size)
                .memoryHotAddEnabled(memory.flag("hot_add_enabled"))
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + datastore + "]")
                        .build())
                .deviceChange(devices.changes())
                .build();
    }

    /** {@code DEBIAN_12_64} as SOAP writes it: {@code debian12_64Guest}. */
    static String guest(String constant) {
        for (VirtualMachineGuestOsIdentifier known : VirtualMachineGuestOsIdentifier.values()) {
            if (MachineInfo.guest(known.wire()).equals(constant)) {
                return known.wire();
            }
        }
        throw new RestException(Kind.INVALID_ARGUMENT, "The field guest_OS does not know '" + constant + "'.");
    }
}
