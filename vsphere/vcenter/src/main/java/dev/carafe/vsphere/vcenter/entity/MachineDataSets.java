package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.dataset.DataSetErrands;
import dev.carafe.vsphere.vcenter.dataset.DataSetErrands.Clone;
import dev.carafe.vsphere.vcenter.dataset.DataSetErrands.Revert;
import dev.carafe.vsphere.vcenter.dataset.DataSets;
import dev.carafe.vsphere.vcenter.dataset.MachineFacts;
import dev.carafe.vsphere.vcenter.host.FollowedCalls;
import dev.carafe.vsphere.vcenter.host.HostChange;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotProperties;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Has the data sets of machines go with what is done to these: clones get theirs, a machine that is reverted those of its snapshot, and one
 * that leaves the inventory has none. What an earlier vCenter began it brings to its end. Safe for all threads.
 */
public final class MachineDataSets implements FollowedCalls, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MachineDataSets.class.getName());

    private final VCenter vcenter;
    private final DataSets sets;
    private final DataSetErrands errands;
    private volatile boolean closed;

    public MachineDataSets(VCenter vcenter, DataSets sets) {
        this.vcenter = vcenter;
        this.sets = sets;
        errands = new DataSetErrands(sets);
    }

    /** What is done with data sets once the host has done its part; nobody can be told when it fails. */
    @FunctionalInterface
    private interface Ending {
        void run() throws IOException;
    }

    private static void end(String what, Ending ending) {
        try {
            ending.run();
        } catch (IOException e) {
            LOG.log(Level.ERROR, what + " has not the data sets that it was to have", e);
        }
    }

    private static FaultException unwritten(IOException e) {
        return SystemError.builder()
                .reason("not written")
                .build()
                .exception("A general system error occurred: " + e.getMessage());
    }

    private @Nullable MachineFacts facts(String machine) {
        return vcenter.registry().properties(References.machine(machine)).orElse(null)
                        instanceof VirtualMachineProperties properties
                ? MachineFacts.of(machine, properties)
                : null;
    }

    // Machines that leave

    /** They are in the inventory no longer. */
    public void gone(Collection<String> machines) {
        end("a machine that has gone", () -> sets.forget(machines)); // else the next start sees to it
    }

    // Clones

    /**
     * A machine is about to be cloned.
     *
     * @param snapshot the one that is cloned; null for the machine as it is
     * @return null when nothing is to be copied
     */
    @Nullable
    Clone cloning(String source, @Nullable ManagedObjectReference<?> snapshot, String task) {
        MachineFacts facts = facts(source);
        try {
            return facts == null ? null : errands.cloning(facts, snapshot == null ? null : snapshot.value(), task);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    /** @param made what vCenter calls the clone */
    void cloned(Clone clone, String made) {
        try {
            errands.cloned(clone, made);
        } catch (IOException e) {
            throw unwritten(e);
        }
    }

    void notCloned(Clone clone) {
        end("the clone of " + clone.source(), () -> errands.notCloned(clone));
    }

    // Reverted machines

    @Override
    public @Nullable Followed asked(String hostId, ManagedObjectReference<?> object, ManagedMethod method) {
        String machine;
        String snapshot;
        switch (method.wsdlName()) {
            case "RevertToCurrentSnapshot_Task" -> {
                machine = object.value();
                MachineFacts facts = facts(machine);
                snapshot = facts == null ? null : facts.current();
            }
            case "RevertToSnapshot_Task" -> {
                if (!(vcenter.registry().properties(object).orElse(null)
                                instanceof VirtualMachineSnapshotProperties properties)
                        || properties.vm() == null) {
                    return null;
                }
                machine = properties.vm().value();
                snapshot = object.value();
            }
            default -> {
                return null;
            }
        }
        MachineFacts facts = facts(machine);
        Revert revert;
        try {
            revert = facts == null ? null : errands.reverting(facts, snapshot);
        } catch (IOException e) {
            throw unwritten(e);
        }
        return revert == null ? null : new FollowedRevert(hostId, revert);
    }

    private final class FollowedRevert implements Followed {
        private final String hostId;
        private volatile Revert revert;

        FollowedRevert(String hostId, Revert revert) {
            this.hostId = hostId;
            this.revert = revert;
        }

        @Override
        public void begun(ManagedObjectReference<Task> task) {
            end(revert.machine(), () -> revert = errands.begun(revert, task.value()));
        }

        @Override
        public void done() {
            end(revert.machine(), () -> errands.reverted(revert));
        }

        @Override
        public void failed(FaultException why) {
            if (HostChange.stays(why)) {
                end(revert.machine(), () -> errands.notReverted(revert));
            } else {
                decideLater(hostId, revert);
            }
        }
    }

    /** Has the host say whether it has reverted a machine. */
    private void decideLater(String hostId, Revert revert) {
        Thread.ofVirtual().name("vcenter-revert-" + revert.machine()).start(() -> {
            try {
                vcenter.hosts().awaitSettled(hostId, null);
            } catch (FaultException e) {
                LOG.log(Level.DEBUG, "{0} is not known to be reverted: {1}", revert.machine(), e.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
            MachineFacts now = facts(revert.machine());
            if (!closed) {
                decide(revert, now != null && revert.isSeen(now));
            }
        });
    }

    private void decide(Revert revert, boolean reverted) {
        end(revert.machine(), () -> {
            if (reverted) {
                errands.reverted(revert);
            } else {
                errands.notReverted(revert);
            }
        });
    }

    // What an earlier vCenter left

    /**
     * Takes up what was left; the inventory is open, and its hosts are being connected.
     *
     * @throws IOException when it cannot be read
     */
    public void takeUp() throws IOException {
        sets.retain(machine -> vcenter.inventory().read(all -> all.get(machine) instanceof Entity.VirtualMachine));
        DataSetErrands.Left left = errands.left();
        for (Clone clone : left.clones()) {
            Thread.ofVirtual().name("vcenter-clone-" + clone.task()).start(() -> {
                TaskInfo end = endOf(clone.task());
                if (closed) {
                    return; // the next server sees to it
                }
                if (end != null
                        && end.state() == TaskInfoState.SUCCESS
                        && end.result() instanceof ManagedObjectReference<?> made) {
                    end(made.value(), () -> errands.cloned(clone, made.value()));
                } else {
                    notCloned(clone);
                }
            });
        }
        for (Revert revert : left.reverts()) {
            Thread.ofVirtual().name("vcenter-revert-" + revert.machine()).start(() -> takeUp(revert));
        }
    }

    private void takeUp(Revert revert) {
        TaskInfo end = revert.task() == null ? null : endOf(revert.task());
        if (closed) {
            return;
        }
        if (end != null && end.state() == TaskInfoState.SUCCESS) {
            decide(revert, true);
            return;
        }
        String host = vcenter.inventory()
                .read(all -> all.find(revert.machine(), Entity.VirtualMachine.class)
                        .map(Entity.VirtualMachine::host)
                        .orElse(null));
        if (host != null) {
            decideLater(host, revert);
        }
    }

    /** Waits for a task; null when it is not known any more. */
    private @Nullable TaskInfo endOf(String task) {
        try {
            return vcenter.tasks().await(new ManagedObjectReference<>("Task", task));
        } catch (FaultException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Leaves what has not ended to the next server. */
    @Override
    public void close() {
        closed = true;
    }
}
