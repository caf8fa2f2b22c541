package dev.carafe.vsphere.vcenter.dataset;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.vsphere.vcenter.dataset.DataSetException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change of one machine's data sets in the making, which becomes one transaction. Used by one thread. */
final class Step {
    private final String machine;
    private final DataSetRecords records;
    private final Lineage before;
    private final Map<Bytes, Bytes> puts = new LinkedHashMap<>();
    private final Set<Bytes> deletes = new LinkedHashSet<>();
    private final Set<Bytes> prefixDeletes = new LinkedHashSet<>();
    private Lineage lineage;

    private Step(String machine, DataSetRecords records, Lineage before) {
        this.machine = machine;
        this.records = records;
        this.before = before;
        lineage = before;
    }

    /** Begins one that only says who holds what, of a machine of which nothing is to be known. */
    static Step of(String machine, DataSetRecords records) throws IOException {
        Lineage known = records.lineage(machine);
        return new Step(machine, records, known == null ? Lineage.NONE : known);
    }

    /** The same with the machine's snapshots. */
    static Step of(MachineFacts facts, DataSetRecords records) throws IOException {
        Step step = of(facts.id(), records);
        if (facts.snapshots() != null) {
            step.lineage = step.lineage.seeing(facts.snapshots().values());
        }
        return step;
    }

    /** Begins one that changes what the machine has: what others hold of it is left to them, and copied. */
    static Step changing(MachineFacts facts, DataSetRecords records) throws IOException {
        facts.requireChangeable();
        Step step = of(facts, records);
        if (step.lineage.isShared()) {
            step.branch();
        }
        return step;
    }

    private void branch() throws IOException {
        int from = lineage.now();
        lineage = lineage.branched();
        List<DataSet> all = new ArrayList<>();
        for (int state : lineage.states()) {
            all.addAll(records.setsOf(machine, state).values());
        }
        for (DataSet set : records.setsOf(machine, from).values()) {
            all.add(set);
            copy(set, from, machine, lineage.now());
            if (set.omitted()) { // nobody but the machine has it
                deleteSet(from, set.id());
            }
        }
        DataSetRules.requireRoomForStates(all);
    }

    /** Gives another machine, which has none, what may be in a clone of a state. */
    void copyTo(String clone, int state) throws IOException {
        puts.put(DataSetRecords.lineageKey(clone), Lineage.NONE.encode());
        for (DataSet set : records.setsOf(machine, state).values()) {
            if (!set.omitted()) {
                copy(set, state, clone, Lineage.NONE.now());
            }
        }
    }

    /** Deletes those of a state that are in no snapshot. */
    void deleteOmitted(int state) throws IOException {
        for (DataSet set : records.setsOf(machine, state).values()) {
            if (set.omitted()) {
                deleteSet(state, set.id());
            }
        }
    }

    private void copy(DataSet set, int from, String to, int state) {
        String id = set.id();
        puts.put(DataSetRecords.set(to, state, id), set.encode());
        records.entriesOf(machine, from, id)
                .forEach((key, value) -> puts.put(DataSetRecords.entry(to, state, id, key), value));
    }

    Lineage lineage() {
        return lineage;
    }

    void lineage(Lineage changed) {
        lineage = changed;
    }

    /** A data set that the machine has, also as this has changed it. */
    DataSet find(String id) throws IOException {
        Bytes copied = puts.get(DataSetRecords.set(machine, lineage.now(), id));
        DataSet found = copied == null ? records.find(machine, lineage.now(), id) : DataSet.decode(copied);
        if (found == null) {
            throw missing(id);
        }
        return found;
    }

    static DataSetException missing(String id) {
        return new DataSetException(Kind.NOT_FOUND, "The virtual machine has no data set '" + id + "'.");
    }

    /** All that the machine has before this, by id. */
    Map<String, DataSet> sets() throws IOException {
        return records.setsOf(machine, before.now());
    }

    @Nullable
    Bytes value(String id, String key) {
        Bytes copied = puts.get(DataSetRecords.entry(machine, lineage.now(), id, key));
        return copied == null ? records.value(machine, lineage.now(), id, key) : copied;
    }

    void put(DataSet set) {
        puts.put(DataSetRecords.set(machine, lineage.now(), set.id()), set.encode());
    }

    void put(String id, String key, Bytes value) {
        puts.put(DataSetRecords.entry(machine, lineage.now(), id, key), value);
    }

    void deleteEntry(String id, String key) {
        Bytes entry = DataSetRecords.entry(machine, lineage.now(), id, key);
        if (puts.remove(entry) == null) {
            deletes.add(entry);
        }
    }

    /** Deletes a data set of a state with all that is in it. */
    void deleteSet(int state, String id) {
        Bytes set = DataSetRecords.set(machine, state, id);
        if (puts.remove(set) == null) {
            deletes.add(set);
        }
        deleteAll(DataSetRecords.entries(machine, state, id));
    }

    private void deleteAll(Bytes prefix) {
        puts.keySet().removeIf(key -> key.startsWith(prefix));
        prefixDeletes.add(prefix);
    }

    /** As a transaction, with what is nobody's any more deleted; null when nothing changes. */
    @Nullable
    TxnRequest transaction() {
        List<Op> operations = new ArrayList<>(own());
        for (int state : before.states()) {
            if (!lineage.states().contains(state)) {
                Bytes sets = DataSetRecords.sets(machine, state);
                Bytes entries = DataSetRecords.stateEntries(machine, state);
                operations.removeIf(operation -> operation instanceof DeleteRangeRequest(Bytes key, Bytes _, boolean _)
                        && (key.startsWith(sets) || key.startsWith(entries)));
                operations.add(DeleteRangeRequest.prefix(sets));
                operations.add(DeleteRangeRequest.prefix(entries));
            }
        }
        return operations.isEmpty() ? null : new TxnRequest(List.of(), operations, List.of());
    }

    private List<Op> own() {
        List<Op> operations = new ArrayList<>();
        if (!lineage.equals(before) || !puts.isEmpty()) {
            puts.put(DataSetRecords.lineageKey(machine), lineage.encode());
        }
        puts.forEach((key, value) -> operations.add(PutRequest.of(key, value)));
        deletes.forEach(key -> operations.add(DeleteRangeRequest.of(key)));
        prefixDeletes.forEach(prefix -> operations.add(DeleteRangeRequest.prefix(prefix)));
        return operations;
    }

    /** How many bytes it writes, about. */
    long bytes() {
        return puts.entrySet().stream()
                .mapToLong(put -> put.getKey().length() + put.getValue().length())
                .sum();
    }
}
