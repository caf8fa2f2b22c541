package dev.carafe.vsphere.vcenter.module;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.vsphere.vcenter.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The modules of a vCenter's clusters, in a store of {@code etcd}: one entry for each, as JSON, at {@code /vcenter/cluster-module/ID}. Safe
 * for all threads; reading takes no lock. Changes throw IOException when they cannot be kept.
 */
public final class ClusterModules {
    private static final String PREFIX = "/vcenter/cluster-module/";
    /** As many as one list shows. */
    private static final int MODULES_MAX = 4_000;

    private final Store store;
    private volatile Map<String, ClusterModule> modules;

    private ClusterModules(Store store, Map<String, ClusterModule> modules) {
        this.store = store;
        this.modules = modules;
    }

    /** @throws IOException when what was kept cannot be read */
    public static ClusterModules open(Store store) throws IOException {
        Map<String, ClusterModule> read = new LinkedHashMap<>();
        for (KeyValue entry :
                store.range(RangeRequest.prefix(Bytes.utf8(PREFIX))).kvs()) {
            ClusterModule module = decode(entry);
            read.put(module.id(), module);
        }
        return new ClusterModules(store, Collections.unmodifiableMap(read));
    }

    /** All of them as they are now. */
    public List<ClusterModule> all() {
        return List.copyOf(modules.values());
    }

    public Optional<ClusterModule> find(String id) {
        return Optional.ofNullable(modules.get(id));
    }

    /**
     * Makes one without machines.
     *
     * @param there whether a cluster is there: the modules of those that have gone go first
     * @return none when there are as many as there may be
     */
    public synchronized Optional<ClusterModule> create(String cluster, Predicate<String> there) throws IOException {
        Map<String, ClusterModule> after = new LinkedHashMap<>(modules);
        after.values().removeIf(module -> !there.test(module.cluster()));
        if (after.size() >= MODULES_MAX) {
            return Optional.empty();
        }
        ClusterModule made = new ClusterModule(UUID.randomUUID().toString(), cluster, Set.of());
        after.put(made.id(), made);
        keep(after);
        return Optional.of(made);
    }

    /**
     * Changes which machines are in one.
     *
     * @return whether there is such a module
     */
    public synchronized boolean change(String id, UnaryOperator<Set<String>> machines) throws IOException {
        ClusterModule before = modules.get(id);
        if (before == null) {
            return false;
        }
        Map<String, ClusterModule> after = new LinkedHashMap<>(modules);
        after.put(id, before.with(machines.apply(before.machines())));
        keep(after);
        return true;
    }

    /** @return whether there was such a module */
    public synchronized boolean delete(String id) throws IOException {
        Map<String, ClusterModule> after = new LinkedHashMap<>(modules);
        if (after.remove(id) == null) {
            return false;
        }
        keep(after);
        return true;
    }

    private void keep(Map<String, ClusterModule> after) throws IOException {
        List<Op> operations = new ArrayList<>();
        after.forEach((id, module) -> {
            if (!module.equals(modules.get(id))) {
                operations.add(PutRequest.of(key(id), encode(module)));
            }
        });
        modules.keySet().stream()
                .filter(id -> !after.containsKey(id))
                .forEach(id -> operations.add(DeleteRangeRequest.of(key(id))));
        if (!operations.isEmpty()) {
            try {
                store.txn(new TxnRequest(List.of(), operations, List.of()));
            } catch (EtcdException e) {
                throw new IOException("the modules of clusters cannot be written: " + e.getMessage(), e);
            }
        }
        modules = Collections.unmodifiableMap(after);
    }

    private static Bytes key(String id) {
        return Bytes.utf8(PREFIX + id);
    }

    private static Bytes encode(ClusterModule module) {
        return Bytes.copyOf(Json.encode(Map.of(
                "id", module.id(),
                "cluster", module.cluster(),
                "machines", List.copyOf(module.machines()))));
    }

    private static ClusterModule decode(KeyValue entry) throws IOException {
        if (Json.decode(entry.value().toByteArray()) instanceof Map<?, ?> fields
                && fields.get("id") instanceof String id
                && fields.get("cluster") instanceof String cluster
                && fields.get("machines") instanceof List<?> list) {
            Set<String> machines = new LinkedHashSet<>();
            list.forEach(machine -> machines.add(String.valueOf(machine)));
            return new ClusterModule(id, cluster, machines);
        }
        throw new IOException("the store's entry " + entry.key().toUtf8() + " is no module of a cluster");
    }
}
