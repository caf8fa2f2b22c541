package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qmp.MigrationCommands;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Way;
import dev.carafe.vsphere.vim.FaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One machine on its way from another host: a QEMU that waits for its memory. One thread at a time. */
final class Arrival {
    private static final Logger LOG = System.getLogger(Arrival.class.getName());

    private final VmHost host;
    private final VirtualMachines machines;
    private final Machine machine;
    private final MachineProcess process;
    private final String ticket;
    private final Path socket;
    /** Whether the source is sending, so that it will decide; one that was never asked to send will not. */
    private boolean sent;

    private Arrival(VirtualMachines machines, Machine machine, MachineProcess process, String ticket) {
        this.host = machine.host();
        this.machines = machines;
        this.machine = machine;
        this.process = process;
        this.ticket = ticket;
        this.socket = process.placement().moveSocket();
    }

    /** Starts a QEMU for a machine that was noted as arriving. */
    static Arrival start(VirtualMachines machines, Machine machine, String ticket, Instant bootTime)
            throws InterruptedException {
        MachineProcess process = new Power(machine).launch(Optional.empty(), true, bootTime);
        Arrival arrival = new Arrival(machines, machine, process, ticket);
        try {
            MigrationCommands migration = process.migration();
            // The source keeps the disks until it is decided that the machine has moved.
            migration.capabilities(List.of("events", "late-block-activate"));
            migration.receive("unix:" + arrival.socket);
            return arrival;
        } catch (IOException refused) {
            arrival.discard();
            throw VmFaults.system("QEMU cannot take the machine: " + refused.getMessage());
        }
    }

    /**
     * Takes the memory, and lets the guest run.
     *
     * @throws FaultException when the machine is not here; nothing of it is left then
     */
    void receive(InputStream memory) throws InterruptedException {
        sent = true;
        try {
            host.registrations().doom(List.of(settled())); // an agent that starts anew tells the other host by it
            copy(memory);
            process.migration().await(_ -> {});
            if (MoveDecision.decide(machine.folder(), ticket, MoveDecision.MOVED) == MoveDecision.STAYED) {
                throw new IOException("the other host has given up");
            }
        } catch (IOException failed) {
            discard();
            throw VmFaults.system("the machine's memory did not come: " + failed.getMessage());
        }
        enter();
    }

    private void copy(InputStream memory) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                OutputStream out = Channels.newOutputStream(channel)) {
            memory.transferTo(out);
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    /** From here on the machine is this host's, whatever fails. */
    private void enter() throws InterruptedException {
        try {
            host.registrations().arrived(machine.id());
            settle();
        } catch (IOException failed) {
            LOG.log(Level.ERROR, "machine {0} is here and cannot be noted: {1}", machine.id(), failed.getMessage());
        }
        machine.away(false);
        machines.arrive(machine);
        try {
            process.monitor().cont();
            process.monitor().announce();
        } catch (IOException failed) {
            throw VmFaults.system("the machine came and does not go on: " + failed.getMessage());
        }
        machine.look();
        GuestWatch.start(machine, process);
    }

    private DatastorePath settled() {
        return MoveDecision.settled(machine.folder(), ticket, Way.ARRIVING);
    }

    private void settle() throws IOException {
        MoveDecision.settle(machine.folder(), ticket, Way.ARRIVING);
        new Scratch(host).spared(List.of(settled()));
    }

    boolean isOf(DatastorePath vmx) {
        return machine.folder().vmx().equals(vmx);
    }

    /** Gives up. */
    void discard() throws InterruptedException {
        machine.away(true);
        new Power(machine).kill(process);
        try {
            Files.deleteIfExists(socket);
            if (sent) { // only this host could have decided that it moved
                MoveDecision.giveUp(machine.folder(), ticket);
            }
            host.registrations().strayed(machine.id());
            if (sent) {
                settle();
            } else {
                MoveDecision.forget(machine.folder(), ticket);
            }
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "a machine that did not come stays noted: {0}", failed.getMessage());
        }
    }
}
