package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity.OnHost;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import java.util.Map;

/** Which host speaks for what several hosts have. */
final class Shared {
    private Shared() {}

    /**
     * One of the hosts that is connected.
     *
     * @throws FaultException HostNotConnected when there is none
     */
    static String host(VCenter vcenter, Map<String, OnHost> onHosts, String name) {
        return onHosts.keySet().stream()
                .sorted()
                .filter(vcenter.hosts().facts()::isConnected)
                .findFirst()
                .orElseThrow(() ->
                        HostNotConnected.builder().build().exception("No host is connected that has '" + name + "'."));
    }
}
