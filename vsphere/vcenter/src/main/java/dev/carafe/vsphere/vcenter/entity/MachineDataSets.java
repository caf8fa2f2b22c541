package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.dataset.DataSetErrands;
import dev.carafe.vsphere.vcenter.dataset.DataSetErrands.Clone;
import dev.carafe.vsphere.vcenter.dataset.DataSetErrands.Revert;
import dev.carafe.vsphere.vcenter.dataset.DataSets;
import dev.carafe.vsphere.vcenter.dataset.MachineFacts;
import dev.carafe.vsphere.vcenter.host.FollowedCalls;
import dev.carafe.vsphere.vcenter.host.HostChange;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotProperties;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Has the data sets of machines go with what is done to these: clones get theirs, a machine that is reverted those of its snapshot, and one
 * that leaves the inventory has none. What an earlier vCenter began it brings to its end. Safe for all threads.
 */
public final class MachineDataSets implements FollowedCalls, AutoCloseable {
    private final VCenter vcenter;
    private final DataSets sets;
    private final DataSetErrands errands;
    private final DataSetsLeft left;

    public MachineDataSets(VCenter vcenter, DataSets sets) {
        this.vcenter = vcenter;
        this.sets = sets;
        errands = new DataSetErrands(sets);
        left = new DataSetsLeft(vcenter, errands);
    }

    private static FaultException unwritten(IOException e) {
        return SystemError.builder()
                .reason("not written")
                .build()
                .exception("A general system error occurred: " + e.getMessage());
    }

    // Machines that leave

    /** They are in the inventory no longer. */
    public void gone(Collection<String> machines) {
        DataSetsLeft.end("a machine that has gone", () -> sets.forget(machines)); // else the next start sees to it
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
        MachineFacts facts = left.facts(source);
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
        DataSetsLeft.end("the clone of " + clone.source(), () -> errands.notCloned(clone));
    }

    // Reverted machines

    @Override
    public @Nullable Followed asked(String hostId, ManagedObjectReference<?> object, ManagedMethod method) {
        String machine;
        String snapshot;
        switch (method.wsdlName()) {
            case "RevertToCurrentSnapshot_Task" -> {
                machine = object.value();
                MachineFacts facts = left.facts(machine);
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
        MachineFacts facts = left.facts(machine);
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
            DataSetsLeft.end(revert.machine(), () -> revert = errands.begun(revert, task.value()));
        }

        @Override
        public void done() {
            DataSetsLeft.end(revert.machine(), () -> errands.reverted(revert));
        }

        @Override
        public void failed(FaultException why) {
            if (HostChange.stays(why)) {
                DataSetsLeft.end(revert.machine(), () -> errands.notReverted(revert));
            } else {
                left.decideLater(hostId, revert);
            }
        }
    }

    /**
     * Takes up what an earlier vCenter left; the inventory is open, and its hosts are being connected.
     *
     * @throws IOException when it cannot be read
     */
    public void takeUp() throws IOException {
        sets.retain(machine -> vcenter.inventory().read(all -> all.get(machine) instanceof Entity.VirtualMachine));
        left.takeUp();
    }

    /** Leaves what has not ended to the next server. */
    @Override
    public void close() {
        left.close();
    }
}
