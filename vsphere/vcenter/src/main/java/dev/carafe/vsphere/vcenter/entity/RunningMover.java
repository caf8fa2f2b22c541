package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.HostChange;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.HostEventArgument;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VmMigratedEvent;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves a machine that runs to another host (vMotion). Meanwhile the inventory says that it is on its way, so that it keeps its id:
 * whichever host has it afterwards is where it is.
 */
record RunningMover(VCenter vcenter) {
    /** How long the destination may take to show a machine that it has. */
    static final Duration SHOWN_MAX = Duration.ofSeconds(30);

    /** @throws FaultException when it stays where it was */
    void move(
            Entity.VirtualMachine machine,
            String target,
            String path,
            VirtualMachineProperties properties,
            TaskProgress progress)
            throws InterruptedException {
        Instant booted =
                properties.runtime() == null ? null : properties.runtime().bootTime();
        vcenter.inventory()
                .change(draft -> draft.put(
                        ServedVirtualMachine.machine(draft, machine.id()).onTheWay(target, path)));
        LiveMove.Moved moved;
        try {
            moved = new LiveMove(vcenter).run(machine.host(), machine.onHost(), target, path, booted, progress);
        } catch (FaultException stays) {
            if (Thread.currentThread().isInterrupted()) {
                throw stays; // the next server goes on with it
            }
            if (!HostChange.stays(stays)) {
                ended(machine, target, stays);
                return;
            }
            vcenter.inventory().change(draft -> {
                Entity.VirtualMachine now = ServedVirtualMachine.machine(draft, machine.id());
                return now.inTransit() ? draft.put(now.withHost(machine.host(), machine.onHost())) : now;
            });
            throw stays;
        }
        String _ = vcenter.hosts()
                .arrivals()
                .awaitArrival(machine.id(), SHOWN_MAX); // its news say under which name it has it
        tell(machine, machine.host(), target, moved);
    }

    /** The source does not know any more how it ended; whoever has the machine does. */
    private void ended(Entity.VirtualMachine machine, String target, FaultException unknown)
            throws InterruptedException {
        String host = vcenter.hosts().arrivals().awaitArrival(machine.id(), SHOWN_MAX);
        if (!target.equals(host)) {
            throw unknown; // it is on its source, or on its way still
        }
        tell(machine, machine.host(), target, null);
    }

    /** Whether an earlier vCenter told that a machine moved, and ended before it had noted that its task has. */
    boolean wasTold(HostChange change) {
        return vcenter.events().history().stream()
                .anyMatch(event -> event.key() > change.eventsBefore()
                        && event instanceof VmMigratedEvent
                        && event.vm() != null
                        && event.vm().vm().value().equals(change.machine()));
    }

    /** @param moved null when nothing is known of it but that it ended well */
    void tell(Entity.VirtualMachine machine, String source, String target, LiveMove.@Nullable Moved moved) {
        String from = hostName(source);
        Map<String, Object> own = new HashMap<>();
        own.put("template", false);
        own.put("sourceHost", new HostEventArgument(from, References.host(source)));
        own.put(
                "fullFormattedMessage",
                "Migration of virtual machine " + machine.name() + " from " + from + " to " + hostName(target)
                        + " completed" + how(moved));
        vcenter.events().post(References.machine(machine.id()), header -> header.event("VmMigratedEvent", own));
    }

    private static String how(LiveMove.@Nullable Moved moved) {
        return moved == null
                ? ""
                : "; the guest stood still for " + moved.stillMs() + " ms at most"
                        + (moved.stopped() ? ", since this QEMU cannot move the memory of a guest that runs" : "");
    }

    private String hostName(String id) {
        return vcenter.inventory().read(all -> HostRules.host(all, id)).name();
    }
}
