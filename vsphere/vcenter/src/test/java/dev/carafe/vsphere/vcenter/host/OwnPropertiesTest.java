package dev.carafe.vsphere.vcenter.host;

import static dev.carafe.vsphere.vim.vim25.HostSystemConnectionState.CONNECTED;
import static dev.carafe.vsphere.vim.vim25.HostSystemConnectionState.NOT_RESPONDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFaultToleranceState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuickStats;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRecordReplayState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSummary;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What vCenter makes of a machine that a host says. */
final class OwnPropertiesTest {
    private static final VirtualMachineRuntimeInfo RUNTIME = VirtualMachineRuntimeInfo.builder()
            .connectionState(VirtualMachineConnectionState.CONNECTED)
            .powerState(VirtualMachinePowerState.POWERED_OFF)
            .toolsInstallerMounted(false)
            .numMksConnections(0)
            .onlineStandby(false)
            .consolidationNeeded(false)
            .recordReplayState(VirtualMachineRecordReplayState.INACTIVE)
            .faultToleranceState(VirtualMachineFaultToleranceState.NOT_CONFIGURED)
            .build();

    private static final VirtualMachineProperties SAID = VirtualMachineProperties.builder()
            .runtime(RUNTIME)
            .summary(VirtualMachineSummary.builder()
                    .runtime(RUNTIME)
                    .config(VirtualMachineConfigSummary.builder()
                            .name("web")
                            .template(false)
                            .vmPathName("[datastore1] web/web.vmx")
                            .build())
                    .quickStats(VirtualMachineQuickStats.builder()
                            .guestHeartbeatStatus(ManagedEntityStatus.GRAY)
                            .build())
                    .overallStatus(ManagedEntityStatus.GREEN)
                    .build())
            .build();

    private static Entity.VirtualMachine called(String name) {
        return new Entity.VirtualMachine("vm-1", name, "group-v1", null, "host-7", "1");
    }

    private static VirtualMachineSummary summary(VirtualMachineProperties machine) {
        return Objects.requireNonNull(machine.summary());
    }

    @Test
    void whatIsSaidAlreadyIsNotMadeAgain() {
        assertThat(OwnProperties.machine(SAID, called("web"), CONNECTED)).isSameAs(SAID);
    }

    @Test
    void anotherNameIsVCenters() {
        VirtualMachineProperties shown = OwnProperties.machine(SAID, called("web (1)"), CONNECTED);
        assertThat(summary(shown).config().name()).isEqualTo("web (1)");
        assertThat(summary(shown).runtime()).isEqualTo(RUNTIME);
    }

    @Test
    void aMachineOfAHostThatIsAwayIsDisconnectedInAllThatSaysSo() {
        VirtualMachineProperties shown = OwnProperties.machine(SAID, called("web"), NOT_RESPONDING);
        assertThat(Objects.requireNonNull(shown.runtime()).connectionState())
                .isEqualTo(VirtualMachineConnectionState.DISCONNECTED);
        assertThat(summary(shown).runtime().connectionState()).isEqualTo(VirtualMachineConnectionState.DISCONNECTED);
        assertThat(OwnProperties.machine(shown, called("web"), NOT_RESPONDING)).isSameAs(shown);
    }

    @Test
    void aSummaryThatSaysSomethingElseThanItsMachineIsMadeAgain() {
        VirtualMachineRuntimeInfo away = RUNTIME.toBuilder()
                .connectionState(VirtualMachineConnectionState.DISCONNECTED)
                .build();
        VirtualMachineProperties half = SAID.toBuilder()
                .summary(summary(SAID).toBuilder().runtime(away).build())
                .build();
        assertThat(OwnProperties.machine(half, called("web"), CONNECTED)).isEqualTo(SAID);
    }
}
