package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterAffinityRuleSpec;
import dev.carafe.vsphere.vim.vim25.ClusterAntiAffinityRuleSpec;
import dev.carafe.vsphere.vim.vim25.ClusterConfigInfoEx;
import dev.carafe.vsphere.vim.vim25.ClusterRuleInfo;
import dev.carafe.vsphere.vim.vim25.ClusterVmGroup;
import dev.carafe.vsphere.vim.vim25.ClusterVmHostRuleInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.util.List;
import java.util.Objects;

/** Which of a cluster's rules are about a machine. Pure. */
final class RulesOfMachine {
    private RulesOfMachine() {}

    static List<ClusterRuleInfo> find(Entity.ComputeResource cluster, ManagedObjectReference<VirtualMachine> machine) {
        if (!(cluster.config() instanceof ClusterConfigInfoEx config)) {
            return List.of();
        }
        return config.rule().stream()
                .filter(rule -> switch (rule) {
                    case ClusterAffinityRuleSpec together -> together.vm().contains(machine);
                    case ClusterAntiAffinityRuleSpec apart -> apart.vm().contains(machine);
                    case ClusterVmHostRuleInfo onHosts ->
                        config.group().stream()
                                .filter(group -> Objects.equals(group.name(), onHosts.vmGroupName()))
                                .anyMatch(group -> group instanceof ClusterVmGroup machines
                                        && machines.vm().contains(machine));
                    default -> false;
                })
                .toList();
    }
}
