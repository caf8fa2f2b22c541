package dev.carafe.vsphere.vcenter.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.ConcurrentAccess;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigSpec;
import dev.carafe.vsphere.vim.vim25.DVSConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberConfigSpec;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigSpec;
import dev.carafe.vsphere.vim.vim25.VMwareDVSPortSetting;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchVlanIdSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwitchRulesTest {
    private final EntityState state = new EntityState();
    private String folder = "";
    private String host = "";
    private String dvs = "";

    @BeforeEach
    void aSwitchAndAHost() {
        String _ = change(draft -> {
            FolderRules.createRoot(draft);
            Entity.Datacenter datacenter = FolderRules.createDatacenter(draft, References.ROOT, "dc");
            folder = datacenter.networkFolder();
            HostAccess access = new HostAccess("10.0.0.1", 443, "root", "sealed", "AA:BB");
            host = HostRules.add(draft, List.of(), datacenter.hostFolder(), access, "uuid", true)
                    .id();
            return host;
        });
        dvs = create("dvs").id();
    }

    private <R> R change(Function<Draft, R> decide) {
        Draft draft = new Draft(state);
        R result = decide.apply(draft);
        state.apply(draft.changes(), draft.nextNumber());
        return result;
    }

    private Entity.DistributedSwitch create(String name) {
        return change(draft -> SwitchRules.create(
                draft, folder, VMwareDVSConfigSpec.builder().name(name).build(), "50 00", Instant.EPOCH));
    }

    private void member(String operation) {
        Entity _ = change(draft -> SwitchRules.reconfigure(
                draft,
                dvs,
                DVSConfigSpec.builder()
                        .host(List.of(DistributedVirtualSwitchHostMemberConfigSpec.builder()
                                .operation(operation)
                                .host(References.host(host))
                                .build()))
                        .build()));
    }

    private Entity.DistributedPortgroup group(String name, int ports, int vlan) {
        return change(draft -> PortgroupRules.create(
                draft,
                dvs,
                DVPortgroupConfigSpec.builder()
                        .name(name)
                        .numPorts(ports)
                        .defaultPortConfig(VMwareDVSPortSetting.builder()
                                .vlan(new VmwareDistributedVirtualSwitchVlanIdSpec(false, vlan))
                                .build())
                        .build()));
    }

    private Entity.DistributedPortgroup group(String id) {
        return PortgroupRules.portgroup(state, id);
    }

    /** A machine on the host whose one card is on a port group. */
    private String machineOn(String group) {
        return change(draft -> {
            HostRules.foundPortgroup(
                    draft, host, PortgroupRules.portgroup(draft, group), new Entity.OnHost("net", group));
            Entity.Host on = HostRules.host(draft, host);
            String machine = HostRules.foundMachine(draft, on, "1", "web").id();
            Ports.connect(draft, machine, host, Map.of(4000, group));
            return machine;
        });
    }

    private static void assertFault(Class<?> fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void aSwitchHasAPortGroupForItsUplinksThatStays() {
        List<Entity.DistributedPortgroup> groups = state.heldBy(dvs, Entity.DistributedPortgroup.class);
        assertThat(groups)
                .singleElement()
                .satisfies(group -> assertThat(group.uplink()).isTrue());
        assertFault(
                NotSupported.class,
                () -> change(draft -> {
                    PortgroupRules.remove(draft, groups.getFirst().id());
                    return "";
                }));
        assertFault(DuplicateName.class, () -> create("dvs"));
    }

    @Test
    void portsAreCountedThroughTheSwitch() {
        assertThat(group("one", 2, 0).portKeys()).containsExactly("0", "1");
        Entity.DistributedPortgroup two = group("two", 1, 0);
        assertThat(two.portKeys()).containsExactly("2");
        Entity _ = change(draft -> PortgroupRules.reconfigure(
                draft, two.id(), DVPortgroupConfigSpec.builder().numPorts(2).build()));
        assertThat(group(two.id()).portKeys()).containsExactly("2", "3");
        assertThat(group(two.id()).config().numPorts()).isEqualTo(2);
    }

    @Test
    void whoeverReadAnOlderConfigurationIsRefused() {
        String read = SwitchRules.distributedSwitch(state, dvs).config().configVersion();
        DVSConfigSpec spec =
                DVSConfigSpec.builder().configVersion(read).description("mine").build();
        Entity _ = change(draft -> SwitchRules.reconfigure(draft, dvs, spec));
        assertFault(ConcurrentAccess.class, () -> change(draft -> SwitchRules.reconfigure(draft, dvs, spec)));
    }

    @Test
    void hostsJoinAndLeaveOnce() {
        assertFault(NotFound.class, () -> member("remove"));
        member("add");
        assertThat(SwitchRules.distributedSwitch(state, dvs).hosts()).containsExactly(host);
        assertFault(AlreadyExists.class, () -> member("add"));
        member("remove");
        assertThat(SwitchRules.distributedSwitch(state, dvs).hosts()).isEmpty();
    }

    @Test
    void whatAMachineIsOnStays() {
        member("add");
        String group = group("one", 1, 5).id();
        String machine = machineOn(group);
        assertThat(group(group).plugs()).containsExactly(Map.entry("0", new Ports.Plug(machine, 4000)));
        assertFault(ResourceInUse.class, () -> member("remove"));
        assertFault(
                ResourceInUse.class,
                () -> change(draft -> {
                    PortgroupRules.remove(draft, group);
                    return "";
                }));
        assertFault(
                ResourceInUse.class,
                () -> change(draft -> {
                    FolderRules.remove(draft, SwitchRules.distributedSwitch(draft, dvs));
                    return "";
                }));
        String _ = change(draft -> {
            Ports.connect(draft, machine, host, Map.of());
            return "";
        });
        assertThat(group(group).plugs()).isEmpty();
        member("remove");
    }

    @Test
    void aGroupThatIsFullGrowsForWhatAHostHasPluggedIn() {
        member("add");
        String group = group("one", 0, 5).id();
        String machine = machineOn(group);
        assertThat(group(group).portKeys()).containsExactly("0");
        assertThat(group(group).plugs()).containsEntry("0", new Ports.Plug(machine, 4000));
    }

    @Test
    void aHostThatGoesIsNoMemberAnyMore() {
        member("add");
        String group = group("one", 1, 5).id();
        String _ = machineOn(group);
        String _ = change(draft -> {
            FolderRules.remove(draft, HostRules.host(draft, host));
            return "";
        });
        assertThat(SwitchRules.distributedSwitch(state, dvs).hosts()).isEmpty();
        assertThat(group(group).onHosts()).isEmpty();
        String _ = change(draft -> {
            FolderRules.remove(draft, SwitchRules.distributedSwitch(draft, dvs));
            return "";
        });
        assertThat(state.get(group)).isNull();
    }

    @Test
    void whatNoHostCouldCarryOutIsRefused() {
        assertFault(InvalidArgument.class, () -> group("one", 1, 4095));
        assertFault(InvalidArgument.class, () -> group("one", 9000, 1));
    }
}
