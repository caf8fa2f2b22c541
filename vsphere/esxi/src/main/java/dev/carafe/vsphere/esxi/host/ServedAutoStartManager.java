package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AutoStartPowerInfo;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManager;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManagerConfig;
import dev.carafe.vsphere.vim.vim25.HostAutoStartManagerProperties;
import dev.carafe.vsphere.vim.vim25.HostConfigFault;
import dev.carafe.vsphere.vim.vim25.HostConfigInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Starts machines with the host, one after another: when an agent finds that the machine it is on has booted since the last one, not
 * when an agent is started anew, which machines outlive. Any thread.
 */
final class ServedAutoStartManager implements HostAutoStartManager, ServedObject {
    /** Runs something later, on a thread of its own. */
    @FunctionalInterface
    interface Later {
        void run(Duration delay, Runnable work);
    }

    private static final System.Logger LOG = System.getLogger(ServedAutoStartManager.class.getName());

    private final ManagedObjectReference<HostAutoStartManager> reference;
    private final AutoStart settings;
    private final ObjectRegistry registry;
    private final Later later;

    ServedAutoStartManager(
            ManagedObjectReference<HostAutoStartManager> reference,
            AutoStart settings,
            ObjectRegistry registry,
            Later later) {
        this.reference = reference;
        this.settings = settings;
        this.registry = registry;
        this.later = later;
    }

    /** Adds it to a registry that has the host. */
    void addTo(Changes changes) {
        changes.add(
                this,
                HostAutoStartManagerProperties.builder()
                        .config(settings.config())
                        .build());
        show(changes, settings.config());
    }

    private void show(Changes changes, HostAutoStartManagerConfig now) {
        changes.update(
                reference,
                HostAutoStartManagerProperties.class,
                properties -> properties.toBuilder().config(now).build());
        changes.update(HostNames.HOST, HostSystemProperties.class, host -> {
            HostConfigInfo config = host.config();
            return config == null
                    ? host
                    : host.toBuilder()
                            .config(config.toBuilder().autoStart(now).build())
                            .build();
        });
    }

    @Override
    public ManagedObjectReference<HostAutoStartManager> reference() {
        return reference;
    }

    @Override
    public void reconfigureAutostart(HostAutoStartManagerConfig spec) {
        for (AutoStartPowerInfo each : spec.powerInfo()) {
            if (registry.find(each.key()).isEmpty()) {
                throw Faults.invalidArgument(
                        "spec.powerInfo.key",
                        "there is no machine " + each.key().value());
            }
        }
        HostAutoStartManagerConfig now;
        try {
            now = settings.change(spec);
        } catch (IOException failed) {
            throw HostConfigFault.builder()
                    .build()
                    .exception("Which machines start with the host cannot be written: " + failed.getMessage());
        }
        registry.change(changes -> show(changes, now));
    }

    /** Starts the machines when the machine has booted, unless that was done before. */
    void booted(String bootId) throws IOException {
        if (settings.isFirstSince(bootId) && settings.isEnabled()) {
            autoStartPowerOn();
        }
    }

    @Override
    public void autoStartPowerOn() {
        Deque<AutoStartPowerInfo> machines = new ArrayDeque<>(settings.starting());
        later.run(Duration.ZERO, () -> startNext(machines));
    }

    private void startNext(Deque<AutoStartPowerInfo> machines) {
        AutoStartPowerInfo next = machines.poll();
        if (next == null) {
            return;
        }
        boolean starts = isOff(next.key()) && did(next, machine -> machine.powerOnVM_Task(null));
        later.run(starts ? Duration.ofSeconds(settings.delaySeconds(next)) : Duration.ZERO, () -> startNext(machines));
    }

    private boolean isOff(ManagedObjectReference<VirtualMachine> machine) {
        return registry.properties(machine).orElse(null) instanceof VirtualMachineProperties shown
                && shown.runtime() != null
                && shown.runtime().powerState() != VirtualMachinePowerState.POWERED_ON;
    }

    @Override
    public void autoStartPowerOff() {
        List<AutoStartPowerInfo> machines = settings.starting().reversed();
        for (AutoStartPowerInfo each : machines) {
            if (!isOff(each.key())) {
                stop(each);
            }
        }
    }

    private void stop(AutoStartPowerInfo each) {
        String action = settings.stopAction(each);
        if (AutoStart.is(action, "suspend")) {
            did(each, VirtualMachine::suspendVM_Task);
        } else if (AutoStart.is(action, "guestShutdown")) {
            boolean asked = did(each, VirtualMachine::shutdownGuest);
            if (!asked) {
                did(each, VirtualMachine::powerOffVM_Task);
            }
        } else if (!AutoStart.is(action, "none")) {
            did(each, VirtualMachine::powerOffVM_Task);
        }
    }

    private interface Deed {
        void with(VirtualMachine machine);
    }

    private boolean did(AutoStartPowerInfo each, Deed deed) {
        try {
            if (registry.find(each.key()).orElse(null) instanceof VirtualMachine machine) {
                deed.with(machine);
                return true;
            }
        } catch (FaultException refused) {
            LOG.log(
                    Level.WARNING,
                    "machine {0} does not start or stop with the host: {1}",
                    each.key().value(),
                    refused.getMessage());
        }
        return false;
    }
}
