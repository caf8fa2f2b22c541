package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManagerLicenseAssignment;
import dev.carafe.vsphere.vim.vim25.LicenseEntityNotFound;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.LicenseManagerLicenseInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of the licence keys the vCenter, each host and each cluster has. Who was assigned none has the evaluation licence. Each change
 * is in the store before it is seen. Safe for all threads.
 */
final class Licenses {
    /** What a licence is assigned to beside the vCenter itself; a host that is alone is licensed as a host. */
    private static final Set<String> LICENSED_TYPES = Set.of("HostSystem", "ClusterComputeResource");

    private final ManagedObjectReference<?> vcenter;
    private final Map<ManagedObjectReference<?>, String> ids = new LinkedHashMap<>();
    private final Kept keptAssignments;
    private final Function<ManagedObjectReference<?>, Optional<String>> names;
    private final Consumer<List<LicenseManagerLicenseInfo>> shown;
    /** Guarded by this. */
    private final LicenseKeys keys;
    /** By entity, those that were assigned one; guarded by this. */
    private final Map<ManagedObjectReference<?>, LicenseAssignmentManagerLicenseAssignment> assignments;

    /**
     * What was kept; who listens is not told of it.
     *
     * @param keeper under which the keys are kept
     * @param vcenter what stands for the vCenter itself
     * @param vcenterId what clients call it: its instance's UUID
     * @param names what entities are called now
     * @param shown is told the keys, with how many entities use each, when they are others
     * @throws IOException when what was kept cannot be read
     */
    Licenses(
            ManagedObjectReference<LicenseManager> keeper,
            ManagedObjectReference<?> vcenter,
            String vcenterId,
            Store store,
            Function<ManagedObjectReference<?>, Optional<String>> names,
            Consumer<List<LicenseManagerLicenseInfo>> shown)
            throws IOException {
        this.vcenter = vcenter;
        this.names = names;
        this.shown = shown;
        keys = new LicenseKeys(keeper, store);
        keptAssignments = new Kept(store, "license-assignments");
        assignments = new LinkedHashMap<>();
        keptAssignments
                .load(LicenseAssignmentManagerLicenseAssignment.class)
                .forEach((entity, items) -> assignments.put(entity, items.getFirst()));
        ids.put(vcenter, vcenterId);
    }

    /** The keys, each with how many entities use it. */
    synchronized List<LicenseManagerLicenseInfo> keys() {
        Map<String, Integer> used = new HashMap<>();
        ids.keySet().forEach(entity -> used.merge(keyOf(entity), 1, Integer::sum));
        return keys.all().stream()
                .map(license -> license.toBuilder()
                        .used(used.getOrDefault(license.licenseKey(), 0))
                        .build())
                .toList();
    }

    private LicenseManagerLicenseInfo counted(LicenseManagerLicenseInfo license) {
        return license.toBuilder().used(used(license.licenseKey())).build();
    }

    private int used(String key) {
        return (int) ids.keySet().stream()
                .filter(entity -> keyOf(entity).equals(key))
                .count();
    }

    private String keyOf(ManagedObjectReference<?> entity) {
        LicenseAssignmentManagerLicenseAssignment assigned = assignments.get(entity);
        return (assigned == null ? LicenseKeys.EVALUATION : assigned.assignedLicense()).licenseKey();
    }

    /** @throws FaultException InvalidArgument when there is no such licence */
    synchronized LicenseManagerLicenseInfo require(String key) {
        return counted(keys.require(key));
    }

    /** What a key is for, known or not: every key is as good as any other. */
    synchronized LicenseManagerLicenseInfo decode(String key) {
        return counted(keys.decode(key));
    }

    /** Adds a key; one that is there stays as it is. */
    synchronized LicenseManagerLicenseInfo add(String key, List<KeyValue> labels) {
        Optional<LicenseManagerLicenseInfo> known = keys.find(key);
        if (known.isPresent()) {
            return counted(known.get());
        }
        LicenseManagerLicenseInfo added = keys.add(key, labels);
        shown.accept(keys());
        return counted(added);
    }

    /**
     * Removes a key.
     *
     * @throws FaultException InvalidArgument while something uses it
     */
    synchronized void remove(String key) {
        if (keys.find(key).isEmpty()) {
            return; // as upstream: what is to be is so
        }
        int used = used(key);
        if (used > 0) {
            throw LicenseKeys.refused("licenseKey", "The licence " + key + " is in use (" + used + ").");
        }
        keys.remove(key);
        shown.accept(keys());
    }

    /** Sets all of a key's labels. */
    synchronized LicenseManagerLicenseInfo label(String key, List<KeyValue> labels) {
        LicenseManagerLicenseInfo after = counted(keys.label(key, labels));
        shown.accept(keys());
        return after;
    }

    /** What the vCenter, hosts and clusters have, or one of them; nothing for an id of nobody. */
    synchronized List<LicenseAssignmentManagerLicenseAssignment> assigned(@Nullable String entityId) {
        Map<String, LicenseManagerLicenseInfo> byKey = new HashMap<>();
        keys().forEach(license -> byKey.put(license.licenseKey(), license));
        List<LicenseAssignmentManagerLicenseAssignment> found = new ArrayList<>();
        ids.forEach((entity, id) -> {
            if (entityId == null || entityId.isEmpty() || entityId.equals(id)) {
                found.add(assignment(entity, id, byKey.getOrDefault(keyOf(entity), LicenseKeys.EVALUATION)));
            }
        });
        return List.copyOf(found);
    }

    private LicenseAssignmentManagerLicenseAssignment assignment(
            ManagedObjectReference<?> entity, String id, LicenseManagerLicenseInfo license) {
        LicenseAssignmentManagerLicenseAssignment own = assignments.get(entity);
        String name = own == null ? null : own.entityDisplayName();
        return LicenseAssignmentManagerLicenseAssignment.builder()
                .entityId(id)
                .scope(entity.equals(vcenter) ? null : ids.get(vcenter))
                .entityDisplayName(name == null ? names.apply(entity).orElse(null) : name)
                .assignedLicense(license)
                .build();
    }

    /**
     * Gives an entity a key that was added, and another name in the list of assignments where one is given.
     *
     * @throws FaultException InvalidArgument when there is no such key, LicenseEntityNotFound for an id of nobody
     */
    synchronized LicenseManagerLicenseInfo assign(String entityId, String key, @Nullable String name) {
        ManagedObjectReference<?> entity = entity(entityId);
        LicenseManagerLicenseInfo license = require(key);
        if (name != null && name.length() > LicenseKeys.TEXT_MAX) {
            throw LicenseKeys.refused(
                    "entityDisplayName", "A name has at most " + LicenseKeys.TEXT_MAX + " characters.");
        }
        LicenseAssignmentManagerLicenseAssignment before = assignments.get(entity);
        String called = name == null || name.isEmpty() ? (before == null ? null : before.entityDisplayName()) : name;
        LicenseAssignmentManagerLicenseAssignment after = LicenseAssignmentManagerLicenseAssignment.builder()
                .entityId(entityId)
                .entityDisplayName(called)
                .assignedLicense(license)
                .build();
        keptAssignments.save(entity, List.of(after));
        assignments.put(entity, after);
        shown.accept(keys());
        return counted(license);
    }

    /**
     * Takes an entity's key away: it has the evaluation licence again.
     *
     * @throws FaultException LicenseEntityNotFound for an id of nobody
     */
    synchronized void unassign(String entityId) {
        ManagedObjectReference<?> entity = entity(entityId);
        if (assignments.containsKey(entity)) {
            keptAssignments.save(entity, List.of());
            assignments.remove(entity);
            shown.accept(keys());
        }
    }

    private ManagedObjectReference<?> entity(String id) {
        return ids.entrySet().stream()
                .filter(each -> each.getValue().equals(id))
                .findFirst()
                .orElseThrow(() -> LicenseEntityNotFound.builder()
                        .entityId(id)
                        .build()
                        .exception("There is no entity " + id + " that a licence can be assigned to."))
                .getKey();
    }

    /** Licenses entities that came, and forgets what those had that went. */
    synchronized void changed(List<ManagedObjectReference<?>> came, List<ManagedObjectReference<?>> went) {
        boolean others = false;
        for (ManagedObjectReference<?> entity : came) {
            others |= LICENSED_TYPES.contains(entity.type()) && ids.put(entity, entity.value()) == null;
        }
        for (ManagedObjectReference<?> entity : went) {
            others |= ids.remove(entity) != null;
            if (assignments.containsKey(entity)) {
                keptAssignments.save(entity, List.of());
                assignments.remove(entity);
            }
        }
        if (others) {
            shown.accept(keys());
        }
    }
}
