package dev.carafe.vsphere.vcenter.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of data sets by what hosts are asked for: clones get copies, and a machine that is reverted what it had at the snapshot. Which
 * state that is gets noted in the store before the host is asked, so that a vCenter which is started again can bring it to its end. Safe for
 * all threads; errors as {@link DataSets}.
 */
public final class DataSetErrands {
    private static final String CLONE = "clone";
    private static final String REVERT = "revert";
    /** In place of the key of no snapshot. */
    private static final String NONE = "-";

    private final DataSets sets;
    private final DataSetRecords records;

    public DataSetErrands(DataSets sets) {
        this.sets = sets;
        records = sets.records();
    }

    /**
     * A machine that is being cloned.
     *
     * @param task the key of vCenter's task
     */
    public record Clone(String source, String task) {
        private String holder() {
            return CLONE + "/" + task;
        }
    }

    /**
     * A machine that is being reverted.
     *
     * @param note which time it is
     * @param before the key of the snapshot that it stood on
     * @param target the key of the one that it is reverted to
     * @param task the key of vCenter's task; null before there is one
     */
    public record Revert(
            String machine,
            String note,
            String before,
            String target,
            @Nullable String task) {
        private String holder() {
            return REVERT + "/" + String.join(";", note, before, target, task == null ? "" : task);
        }

        private static Revert of(String machine, String text) throws IOException {
            String[] parts = text.split(";", -1);
            if (parts.length != 4) {
                throw new IOException("a state of data sets that " + text + " holds");
            }
            return new Revert(machine, parts[0], parts[1], parts[2], parts[3].isEmpty() ? null : parts[3]);
        }

        /** Whether the machine was reverted for certain, by where it stands now. */
        public boolean isSeen(MachineFacts now) {
            return !before.equals(target) && target.equals(now.key(now.current()));
        }
    }

    /**
     * Notes that a machine is about to be cloned.
     *
     * @param snapshot the reference of the snapshot that is cloned; null for the machine as it is
     * @return null when there is nothing to be copied
     */
    public @Nullable Clone cloning(MachineFacts source, @Nullable String snapshot, String task) throws IOException {
        synchronized (sets) {
            Step step = Step.of(source, records);
            Integer of = snapshot == null ? (Integer) step.lineage().now() : stateOf(source, snapshot, step.lineage());
            if (of == null || records.setsOf(source.id(), of).values().stream().allMatch(DataSet::omitted)) {
                return null;
            }
            Clone clone = new Clone(source.id(), task);
            step.lineage(step.lineage().with(clone.holder(), of));
            sets.write(step);
            return clone;
        }
    }

    private static @Nullable Integer stateOf(MachineFacts machine, @Nullable String snapshot, Lineage lineage) {
        String key = machine.key(snapshot);
        return key == null ? null : lineage.of(Lineage.snapshot(key));
    }

    /** The clone is there. */
    public void cloned(Clone clone, String made) throws IOException {
        synchronized (sets) {
            Step step = Step.of(clone.source(), records);
            Integer state = step.lineage().of(clone.holder());
            if (state != null) {
                if (records.lineage(made) == null) {
                    step.copyTo(made, state);
                }
                step.lineage(step.lineage().without(clone.holder()));
                sets.write(step);
            }
        }
    }

    /** No clone was made. */
    public void notCloned(Clone clone) throws IOException {
        drop(clone.source(), clone.holder());
    }

    private void drop(String machine, String holder) throws IOException {
        synchronized (sets) {
            Step step = Step.of(machine, records);
            step.lineage(step.lineage().without(holder));
            sets.write(step);
        }
    }

    /**
     * Notes that a machine is about to be reverted.
     *
     * @param snapshot the reference of the snapshot
     * @return null when the machine never had data sets, or has no such snapshot
     */
    public @Nullable Revert reverting(MachineFacts machine, @Nullable String snapshot) throws IOException {
        synchronized (sets) {
            if (records.lineage(machine.id()) == null) {
                return null;
            }
            Step step = Step.of(machine, records);
            String target = machine.key(snapshot);
            Integer state = stateOf(machine, snapshot, step.lineage());
            if (target == null || state == null) {
                return null;
            }
            String before = machine.key(machine.current());
            Revert revert = new Revert(
                    machine.id(), UUID.randomUUID().toString(), before == null ? NONE : before, target, null);
            step.lineage(step.lineage().with(revert.holder(), state));
            sets.write(step);
            return revert;
        }
    }

    /** The host is at it, and vCenter's task says how it ends. */
    public Revert begun(Revert revert, String task) throws IOException {
        synchronized (sets) {
            Step step = Step.of(revert.machine(), records);
            Integer state = step.lineage().of(revert.holder());
            Revert begun = new Revert(revert.machine(), revert.note(), revert.before(), revert.target(), task);
            if (state != null) {
                step.lineage(step.lineage().without(revert.holder()).with(begun.holder(), state));
                sets.write(step);
            }
            return begun;
        }
    }

    /** The machine is as it was at the snapshot: so are its data sets, but for those that are in no snapshot, which are gone. */
    public void reverted(Revert revert) throws IOException {
        synchronized (sets) {
            Step step = Step.of(revert.machine(), records);
            Integer state = step.lineage().of(revert.holder());
            if (state != null) {
                step.deleteOmitted(state);
                step.lineage(step.lineage().withNow(state).without(revert.holder()));
                sets.write(step);
            }
        }
    }

    /** The machine was not reverted. */
    public void notReverted(Revert revert) throws IOException {
        drop(revert.machine(), revert.holder());
    }

    /** What an earlier vCenter left. */
    public record Left(List<Clone> clones, List<Revert> reverts) {}

    public Left left() throws IOException {
        synchronized (sets) {
            List<Clone> clones = new ArrayList<>();
            List<Revert> reverts = new ArrayList<>();
            for (Map.Entry<String, Lineage> machine : records.lineages().entrySet()) {
                machine.getValue().holders(CLONE).forEach(task -> clones.add(new Clone(machine.getKey(), task)));
                for (String revert : machine.getValue().holders(REVERT)) {
                    reverts.add(Revert.of(machine.getKey(), revert));
                }
            }
            return new Left(clones, reverts);
        }
    }
}
