package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code vcenter/vm/ID} says of a machine. */
final class MachineInfo {
    private MachineInfo() {}

    static Map<String, Object> of(VirtualMachineProperties machine) {
        Map<String, Object> fields = new LinkedHashMap<>();
        Summaries.put(fields, "name", machine.name());
        if (machine.runtime() != null) {
            fields.put("power_state", Summaries.constant(machine.runtime().powerState()));
        }
        VirtualMachineConfigInfo config = machine.config();
        if (config == null) {
            return fields;
        }
        fields.put("guest_OS", guest(config.guestId()));
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("name", config.name());
        identity.put("bios_uuid", config.uuid());
        Summaries.put(identity, "instance_uuid", config.instanceUuid());
        fields.put("identity", identity);
        fields.put(
                "cpu",
                Map.of(
                        "count", config.hardware().numCPU(),
                        "cores_per_socket",
                                config.hardware().numCoresPerSocket() == null
                                        ? 1
                                        : config.hardware().numCoresPerSocket(),
                        "hot_add_enabled", Boolean.TRUE.equals(config.cpuHotAddEnabled()),
                        "hot_remove_enabled", Boolean.TRUE.equals(config.cpuHotRemoveEnabled())));
        fields.put(
                "memory",
                Map.of(
                        "size_MiB", config.hardware().memoryMB(),
                        "hot_add_enabled", Boolean.TRUE.equals(config.memoryHotAddEnabled())));
        fields.put(
                "hardware",
                Map.of(
                        "version", config.version().toUpperCase(Locale.ROOT).replace('-', '_'),
                        "upgrade_policy", "NEVER",
                        "upgrade_status", "NONE"));
        fields.put("boot", MachineBoot.info(config));
        fields.put("boot_devices", MachineBoot.devices(config));
        fields.putAll(DeviceInfo.of(config.hardware().device()));
        return fields;
    }

    /** {@code debian12_64Guest} as vAPI writes it: {@code DEBIAN_12_64}. */
    static String guest(@Nullable String guestId) {
        if (guestId == null) {
            return "OTHER";
        }
        String camel = guestId.replace("Guest", "");
        return camel.replaceAll("([a-z])([A-Z0-9])", "$1_$2")
                .replaceAll("([0-9])([A-Z])", "$1_$2")
                .toUpperCase(Locale.ROOT);
    }
}
