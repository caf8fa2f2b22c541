package dev.carafe.vsphere.vmomi.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import dev.carafe.vsphere.vim.vim25.GuestNicInfo;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.SearchIndex;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFaultToleranceState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuickStats;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRecordReplayState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSummary;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import dev.carafe.vsphere.vmomi.testing.Served;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ServedSearchIndexTest {
    private final Inventory inventory = new Inventory();
    private final SearchIndex index = ServedSearchIndex.open(
            new ManagedObjectReference<SearchIndex>("SearchIndex", "SearchIndex"), inventory.registry, Inventory.ROOT);

    @BeforeEach
    void addMachines() {
        inventory.add(1, "one");
        inventory.add(2, "a%2fb");
        inventory.registry.change(changes -> changes.update(
                Inventory.machine(1),
                VirtualMachineProperties.class,
                machine -> machine.toBuilder()
                        .guest(GuestInfo.builder()
                                .guestState("running")
                                .hostName("One.example")
                                .ipAddress("192.0.2.10")
                                .net(List.of(GuestNicInfo.builder()
                                        .connected(true)
                                        .deviceConfigId(4000)
                                        .ipAddress(List.of("192.0.2.10", "2001:db8::10"))
                                        .build()))
                                .build())
                        .summary(summary())
                        .build()));
    }

    private static VirtualMachineSummary summary() {
        return VirtualMachineSummary.builder()
                .runtime(VirtualMachineRuntimeInfo.builder()
                        .connectionState(VirtualMachineConnectionState.CONNECTED)
                        .powerState(VirtualMachinePowerState.POWERED_ON)
                        .toolsInstallerMounted(false)
                        .numMksConnections(0)
                        .onlineStandby(false)
                        .consolidationNeeded(false)
                        .recordReplayState(VirtualMachineRecordReplayState.INACTIVE)
                        .faultToleranceState(VirtualMachineFaultToleranceState.NOT_CONFIGURED)
                        .build())
                .config(VirtualMachineConfigSummary.builder()
                        .name("one")
                        .template(false)
                        .vmPathName("[datastore1] one/one.vmx")
                        .uuid("564d1234-0000-0000-0000-000000000001")
                        .instanceUuid("52aa1234-0000-0000-0000-000000000001")
                        .build())
                .quickStats(VirtualMachineQuickStats.builder()
                        .guestHeartbeatStatus(ManagedEntityStatus.GREEN)
                        .build())
                .overallStatus(ManagedEntityStatus.GREEN)
                .build();
    }

    @Test
    void aPathLeadsFromTheRootByNames() {
        assertThat(index.findByInventoryPath("one")).isEqualTo(Inventory.machine(1));
        assertThat(index.findByInventoryPath("/one/")).isEqualTo(Inventory.machine(1));
        assertThat(index.findByInventoryPath("a%2fb")).isEqualTo(Inventory.machine(2));
        assertThat(index.findByInventoryPath("/")).isEqualTo(Inventory.ROOT);
        assertThat(index.findByInventoryPath("")).isNull();
        assertThat(index.findByInventoryPath("one/two")).isNull();
        assertThat(index.findChild(Inventory.ROOT, "one")).isEqualTo(Inventory.machine(1));
        assertThat(index.findChild(Inventory.ROOT, "two")).isNull();
        Served.assertFault(
                ManagedObjectNotFound.class,
                () -> index.findChild(new ManagedObjectReference<Folder>("Folder", "group-d9"), "one"));
    }

    @Test
    void aMachineIsFoundByWhatItIsKnownBy() {
        assertThat(index.findByUuid(null, "564D1234-0000-0000-0000-000000000001", true, null))
                .isEqualTo(Inventory.machine(1));
        assertThat(index.findByUuid(null, "564d1234-0000-0000-0000-000000000001", true, true))
                .isNull();
        assertThat(index.findByUuid(null, "52aa1234-0000-0000-0000-000000000001", true, true))
                .isEqualTo(Inventory.machine(1));
        assertThat(index.findByUuid(null, "564d1234-0000-0000-0000-000000000001", false, null))
                .isNull();
        assertThat(index.findByIp(null, "2001:db8::10", true)).isEqualTo(Inventory.machine(1));
        assertThat(index.findByDnsName(null, "one.EXAMPLE", true)).isEqualTo(Inventory.machine(1));
        assertThat(index.findAllByIp(null, "192.0.2.10", true)).singleElement().isEqualTo(Inventory.machine(1));
        assertThat(index.findAllByIp(null, "192.0.2.11", true)).isEmpty();
    }

    @Test
    void whatIsNoPathOrNoDatacenterIsRefused() {
        ManagedObjectReference<Datacenter> missing = new ManagedObjectReference<>("Datacenter", "datacenter-9");
        Served.assertFault(InvalidDatastorePath.class, () -> index.findByDatastorePath(missing, "one/one.vmx"));
        Served.assertFault(
                ManagedObjectNotFound.class, () -> index.findByDatastorePath(missing, "[datastore1] one/one.vmx"));
        Served.assertFault(ManagedObjectNotFound.class, () -> index.findByIp(missing, "192.0.2.10", true));
    }
}
