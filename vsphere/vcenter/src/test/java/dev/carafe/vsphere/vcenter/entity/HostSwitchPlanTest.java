package dev.carafe.vsphere.vcenter.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.entity.HostSwitchPlan.Step;
import dev.carafe.vsphere.vcenter.inventory.Draft;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.EntityState;
import dev.carafe.vsphere.vcenter.inventory.FolderRules;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.PortgroupRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.inventory.SwitchRules;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberPnicBacking;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberPnicSpec;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkPolicy;
import dev.carafe.vsphere.vim.vim25.HostPortGroup;
import dev.carafe.vsphere.vim.vim25.HostPortGroupSpec;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchBondBridge;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitchSpec;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigSpec;
import dev.carafe.vsphere.vim.vim25.VMwareDVSPortSetting;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchVlanIdSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostSwitchPlanTest {
    private final EntityState state = new EntityState();
    private String host = "";
    private String dvs = "";
    private String group = "";

    @BeforeEach
    void aSwitchWithAGroupAndAMember() {
        Draft draft = new Draft(state);
        FolderRules.createRoot(draft);
        Entity.Datacenter datacenter = FolderRules.createDatacenter(draft, References.ROOT, "dc");
        HostAccess access = new HostAccess("10.0.0.1", 443, "root", "sealed", "AA:BB");
        host = HostRules.add(draft, List.of(), datacenter.hostFolder(), access, "uuid", true)
                .id();
        dvs = SwitchRules.create(
                        draft,
                        datacenter.networkFolder(),
                        VMwareDVSConfigSpec.builder()
                                .name("dvs")
                                .maxMtu(9000)
                                .host(List.of(DistributedVirtualSwitchHostMemberConfigSpec.builder()
                                        .operation("add")
                                        .host(References.host(host))
                                        .backing(DistributedVirtualSwitchHostMemberPnicBacking.builder()
                                                .pnicSpec(List.of(DistributedVirtualSwitchHostMemberPnicSpec.builder()
                                                        .pnicDevice("vmnic1")
                                                        .build()))
                                                .build())
                                        .build()))
                                .build(),
                        "50 00",
                        Instant.EPOCH)
                .id();
        group = PortgroupRules.create(
                        draft,
                        dvs,
                        DVPortgroupConfigSpec.builder()
                                .name("web")
                                .defaultPortConfig(VMwareDVSPortSetting.builder()
                                        .vlan(new VmwareDistributedVirtualSwitchVlanIdSpec(false, 7))
                                        .build())
                                .build())
                .id();
        state.apply(draft.changes(), draft.nextNumber());
    }

    /** What a host has that did what it was told. */
    private static HostNetworkInfo done(List<Step> steps) {
        List<HostVirtualSwitch> switches = new ArrayList<>();
        List<HostPortGroup> groups = new ArrayList<>();
        for (Step step : steps) {
            if (step.arguments().getLast() instanceof HostVirtualSwitchSpec spec) {
                switches.add(HostVirtualSwitch.builder()
                        .name(String.valueOf(step.arguments().getFirst()))
                        .key("")
                        .numPorts(1)
                        .numPortsAvailable(1)
                        .spec(spec)
                        .build());
            } else if (step.arguments().getLast() instanceof HostPortGroupSpec spec) {
                groups.add(HostPortGroup.builder()
                        .computedPolicy(HostNetworkPolicy.builder().build())
                        .spec(spec)
                        .build());
            }
        }
        return HostNetworkInfo.builder().vswitch(switches).portgroup(groups).build();
    }

    private List<Step> plan(HostNetworkInfo now) {
        return HostSwitchPlan.of(state, host, now);
    }

    @Test
    void aNewMemberGetsTheSwitchAndItsGroupsButNoUplinks() {
        List<Step> steps = plan(HostNetworkInfo.builder().build());
        assertThat(steps).extracting(Step::method).containsExactly("AddVirtualSwitch", "AddPortGroup");
        assertThat(steps.getFirst().arguments().getFirst()).isEqualTo(dvs);
        assertThat(steps.getFirst().arguments().getLast()).isInstanceOfSatisfying(HostVirtualSwitchSpec.class, spec -> {
            assertThat(spec.mtu()).isEqualTo(9000);
            assertThat(spec.bridge())
                    .isEqualTo(HostVirtualSwitchBondBridge.builder()
                            .nicDevice(List.of("vmnic1"))
                            .build());
        });
        assertThat(steps.getLast().arguments().getFirst()).isInstanceOfSatisfying(HostPortGroupSpec.class, spec -> {
            assertThat(spec.name()).isEqualTo(group);
            assertThat(spec.vswitchName()).isEqualTo(dvs);
            assertThat(spec.vlanId()).isEqualTo(7);
        });
    }

    @Test
    void nothingIsToDoWhenAllIsThere() {
        assertThat(plan(done(plan(HostNetworkInfo.builder().build())))).isEmpty();
    }

    @Test
    void whatDiffersIsSetAnew() {
        HostNetworkInfo there = done(plan(HostNetworkInfo.builder().build()));
        HostPortGroup wrong = there.portgroup().getFirst();
        HostNetworkInfo other = there.toBuilder()
                .portgroup(List.of(wrong.toBuilder()
                        .spec(wrong.spec().toBuilder().vlanId(8).build())
                        .build()))
                .build();
        assertThat(plan(other)).extracting(Step::method).containsExactly("UpdatePortGroup");
    }

    @Test
    void whatVCenterMadeAndNobodyWantsAnyMoreGoesAndTheHostsOwnStays() {
        HostNetworkInfo there = done(plan(HostNetworkInfo.builder().build()));
        Draft draft = new Draft(state);
        SwitchRules.remove(draft, dvs);
        state.apply(draft.changes(), draft.nextNumber());
        HostVirtualSwitch own =
                there.vswitch().getFirst().toBuilder().name("dvs-lab").build();
        HostNetworkInfo both = there.toBuilder()
                .vswitch(List.of(there.vswitch().getFirst(), own))
                .build();
        assertThat(plan(both))
                .containsExactly(
                        new Step("RemovePortGroup", List.of(group)), new Step("RemoveVirtualSwitch", List.of(dvs)));
    }
}
