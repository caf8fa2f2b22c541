package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The devices of a fake machine, which get keys from 4000 in the order in which they come. */
final class FakeDevices {
    private static final int FIRST_KEY = 4000;

    private final TreeMap<Integer, VirtualDevice> byKey = new TreeMap<>();

    FakeDevices(List<? extends VirtualDevice> before) {
        before.forEach(device -> byKey.put(device.key(), device));
    }

    /** Keys of a client's own, of zero or less, stand for controllers of the same spec. */
    List<VirtualDevice> changed(List<? extends VirtualDeviceConfigSpec> changes) {
        Map<Integer, Integer> aliases = new HashMap<>();
        for (VirtualDeviceConfigSpec change : changes) {
            VirtualDevice device = change.device();
            switch (change.operation()) {
                case REMOVE -> byKey.remove(device.key());
                case EDIT -> byKey.put(device.key(), device);
                case null, default -> {
                    int key = byKey.isEmpty() ? FIRST_KEY : Math.max(FIRST_KEY, byKey.lastKey() + 1);
                    aliases.put(device.key(), key);
                    Integer holder = device.controllerKey();
                    byKey.put(
                            key,
                            device.withKey(key)
                                    .withControllerKey(holder == null ? null : aliases.getOrDefault(holder, holder)));
                }
            }
        }
        return List.copyOf(byKey.values());
    }

    /** The networks that cards are on. */
    static List<ManagedObjectReference<? extends Network>> networks(List<VirtualDevice> devices) {
        return devices.stream()
                .map(VirtualDevice::backing)
                .filter(VirtualEthernetCardNetworkBackingInfo.class::isInstance)
                .map(backing ->
                        FakeNetworkSystem.network(((VirtualEthernetCardNetworkBackingInfo) backing).deviceName()))
                .<ManagedObjectReference<? extends Network>>map(network -> network)
                .toList();
    }
}
