package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.dataset.DataSetErrands;
import dev.carafe.vsphere.vcenter.dataset.DataSetErrands.Clone;
import dev.carafe.vsphere.vcenter.dataset.DataSetErrands.Revert;
import dev.carafe.vsphere.vcenter.dataset.MachineFacts;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Brings to its end what is to become of data sets by what a host was asked for, where vCenter was not told how that ended: an earlier vCenter
 * asked, or the line to the host broke. Each waits on a thread of its own.
 */
final class DataSetsLeft {
    /** After how long a host that does not answer is asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(DataSetsLeft.class.getName());

    private final VCenter vcenter;
    private final DataSetErrands errands;
    private volatile boolean closed;

    DataSetsLeft(VCenter vcenter, DataSetErrands errands) {
        this.vcenter = vcenter;
        this.errands = errands;
    }

    /** What is done with data sets once the host has done its part; nobody can be told when it fails. */
    @FunctionalInterface
    interface Ending {
        void run() throws IOException;
    }

    static void end(String what, Ending ending) {
        try {
            ending.run();
        } catch (IOException e) {
            LOG.log(Level.ERROR, what + " has not the data sets that it was to have", e);
        }
    }

    /** What matters of a machine now; null when it is not there. */
    @Nullable
    MachineFacts facts(String machine) {
        return vcenter.registry().properties(References.machine(machine)).orElse(null)
                        instanceof VirtualMachineProperties properties
                ? MachineFacts.of(machine, properties)
                : null;
    }

    /** Has the host say whether it has reverted a machine, once it answers. */
    void decideLater(String hostId, Revert revert) {
        Thread.ofVirtual().name("vcenter-revert-" + revert.machine()).start(() -> {
            try {
                awaitSettled(hostId, revert.machine());
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

    private void awaitSettled(String hostId, String machine) throws InterruptedException {
        while (!closed && facts(machine) != null) {
            try {
                vcenter.hosts().awaitSettled(hostId, null);
                return;
            } catch (FaultException away) {
                LOG.log(Level.DEBUG, "{0} is not known to be reverted: {1}", machine, away.getMessage());
            }
            Thread.sleep(PAUSE);
        }
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

    /**
     * Begins to bring all to its end.
     *
     * @throws IOException when it cannot be read
     */
    void takeUp() throws IOException {
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
                    end("no clone of " + clone.source(), () -> errands.notCloned(clone));
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
    void close() {
        closed = true;
    }
}
