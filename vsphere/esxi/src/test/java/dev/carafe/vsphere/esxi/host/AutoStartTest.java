package dev.carafe.vsphere.esxi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AutoStartDefaults;
import dev.carafe.vsphere.vim.vim25.AutoStartPowerInfo;
import dev.carafe.vsphere.vim.vim25.AutoStartWaitHeartbeatSetting;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManagerConfig;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManagerProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.ToolsUnavailable;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFaultToleranceState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRecordReplayState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class AutoStartTest {
    private static final ManagedObjectReference<VirtualMachine> ONE =
            new ManagedObjectReference<>("VirtualMachine", "1");
    private static final ManagedObjectReference<VirtualMachine> TWO =
            new ManagedObjectReference<>("VirtualMachine", "2");

    @TempDir
    Path folder;

    private final ObjectRegistry registry = new ObjectRegistry();
    private final List<String> done = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    private record Host(ManagedObjectReference<HostSystem> reference) implements HostSystem, ServedObject {}

    private final class Machine implements VirtualMachine, ServedObject {
        private final ManagedObjectReference<VirtualMachine> reference;

        private Machine(ManagedObjectReference<VirtualMachine> reference) {
            this.reference = reference;
        }

        @Override
        public ManagedObjectReference<VirtualMachine> reference() {
            return reference;
        }

        private ManagedObjectReference<Task> become(String what, VirtualMachinePowerState state) {
            done.add(what + " " + reference.value());
            registry.change(changes -> changes.update(
                    reference,
                    VirtualMachineProperties.class,
                    shown -> shown.toBuilder().runtime(runtime(state)).build()));
            return new ManagedObjectReference<>("Task", "task");
        }

        @Override
        public ManagedObjectReference<Task> powerOnVM_Task(@Nullable ManagedObjectReference<HostSystem> host) {
            return become("on", VirtualMachinePowerState.POWERED_ON);
        }

        @Override
        public ManagedObjectReference<Task> powerOffVM_Task() {
            return become("off", VirtualMachinePowerState.POWERED_OFF);
        }

        @Override
        public void shutdownGuest() {
            throw ToolsUnavailable.builder().build().exception("no tools");
        }
    }

    private static VirtualMachineRuntimeInfo runtime(VirtualMachinePowerState state) {
        return VirtualMachineRuntimeInfo.builder()
                .connectionState(VirtualMachineConnectionState.CONNECTED)
                .powerState(state)
                .faultToleranceState(VirtualMachineFaultToleranceState.NOT_CONFIGURED)
                .recordReplayState(VirtualMachineRecordReplayState.INACTIVE)
                .onlineStandby(false)
                .consolidationNeeded(false)
                .toolsInstallerMounted(false)
                .numMksConnections(0)
                .build();
    }

    @BeforeEach
    void addMachines() {
        registry.change(changes -> {
            changes.add(
                    new Host(HostNames.HOST),
                    HostSystemProperties.builder().name("host").build());
            for (ManagedObjectReference<VirtualMachine> each : List.of(ONE, TWO)) {
                changes.add(
                        new Machine(each),
                        VirtualMachineProperties.builder()
                                .name(each.value())
                                .runtime(runtime(VirtualMachinePowerState.POWERED_OFF))
                                .build());
            }
        });
    }

    private ServedAutoStartManager open() throws IOException {
        ServedAutoStartManager manager = new ServedAutoStartManager(
                HostManagers.AUTO_START_MANAGER,
                AutoStart.open(folder.resolve("autostart")),
                registry,
                (delay, work) -> {
                    delays.add(delay.toSeconds());
                    waiting.add(work);
                });
        if (registry.find(HostManagers.AUTO_START_MANAGER).isEmpty()) {
            registry.change(manager::addTo);
        }
        return manager;
    }

    private static AutoStartPowerInfo machine(
            ManagedObjectReference<VirtualMachine> key, int order, int delay, String start, String stop) {
        return AutoStartPowerInfo.builder()
                .key(key)
                .startOrder(order)
                .startDelay(delay)
                .waitForHeartbeat(AutoStartWaitHeartbeatSetting.SYSTEM_DEFAULT)
                .startAction(start)
                .stopDelay(-1)
                .stopAction(stop)
                .build();
    }

    private static HostAutoStartManagerConfig enabled(AutoStartPowerInfo... machines) {
        return HostAutoStartManagerConfig.builder()
                .defaults(AutoStartDefaults.builder()
                        .enabled(true)
                        .startDelay(7)
                        .stopAction("guestShutdown")
                        .build())
                .powerInfo(List.of(machines))
                .build();
    }

    private void runAll() {
        while (!waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    @Test
    void machinesStartInTheirOrderOnceABoot() throws Exception {
        open().reconfigureAutostart(
                        enabled(machine(ONE, 2, -1, "powerOn", "none"), machine(TWO, 1, 3, "PowerOn", "none")));
        ServedAutoStartManager next = open();
        next.booted("boot-1");
        runAll();
        assertThat(done).containsExactly("on 2", "on 1");
        assertThat(delays).containsExactly(0L, 3L, 7L);
        open().booted("boot-1");
        assertThat(waiting).as("an agent that starts anew is no boot").isEmpty();
        open().booted("boot-2");
        runAll();
        assertThat(done).as("both are on").hasSize(2);
    }

    @Test
    void nothingStartsUntilItIsEnabled() throws Exception {
        open().reconfigureAutostart(HostAutoStartManagerConfig.builder()
                .powerInfo(List.of(machine(ONE, 1, 0, "powerOn", "none")))
                .build());
        open().booted("boot-1");
        assertThat(waiting).isEmpty();
    }

    @Test
    void machinesStopByWhatIsSaidForThemOrForAll() throws Exception {
        ServedAutoStartManager manager = open();
        manager.reconfigureAutostart(
                enabled(machine(ONE, 1, 0, "powerOn", "systemDefault"), machine(TWO, 2, 0, "powerOn", "none")));
        manager.autoStartPowerOn();
        runAll();
        done.clear();
        manager.autoStartPowerOff();
        assertThat(done).as("its guest has no tools to shut down").containsExactly("off 1");
    }

    @Test
    void whatIsSaidIsShownAndAMachineIsTakenOutAgain() throws Exception {
        ServedAutoStartManager manager = open();
        manager.reconfigureAutostart(enabled(machine(ONE, 1, 0, "powerOn", "none")));
        assertThat(shown().powerInfo()).hasSize(1);
        manager.reconfigureAutostart(HostAutoStartManagerConfig.builder()
                .powerInfo(List.of(machine(ONE, -1, 0, "none", "none")))
                .build());
        assertThat(shown().powerInfo()).isEmpty();
        assertThat(shown().defaults().enabled()).isTrue();
        assertThatThrownBy(() -> manager.reconfigureAutostart(
                        enabled(machine(new ManagedObjectReference<>("VirtualMachine", "9"), 1, 0, "powerOn", "none"))))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidArgument.class));
    }

    private HostAutoStartManagerConfig shown() {
        return ((HostAutoStartManagerProperties)
                        registry.properties(HostManagers.AUTO_START_MANAGER).orElseThrow())
                .config();
    }
}
