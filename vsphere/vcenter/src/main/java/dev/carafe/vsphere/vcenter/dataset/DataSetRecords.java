package dev.carafe.vsphere.vcenter.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the data sets of machines are kept in the store, below {@code /vcenter/data-set/MACHINE/}:
 *
 * <pre>
 * lineage                   {@link Lineage}, JSON; of every machine that ever had data sets
 * set/STATE/ID              {@link DataSet}, JSON
 * entry/STATE/ID/KEY        the value; the key may be any text
 * </pre>
 */
record DataSetRecords(Store store) {
    private static final String ALL = "/vcenter/data-set/";

    static Bytes machine(String machine) {
        return Bytes.utf8(ALL + machine + "/");
    }

    static Bytes lineageKey(String machine) {
        return Bytes.utf8(ALL + machine + "/lineage");
    }

    static Bytes sets(String machine, int state) {
        return Bytes.utf8(ALL + machine + "/set/" + state + "/");
    }

    static Bytes set(String machine, int state, String id) {
        return Bytes.utf8(ALL + machine + "/set/" + state + "/" + id);
    }

    static Bytes stateEntries(String machine, int state) {
        return Bytes.utf8(ALL + machine + "/entry/" + state + "/");
    }

    static Bytes entries(String machine, int state, String id) {
        return Bytes.utf8(ALL + machine + "/entry/" + state + "/" + id + "/");
    }

    static Bytes entry(String machine, int state, String id, String key) {
        return entries(machine, state, id).concat(Bytes.utf8(key));
    }

    /** All machines that ever had data sets, with what is kept for whom. */
    Map<String, Lineage> lineages() throws IOException {
        Map<String, Lineage> found = new LinkedHashMap<>();
        for (KeyValue pair : in(Bytes.utf8(ALL), true)) {
            String key = pair.key().toUtf8().substring(ALL.length());
            String machine = key.substring(0, key.indexOf('/'));
            if (!found.containsKey(machine)) {
                Lineage lineage = lineage(machine);
                found.put(machine, lineage == null ? Lineage.NONE : lineage);
            }
        }
        return found;
    }

    /** Null of a machine that never had any. */
    @Nullable
    Lineage lineage(String machine) throws IOException {
        KeyValue found = store.get(lineageKey(machine));
        return found == null ? null : Lineage.decode(found.value());
    }

    /** The data sets of a state by their ids. */
    Map<String, DataSet> setsOf(String machine, int state) throws IOException {
        Map<String, DataSet> found = new LinkedHashMap<>();
        for (KeyValue pair : in(sets(machine, state), false)) {
            DataSet set = DataSet.decode(pair.value());
            found.put(set.id(), set);
        }
        return found;
    }

    @Nullable
    DataSet find(String machine, int state, String id) throws IOException {
        KeyValue found = store.get(set(machine, state, id));
        return found == null ? null : DataSet.decode(found.value());
    }

    /** The keys of a data set's entries, in the order of their bytes. */
    List<String> keys(String machine, int state, String id) {
        Bytes prefix = entries(machine, state, id);
        return in(prefix, true).stream().map(pair -> keyIn(prefix, pair.key())).toList();
    }

    private static String keyIn(Bytes prefix, Bytes key) {
        byte[] all = key.toByteArray();
        return new String(all, prefix.length(), all.length - prefix.length(), UTF_8);
    }

    /** The entries of a data set by their keys. */
    Map<String, Bytes> entriesOf(String machine, int state, String id) {
        Bytes prefix = entries(machine, state, id);
        Map<String, Bytes> found = new LinkedHashMap<>();
        in(prefix, false).forEach(pair -> found.put(keyIn(prefix, pair.key()), pair.value()));
        return found;
    }

    @Nullable
    Bytes value(String machine, int state, String id, String key) {
        KeyValue found = store.get(entry(machine, state, id, key));
        return found == null ? null : found.value();
    }

    private List<KeyValue> in(Bytes prefix, boolean keysOnly) {
        return store.range(RangeRequest.prefix(prefix).withKeysOnly(keysOnly)).kvs();
    }
}
