package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostEventArgument;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Moves a machine that runs to another host (vMotion). Meanwhile the inventory says that it is on its way, so that it keeps its id:
 * whichever host has it afterwards is where it is.
 */
record RunningMover(VCenter vcenter) {
    /** How long the destination may take to show a machine that it has. */
    static final Duration SHOWN_MAX = Duration.ofSeconds(30);

    /** @throws FaultException when it stays where it was */
    void move(
            ManagedObjectReference<VirtualMachine> reference,
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
            moved = new LiveMove(vcenter).run(machine.host(), machine.onHost(), target, path, booted);
        } catch (FaultException stays) {
            vcenter.inventory().change(draft -> {
                Entity.VirtualMachine now = ServedVirtualMachine.machine(draft, machine.id());
                return now.inTransit() ? draft.put(now.withHost(machine.host(), machine.onHost())) : now;
            });
            throw stays;
        }
        String _ = vcenter.hosts().awaitArrival(machine.id(), SHOWN_MAX); // its news say under which name it has it
        tell(reference, machine, target, moved);
    }

    private void tell(
            ManagedObjectReference<VirtualMachine> reference,
            Entity.VirtualMachine machine,
            String target,
            LiveMove.Moved moved) {
        String from = hostName(machine.host());
        Map<String, Object> own = new HashMap<>();
        own.put("template", false);
        own.put("sourceHost", new HostEventArgument(from, References.host(machine.host())));
        own.put(
                "fullFormattedMessage",
                "Migration of virtual machine " + machine.name() + " from " + from + " to " + hostName(target)
                        + " completed; the guest stood still for " + moved.stillMs() + " ms at most"
                        + (moved.stopped() ? ", since this QEMU cannot move the memory of a guest that runs" : ""));
        vcenter.events().post(reference, header -> header.event("VmMigratedEvent", own));
    }

    private String hostName(String id) {
        return vcenter.inventory().read(all -> HostRules.host(all, id)).name();
    }
}
