package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qmp.EventQueue;
import dev.carafe.vsphere.esxi.qmp.MigrationCommands;
import dev.carafe.vsphere.esxi.qmp.Notice;
import dev.carafe.vsphere.esxi.qmp.RunState;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Way;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.MigrationFault;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Gives one running machine to another host. QEMU's memory goes by a socket to this agent, which hands it to whoever carries it to
 * the destination. On the thread of the machine's task.
 */
final class Departure {
    private static final Logger LOG = System.getLogger(Departure.class.getName());
    /** How long a guest may stand still; QEMU copies on until what is left takes no longer. */
    private static final Duration STILL_AIM = Duration.ofMillis(300);
    /** How long the disks of a machine that stays may be held by the other host's QEMU. */
    private static final Duration DISKS_PATIENCE = Duration.ofSeconds(30);

    private static final Duration DISKS_LOOK = Duration.ofMillis(200);

    private final VirtualMachines machines;
    private final Machine machine;
    private final VmHost host;
    private final Registrations.Move move;

    Departure(VirtualMachines machines, Machine machine, String ticket) {
        this.machines = machines;
        this.machine = machine;
        this.host = machine.host();
        this.move = new Registrations.Move(machine.folder().vmx(), ticket);
    }

    /**
     * Moves the machine; it is away when this returns, and as before when it throws.
     *
     * @param line carries memory to the host that the ticket is of
     */
    Moves.Moved run(Moves.Line line, TaskProgress progress) throws InterruptedException {
        MachineProcess process = machine.running();
        refuseWhatCannotMove();
        boolean still = copiesStill();
        note(true);
        long begun = System.nanoTime();
        try {
            if (still) {
                process.monitor().stop();
            }
            long stillMs = copy(process, line, progress);
            long wholeMs = Duration.ofNanos(System.nanoTime() - begun).toMillis();
            leave(process);
            return new Moves.Moved(still ? wholeMs : stillMs, wholeMs, still);
        } catch (IOException | FaultException failed) {
            LOG.log(Level.INFO, "machine {0} is not given away: {1}", machine.id(), failed.getMessage());
            if (decideToStay() == MoveDecision.MOVED) { // only the answer was lost
                leave(process);
                long wholeMs = Duration.ofNanos(System.nanoTime() - begun).toMillis();
                return new Moves.Moved(wholeMs, wholeMs, still);
            }
            goOn(process);
            note(false);
            settle(failed instanceof Moves.RefusedException);
            throw failed instanceof FaultException fault
                    ? fault
                    : MigrationFault.builder()
                            .build()
                            .exception("The virtual machine stays on its host: " + failed.getMessage());
        }
    }

    private void refuseWhatCannotMove() {
        if (machine.state().live().paused()) {
            throw VmFaults.invalidState("the virtual machine waits for an answer");
        }
        UnsavableState.refuseMove(machine);
        boolean drops = machine.state().hardware().devices().disks().stream()
                .anyMatch(disk -> disk.mode() == DiskMode.INDEPENDENT_NONPERSISTENT);
        if (drops) {
            throw MigrationFault.builder()
                    .build()
                    .exception(
                            "A running machine with a disk whose writes are dropped at power-off cannot change its host.");
        }
    }

    /** Whether this QEMU would damage memory that changes while it is copied. */
    private boolean copiesStill() {
        try {
            return host.ground().qemu().facts().liveMigrationRefusal().isPresent();
        } catch (IOException unknown) {
            return true;
        }
    }

    private void note(boolean departs) {
        try {
            if (departs) {
                host.registrations().departing(machine.id(), move);
            } else {
                host.registrations().stayed(machine.id(), settled());
            }
        } catch (IOException failed) {
            throw VmFaults.system("the move cannot be noted: " + failed.getMessage());
        }
    }

    /** Returns for how many milliseconds the guest stood still, at most. */
    private long copy(MachineProcess process, Moves.Line line, TaskProgress progress)
            throws IOException, InterruptedException {
        Path socket = process.placement().moveSocket();
        Files.deleteIfExists(socket);
        AtomicReference<@Nullable IOException> lost = new AtomicReference<>();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            MachinePlacement.provide(socket, process.placement().runDirectory());
            FutureTask<Void> carried = new FutureTask<>(() -> {
                try (SocketChannel memory = server.accept()) {
                    line.carry(Channels.newInputStream(memory));
                } catch (IOException failed) {
                    lost.set(failed);
                    throw failed;
                }
                return null;
            });
            Thread.ofVirtual().name("move of machine " + machine.id()).start(carried);
            MigrationCommands migration = process.migration();
            migration.capabilities(List.of("events"));
            migration.parameters(JsonObject.of("max-bandwidth", 0L).with("downtime-limit", STILL_AIM.toMillis()));
            migration.send("unix:" + socket);
            migration.await(progress::percent);
            long copied = System.nanoTime();
            long still = migration.query().number("downtime", 0);
            answer(carried);
            return still + Duration.ofNanos(System.nanoTime() - copied).toMillis();
        } catch (IOException failed) {
            IOException other = lost.get(); // why QEMU found nobody who reads
            throw switch (other) {
                case null -> failed;
                case Moves.RefusedException refused -> refused;
                default -> new IOException(other.getMessage(), failed);
            };
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    /** Waits until the destination says that the guest runs there. */
    private static void answer(FutureTask<Void> carried) throws IOException, InterruptedException {
        try {
            carried.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException lost ? lost : new IOException(failed.getCause());
        }
    }

    private MoveDecision decideToStay() {
        try {
            return MoveDecision.decide(machine.folder(), move.ticket(), MoveDecision.STAYED);
        } catch (IOException unknown) {
            throw VmFaults.system(
                    "it cannot be told which host has the machine, which stands still until the host agent"
                            + " starts anew: " + unknown.getMessage());
        }
    }

    /** Lets the guest run here again. The other host's QEMU may hold the disks for a moment longer. */
    private void goOn(MachineProcess process) throws InterruptedException {
        Instant end = host.services().clock().instant().plus(DISKS_PATIENCE);
        try (EventQueue events = process.subscribe()) {
            while (true) {
                try {
                    end(process.migration());
                    RunState state = process.monitor().status();
                    if (state == RunState.PAUSED || state == RunState.POSTMIGRATE) {
                        process.monitor().cont();
                    }
                    return;
                } catch (IOException held) {
                    if (host.services().clock().instant().isAfter(end)) {
                        throw VmFaults.system("the machine stands still: " + held.getMessage());
                    }
                    // Nobody tells of a lock that another QEMU gives up; of all else this one tells.
                    events.poll(DISKS_LOOK).ifPresent(Departure::note);
                }
            }
        }
    }

    private static void note(Notice notice) {
        LOG.log(Level.TRACE, "while disks are waited for: {0}", notice);
    }

    private static void end(MigrationCommands migration) throws IOException, InterruptedException {
        switch (migration.query().text("status").orElse("none")) {
            case "setup", "active", "device", "cancelling" -> {
                migration.cancel();
                try {
                    migration.await(_ -> {});
                } catch (IOException cancelled) {
                    LOG.log(Level.DEBUG, "copying was ended: {0}", cancelled.getMessage());
                }
            }
            default -> {}
        }
    }

    private void leave(MachineProcess process) throws InterruptedException {
        machine.away(true);
        new Power(machine).kill(process);
        machines.depart(machine, settled());
        settle(false);
    }

    private DatastorePath settled() {
        return MoveDecision.settled(machine.folder(), move.ticket(), Way.DEPARTING);
    }

    /** @param refused whether the other host has given up for certain, and so asks no more */
    private void settle(boolean refused) {
        try {
            if (refused) {
                MoveDecision.forget(machine.folder(), move.ticket());
            } else {
                MoveDecision.settle(machine.folder(), move.ticket(), Way.DEPARTING);
            }
            new Scratch(host).spared(List.of(settled()));
        } catch (IOException left) {
            LOG.log(Level.WARNING, "a file of a move is left: {0}", left.getMessage());
        }
    }
}
