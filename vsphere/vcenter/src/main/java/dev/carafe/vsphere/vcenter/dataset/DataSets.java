package dev.carafe.vsphere.vcenter.dataset;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.vsphere.vcenter.dataset.DataSetException.Kind;
import dev.carafe.vsphere.vcenter.store.History;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The data sets of all machines. Safe for all threads. What is refused throws {@link DataSetException}; what cannot be kept throws
 * IOException, and then nothing has changed.
 */
public final class DataSets {
    /** After writing so much, what was before is given up. */
    private static final long GIVE_UP_BYTES = 32 << 20;

    private static final System.Logger LOG = System.getLogger(DataSets.class.getName());

    private final Store store;
    private final DataSetRecords records;
    /** Since the past was given up last; guarded by this. */
    private long written;

    public DataSets(Store store) {
        this.store = store;
        records = new DataSetRecords(store);
    }

    /** Of which machines there may be some. */
    public synchronized Collection<String> machines() throws IOException {
        return records.lineages().keySet();
    }

    /** Those of a machine. */
    public synchronized List<DataSet> list(String machine) throws IOException {
        return List.copyOf(records.setsOf(machine, now(machine)).values());
    }

    public synchronized DataSet find(String machine, String id) throws IOException {
        DataSet found = records.find(machine, now(machine), id);
        if (found == null) {
            throw Step.missing(id);
        }
        return found;
    }

    /** The keys of a data set's entries. */
    public synchronized List<String> keys(String machine, String id) throws IOException {
        DataSetRules.requireReadable(find(machine, id));
        return records.keys(machine, now(machine), id);
    }

    public synchronized String value(String machine, String id, String key) throws IOException {
        DataSetRules.requireReadable(find(machine, id));
        Bytes value = records.value(machine, now(machine), id, key);
        if (value == null) {
            throw noEntry(id, key);
        }
        return value.toUtf8();
    }

    private int now(String machine) throws IOException {
        Lineage lineage = records.lineage(machine);
        return lineage == null ? Lineage.NONE.now() : lineage.now();
    }

    private static DataSetException noEntry(String id, String key) {
        return new DataSetException(
                Kind.NOT_FOUND, "The data set '" + id + "' has no entry with the key '" + key + "'.");
    }

    /**
     * Makes one without entries.
     *
     * @return its identifier
     */
    public synchronized String create(
            MachineFacts machine, String name, String description, Access host, Access guest, boolean omitted)
            throws IOException {
        DataSetRules.requireName(name);
        DataSetRules.requireDescription(description);
        Step step = Step.changing(machine, records);
        DataSet made = new DataSet(name, description, host, guest, omitted, 0, 0);
        if (step.sets().containsKey(made.id())) {
            throw new DataSetException(
                    Kind.ALREADY_EXISTS, "The virtual machine has a data set '" + name + "' already.");
        }
        put(step, made);
        return made.id();
    }

    /** Changes what is not null. */
    public synchronized void update(
            MachineFacts machine,
            String id,
            @Nullable String description,
            @Nullable Access host,
            @Nullable Access guest,
            @Nullable Boolean omitted)
            throws IOException {
        if (description != null) {
            DataSetRules.requireDescription(description);
        }
        Step step = Step.changing(machine, records);
        put(step, step.find(id).with(description, host, guest, omitted));
    }

    /** @param force also when it has entries */
    public synchronized void delete(MachineFacts machine, String id, boolean force) throws IOException {
        Step step = Step.changing(machine, records);
        if (step.find(id).entries() > 0 && !force) {
            throw new DataSetException(
                    Kind.RESOURCE_IN_USE, "The data set '" + id + "' has entries; say force to delete them too.");
        }
        step.deleteSet(step.lineage().now(), id);
        write(step);
    }

    /** Sets the value of a key, new or not. */
    public synchronized void set(MachineFacts machine, String id, String key, String value) throws IOException {
        Step step = Step.changing(machine, records);
        DataSet set = step.find(id);
        DataSetRules.requireWritable(set);
        DataSetRules.requireEntry(key, value);
        Bytes before = step.value(id, key);
        Bytes after = Bytes.utf8(value);
        step.put(id, key, after);
        put(
                step,
                before == null
                        ? set.grown(DataSetRules.bytes(key) + after.length(), 1)
                        : set.grown(after.length() - before.length(), 0));
    }

    public synchronized void remove(MachineFacts machine, String id, String key) throws IOException {
        Step step = Step.changing(machine, records);
        DataSet set = step.find(id);
        DataSetRules.requireWritable(set);
        Bytes before = step.value(id, key);
        if (before == null) {
            throw noEntry(id, key);
        }
        step.deleteEntry(id, key);
        put(step, set.grown(-DataSetRules.bytes(key) - before.length(), -1));
    }

    private void put(Step step, DataSet set) throws IOException {
        Map<String, DataSet> all = step.sets();
        DataSet before = all.put(set.id(), set);
        if (before == null || before.used() < set.used() || before.entries() < set.entries()) {
            DataSetRules.requireRoom(all.values());
        }
        step.put(set);
        write(step);
    }

    /** Forgets machines with all that they had. */
    public synchronized void forget(Collection<String> machines) throws IOException {
        List<Op> operations = new ArrayList<>();
        for (String machine : machines) {
            if (records.lineage(machine) != null) {
                operations.add(DeleteRangeRequest.prefix(DataSetRecords.machine(machine)));
            }
        }
        if (!operations.isEmpty()) {
            write(new TxnRequest(List.of(), operations, List.of()), 0);
        }
    }

    /** Forgets the machines that went while nobody was there to see it. */
    public synchronized void retain(Predicate<String> there) throws IOException {
        forget(machines().stream().filter(machine -> !there.test(machine)).toList());
    }

    /** Makes a change; whoever began it has held this object's lock since. */
    synchronized void write(Step step) throws IOException {
        TxnRequest transaction = step.transaction();
        if (transaction != null) {
            write(transaction, step.bytes());
        }
    }

    DataSetRecords records() {
        return records;
    }

    private void write(TxnRequest transaction, long bytes) throws IOException {
        long revision;
        try {
            revision = store.txn(transaction).revision();
        } catch (EtcdException e) {
            throw new IOException("data sets cannot be written: " + e.getMessage(), e);
        }
        written += bytes;
        if (written > GIVE_UP_BYTES) {
            written = 0;
            try {
                History.giveUp(store, revision);
            } catch (EtcdException e) { // the change is made all the same
                LOG.log(Level.WARNING, "what data sets were before could not be given up", e);
            }
        }
    }
}
