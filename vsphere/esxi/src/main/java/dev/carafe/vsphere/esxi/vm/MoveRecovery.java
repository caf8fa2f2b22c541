package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.process.LeftMachines;
import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.vm.RegistrationState.Way;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.List;

/** Brings moves to their end that an earlier agent was in the middle of. On the thread that starts the agent. */
final class MoveRecovery {
    private static final Logger LOG = System.getLogger(MoveRecovery.class.getName());

    private final VmHost host;

    MoveRecovery(VmHost host) {
        this.host = host;
    }

    /** Before machines are taken over: what has come is among them, what has gone is not. */
    void run() throws IOException {
        for (var arriving : host.registrations().arriving().entrySet()) {
            if (isReachable(arriving.getValue())) {
                come(arriving.getKey(), arriving.getValue());
            }
        }
        for (var departing : host.registrations().departing().entrySet()) {
            if (isReachable(departing.getValue())) {
                go(departing.getKey(), departing.getValue());
            }
        }
        settle();
    }

    /** Says to the other hosts of moves that this one asks no more. */
    private void settle() {
        for (DatastorePath settled : host.registrations().doomed()) {
            if (MoveDecision.isSettled(settled) && host.ground().datastores().isAccessible(settled.datastore())) {
                try {
                    MoveDecision.settleLeft(settled, host);
                    new Scratch(host).spared(List.of(settled));
                } catch (IOException left) {
                    LOG.log(Level.WARNING, "a file of a move is left: {0}", left.getMessage());
                }
            }
        }
    }

    /** What is on a datastore that is not accessible stays noted for the next start, so that its guest is not let run. */
    private boolean isReachable(Registrations.Move move) {
        boolean reachable = host.ground().datastores().isAccessible(move.vmx().datastore());
        if (!reachable) {
            LOG.log(
                    Level.ERROR,
                    "it cannot be told which host has {0}, so it stands still: its datastore is not accessible",
                    move.vmx());
        }
        return reachable;
    }

    private void come(long id, Registrations.Move move) throws IOException {
        MachineFolder folder = folder(move);
        DatastorePath settled = MoveDecision.settled(folder, move.ticket(), Way.ARRIVING);
        if (MoveDecision.read(folder, move.ticket())
                .filter(MoveDecision.MOVED::equals)
                .isPresent()) {
            MoveDecision.forgetDraft(folder, move.ticket(), MoveDecision.MOVED);
            host.registrations().doom(List.of(settled));
            host.registrations().arrived(id);
            return;
        }
        // Nobody but this agent could have decided that it moved, and it did not: the other host goes on with the
        // machine.
        end(id, folder);
        MoveDecision.forgetDraft(folder, move.ticket(), MoveDecision.MOVED);
        if (host.registrations().doomed().contains(settled)) {
            MoveDecision.giveUp(folder, move.ticket()); // the other host had begun, and will decide too
        } else {
            MoveDecision.forget(folder, move.ticket());
        }
        host.registrations().strayed(id);
    }

    private void go(long id, Registrations.Move move) throws IOException {
        MachineFolder folder = folder(move);
        MoveDecision decided;
        try {
            decided = MoveDecision.decide(folder, move.ticket(), MoveDecision.STAYED);
        } catch (IOException unreachable) {
            LOG.log(
                    Level.ERROR,
                    "it cannot be told which host has {0}, so it stands still: {1}",
                    move.vmx(),
                    unreachable.getMessage());
            return; // it stays noted, so that its guest is not let run
        }
        DatastorePath settled = MoveDecision.settled(folder, move.ticket(), Way.DEPARTING);
        if (decided == MoveDecision.MOVED) {
            end(id, folder);
            host.registrations().unregister(id, List.of(Claim.file(folder), settled));
        } else {
            host.registrations().stayed(id, settled);
        }
    }

    private MachineFolder folder(Registrations.Move move) {
        return new MachineFolder(host.ground().datastores(), move.vmx());
    }

    /** Ends the QEMU of a machine that another host has. */
    private void end(long id, MachineFolder folder) throws IOException {
        Machine machine = new Machine(id, host, new MachineLoader(host).loadOrPlaceholder(folder));
        try {
            LeftMachines.endStart(machine.runDirectory());
            LeftMachines.kill(machine.runDirectory());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a machine that has moved ends", interrupted);
        }
        Files.deleteIfExists(Placement.in(machine.runDirectory()).moveSocket());
        MachinePlacement.dismantle(machine);
        LiveNote.forget(machine);
    }
}
