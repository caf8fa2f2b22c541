package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Ports;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DVPortConfigInfo;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPort;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnectee;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortCriteria;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The ports of a distributed switch. Pure. */
final class SwitchPorts {
    private SwitchPorts() {}

    /**
     * The ports that a client asks for, in the order of their port groups.
     *
     * @param isOn whether a machine of an id runs
     */
    static List<DistributedVirtualPort> of(
            Entities entities,
            Entity.DistributedSwitch of,
            @Nullable DistributedVirtualSwitchPortCriteria criteria,
            Predicate<String> isOn) {
        DistributedVirtualSwitchPortCriteria asked = criteria == null
                ? DistributedVirtualSwitchPortCriteria.builder().build()
                : criteria;
        List<DistributedVirtualPort> ports = new ArrayList<>();
        for (Entity.DistributedPortgroup group : entities.heldBy(of.id(), Entity.DistributedPortgroup.class)) {
            if (!asksFor(asked, group)) {
                continue;
            }
            for (String key : group.portKeys()) {
                Entity.VirtualMachine machine = machine(entities, group, key);
                if (asksFor(asked, key, machine, isOn)) {
                    ports.add(port(of, group, key, machine));
                }
            }
        }
        return ports;
    }

    private static Entity.@Nullable VirtualMachine machine(
            Entities entities, Entity.DistributedPortgroup group, String key) {
        Ports.Plug plug = group.plugs().get(key);
        return plug == null
                ? null
                : entities.find(plug.machine(), Entity.VirtualMachine.class).orElse(null);
    }

    private static boolean asksFor(DistributedVirtualSwitchPortCriteria asked, Entity.DistributedPortgroup group) {
        boolean inside = asked.inside() == null || asked.inside();
        return (asked.uplinkPort() == null || asked.uplinkPort() == group.uplink())
                && (asked.nsxPort() == null || !asked.nsxPort())
                && (asked.portgroupKey().isEmpty() || asked.portgroupKey().contains(group.id()) == inside);
    }

    private static boolean asksFor(
            DistributedVirtualSwitchPortCriteria asked,
            String key,
            Entity.@Nullable VirtualMachine machine,
            Predicate<String> isOn) {
        ManagedObjectReference<?> scope = asked.scope();
        return (asked.portKey().isEmpty() || asked.portKey().contains(key))
                && (asked.connected() == null || asked.connected() == (machine != null))
                && (asked.active() == null || asked.active() == (machine != null && isOn.test(machine.id())))
                && (asked.host().isEmpty()
                        || (machine != null && asked.host().contains(References.host(machine.host()))))
                && (scope == null || (machine != null && scope.value().equals(machine.id())));
    }

    private static DistributedVirtualPort port(
            Entity.DistributedSwitch of,
            Entity.DistributedPortgroup group,
            String key,
            Entity.@Nullable VirtualMachine machine) {
        Ports.Plug plug = group.plugs().get(key);
        Instant since = of.config().createTime();
        return DistributedVirtualPort.builder()
                .key(key)
                .config(DVPortConfigInfo.builder()
                        .setting(group.config().defaultPortConfig())
                        .configVersion("0")
                        .build())
                .dvsUuid(of.config().uuid())
                .portgroupKey(group.id())
                .proxyHost(machine == null ? null : References.host(machine.host()))
                .connectee(
                        machine == null || plug == null
                                ? null
                                : DistributedVirtualSwitchPortConnectee.builder()
                                        .connectedEntity(References.machine(machine.id()))
                                        .nicKey(Integer.toString(plug.card()))
                                        .type("vmVnic")
                                        .build())
                .conflict(false)
                .lastStatusChange(since)
                .build();
    }
}
