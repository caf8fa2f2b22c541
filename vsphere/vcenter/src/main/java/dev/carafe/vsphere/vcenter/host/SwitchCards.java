package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Ids;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The cards of machines that are on distributed port groups, which hosts have as port groups of the key's name. Pure. */
final class SwitchCards {
    private static final String LABEL = "DVSwitch: ";

    private SwitchCards() {}

    /** The ids of port groups that a machine's cards are on, by the cards' keys, as its host says it. */
    static Map<Integer, String> of(VirtualMachineProperties machine) {
        Map<Integer, String> cards = new HashMap<>();
        if (machine.config() != null) {
            for (VirtualDevice device : machine.config().hardware().device()) {
                if (device.backing() instanceof VirtualEthernetCardNetworkBackingInfo backing
                        && backing.deviceName().startsWith(Ids.PORTGROUP)) {
                    cards.put(device.key(), backing.deviceName());
                }
            }
        }
        return cards;
    }

    /** The backing of a card as vCenter has it. */
    static VirtualEthernetCardDistributedVirtualPortBackingInfo backing(String switchUuid, String portgroup) {
        return new VirtualEthernetCardDistributedVirtualPortBackingInfo(DistributedVirtualSwitchPortConnection.builder()
                .switchUuid(switchUuid)
                .portgroupKey(portgroup)
                .connectionCookie(0)
                .build());
    }

    /** The machine with the ports that its cards are in, by the cards' keys. */
    static VirtualMachineProperties inPorts(VirtualMachineProperties machine, IntFunction<@Nullable String> ports) {
        if (machine.config() == null) {
            return machine;
        }
        List<VirtualDevice> devices = new ArrayList<>();
        for (VirtualDevice device : machine.config().hardware().device()) {
            String port = ports.apply(device.key());
            devices.add(
                    device instanceof VirtualEthernetCard
                                    && device.backing()
                                            instanceof
                                            VirtualEthernetCardDistributedVirtualPortBackingInfo(var connection)
                            ? plugged(device, connection, port)
                            : device);
        }
        if (devices.equals(machine.config().hardware().device())) {
            return machine;
        }
        return machine.toBuilder()
                .config(machine.config().toBuilder()
                        .hardware(machine.config().hardware().toBuilder()
                                .device(devices)
                                .build())
                        .build())
                .build();
    }

    private static VirtualDevice plugged(
            VirtualDevice device, DistributedVirtualSwitchPortConnection connection, @Nullable String port) {
        VirtualDeviceBackingInfo backing = new VirtualEthernetCardDistributedVirtualPortBackingInfo(
                connection.toBuilder().portKey(port).build());
        DataObject plugged = device.with(device.dataType().indexOf("backing"), backing);
        VirtualDevice after = (VirtualDevice) plugged;
        return after.deviceInfo() == null
                ? after
                : after.withDeviceInfo(after.deviceInfo().withSummary(LABEL + connection.switchUuid()));
    }
}
