package dev.carafe.cloudprovider.vsphere;

import java.util.List;
import java.util.Map;

/**
 * What a vCenter knows of a VM, as far as it tells something of a node.
 *
 * @param tenantRef the vCenter, by the name under which the configuration has it
 * @param reference the VM's managed object there, such as {@code vm-42}
 * @param uuid its BIOS UUID ({@code summary.config.uuid})
 * @param hostName what its guest calls itself ({@code guest.hostName}); empty while its tools do not say
 * @param poweredOn whether it runs ({@code summary.runtime.powerState})
 * @param cpus how many processors it has ({@code summary.config.numCpu})
 * @param memoryMb its memory in MiB ({@code summary.config.memorySizeMB})
 * @param guestId what its guest is configured as ({@code summary.config.guestId}), such as {@code ubuntu64Guest}
 * @param nics its guest's network interfaces ({@code guest.net})
 * @param extraConfig its further settings ({@code config.extraConfig})
 */
public record VirtualMachine(
        String tenantRef,
        String reference,
        String uuid,
        String hostName,
        boolean poweredOn,
        int cpus,
        int memoryMb,
        String guestId,
        List<GuestNic> nics,
        Map<String, String> extraConfig) {
    public VirtualMachine {
        nics = List.copyOf(nics);
        extraConfig = Map.copyOf(extraConfig);
    }

    /**
     * One network interface as its guest reports it.
     *
     * @param network the name of the network that it is on; empty where it is not known
     * @param deviceConfigId the key of its virtual device; -1 where it has none, as a bridge inside the guest
     * @param ipAddresses its addresses
     */
    public record GuestNic(String network, int deviceConfigId, List<String> ipAddresses) {
        public GuestNic {
            ipAddresses = List.copyOf(ipAddresses);
        }
    }
}
