package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.VirtualMachine.GuestNic;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads what a vCenter knows of a VM. Stateless. */
final class VirtualMachineReader {
    private static final List<String> PATHS =
            List.of("summary.config", "runtime.powerState", "guest.hostName", "guest.net", "config.extraConfig");

    private VirtualMachineReader() {}

    /** Empty where the VM is gone meanwhile. */
    static Optional<VirtualMachine> read(
            String tenantRef,
            VSphereClient client,
            ManagedObjectReference<dev.carafe.vsphere.vim.vim25.VirtualMachine> machine)
            throws IOException, InterruptedException {
        try {
            return Optional.of(of(
                    tenantRef, new PropertyReader(client).read(machine, PATHS).whole()));
        } catch (FaultException e) {
            if (e.fault() instanceof ManagedObjectNotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** No I/O. */
    static VirtualMachine of(String tenantRef, Found found) {
        VirtualMachineConfigSummary config = found.value("summary.config", VirtualMachineConfigSummary.class);
        String hostName = found.value("guest.hostName", String.class);
        Map<String, String> extra = new HashMap<>();
        for (OptionValue option : found.list("config.extraConfig", OptionValue.class)) {
            extra.put(option.key(), String.valueOf(option.value()));
        }
        return new VirtualMachine(
                tenantRef,
                found.object().value(),
                config == null ? "" : text(config.uuid()),
                text(hostName),
                found.value("runtime.powerState", VirtualMachinePowerState.class)
                        == VirtualMachinePowerState.POWERED_ON,
                config == null ? 0 : number(config.numCpu()),
                config == null ? 0 : number(config.memorySizeMB()),
                config == null ? "" : text(config.guestId()),
                found.list("guest.net", GuestNicInfo.class).stream()
                        .map(nic -> new GuestNic(text(nic.network()), nic.deviceConfigId(), nic.ipAddress()))
                        .toList(),
                extra);
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }

    private static int number(@org.jspecify.annotations.Nullable Integer value) {
        return Objects.requireNonNullElse(value, 0);
    }
}
