package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
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
 * The licence keys that there are, and which of them the vCenter, each host and each cluster has. Who was assigned none has the
 * evaluation licence, which is always there. Each change is in the store before it is seen. Safe for all threads.
 */
final class Licenses {
    static final LicenseManagerLicenseInfo EVALUATION = LicenseManagerLicenseInfo.builder()
            .licenseKey("00000-00000-00000-00000-00000")
            .editionKey("eval")
            .name("Evaluation Mode")
            .total(0)
            .costUnit("")
            .build();

    /** What a licence is assigned to beside the vCenter itself; a host that is alone is licensed as a host. */
    private static final Set<String> LICENSED_TYPES = Set.of("HostSystem", "ClusterComputeResource");

    private static final int LICENSES_MAX = 1_000;
    private static final int LABELS_MAX = 1_000;
    private static final int TEXT_MAX = 256;

    private final ManagedObjectReference<LicenseManager> keeper;
    private final ManagedObjectReference<?> vcenter;
    private final Map<ManagedObjectReference<?>, String> ids = new LinkedHashMap<>();
    private final Kept keptKeys;
    private final Kept keptAssignments;
    private final Function<ManagedObjectReference<?>, Optional<String>> names;
    private final Consumer<List<LicenseManagerLicenseInfo>> shown;
    /** Guarded by this. */
    private List<LicenseManagerLicenseInfo> keys;
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
        this.keeper = keeper;
        this.vcenter = vcenter;
        this.names = names;
        this.shown = shown;
        keptKeys = new Kept(store, "licenses");
        keptAssignments = new Kept(store, "license-assignments");
        keys = keptKeys.load(LicenseManagerLicenseInfo.class).getOrDefault(keeper, List.of());
        if (keys.stream().noneMatch(Licenses::isEvaluation)) {
            keys = with(keys, EVALUATION);
        }
        assignments = new LinkedHashMap<>();
        keptAssignments
                .load(LicenseAssignmentManagerLicenseAssignment.class)
                .forEach((entity, items) -> assignments.put(entity, items.getFirst()));
        ids.put(vcenter, vcenterId);
    }

    private static boolean isEvaluation(LicenseManagerLicenseInfo license) {
        return license.licenseKey().equals(EVALUATION.licenseKey());
    }

    /** The keys, each with how many entities use it. */
    synchronized List<LicenseManagerLicenseInfo> keys() {
        Map<String, Integer> used = new LinkedHashMap<>();
        ids.keySet().forEach(entity -> used.merge(keyOf(entity), 1, Integer::sum));
        return keys.stream()
                .map(license -> license.toBuilder()
                        .used(used.getOrDefault(license.licenseKey(), 0))
                        .build())
                .toList();
    }

    private String keyOf(ManagedObjectReference<?> entity) {
        LicenseAssignmentManagerLicenseAssignment assigned = assignments.get(entity);
        return (assigned == null ? EVALUATION : assigned.assignedLicense()).licenseKey();
    }

    private Optional<LicenseManagerLicenseInfo> find(String key) {
        return keys().stream()
                .filter(license -> license.licenseKey().equals(key))
                .findFirst();
    }

    /** @throws FaultException InvalidArgument when there is no such licence */
    synchronized LicenseManagerLicenseInfo require(String key) {
        return find(key).orElseThrow(() -> refused("licenseKey", "There is no licence " + key + "."));
    }

    /** What a key is for, known or not: every key is as good as any other. */
    synchronized LicenseManagerLicenseInfo decode(String key) {
        return find(key).orElseGet(() -> {
            requireText("licenseKey", key);
            return EVALUATION.toBuilder()
                    .licenseKey(key)
                    .editionKey("vc.standard")
                    .name("Licence of a tool")
                    .used(0)
                    .build();
        });
    }

    /** Adds a key; one that is there stays as it is. */
    synchronized LicenseManagerLicenseInfo add(String key, List<KeyValue> labels) {
        Optional<LicenseManagerLicenseInfo> known = find(key);
        if (known.isPresent()) {
            return known.get();
        }
        if (keys.size() >= LICENSES_MAX) {
            throw refused("licenseKey", "There are " + LICENSES_MAX + " licences already.");
        }
        requireLabels(labels);
        LicenseManagerLicenseInfo added = decode(key).toBuilder().labels(labels).build();
        become(with(keys, added));
        return added;
    }

    /**
     * Removes a key.
     *
     * @throws FaultException InvalidArgument while something uses it
     */
    synchronized void remove(String key) {
        Optional<LicenseManagerLicenseInfo> known = find(key);
        if (known.isEmpty()) {
            return; // as upstream: what is to be is so
        }
        int used = known.get().used() == null ? 0 : known.get().used();
        if (used > 0) {
            throw refused("licenseKey", "The licence " + key + " is in use (" + used + ").");
        }
        if (!isEvaluation(known.get())) {
            become(keys.stream()
                    .filter(license -> !license.licenseKey().equals(key))
                    .toList());
        }
    }

    /** Sets all of a key's labels. */
    synchronized LicenseManagerLicenseInfo label(String key, List<KeyValue> labels) {
        LicenseManagerLicenseInfo known = require(key);
        requireLabels(labels);
        LicenseManagerLicenseInfo after = known.toBuilder().labels(labels).build();
        become(keys.stream()
                .map(license -> license.licenseKey().equals(key) ? after : license)
                .toList());
        return after;
    }

    /** What the vCenter, hosts and clusters have, or one of them; nothing for an id of nobody. */
    synchronized List<LicenseAssignmentManagerLicenseAssignment> assigned(@Nullable String entityId) {
        Map<String, LicenseManagerLicenseInfo> byKey = new HashMap<>();
        keys().forEach(license -> byKey.put(license.licenseKey(), license));
        List<LicenseAssignmentManagerLicenseAssignment> found = new ArrayList<>();
        ids.forEach((entity, id) -> {
            if (entityId == null || entityId.isEmpty() || entityId.equals(id)) {
                found.add(assignment(entity, id, byKey.getOrDefault(keyOf(entity), EVALUATION)));
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
        if (name != null && name.length() > TEXT_MAX) {
            throw refused("entityDisplayName", "A name has at most " + TEXT_MAX + " characters.");
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
        return find(key).orElse(license);
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

    private void become(List<LicenseManagerLicenseInfo> after) {
        keptKeys.save(keeper, after);
        keys = after;
        shown.accept(keys());
    }

    private static List<LicenseManagerLicenseInfo> with(
            List<LicenseManagerLicenseInfo> keys, LicenseManagerLicenseInfo added) {
        List<LicenseManagerLicenseInfo> more = new ArrayList<>(keys);
        more.add(added);
        return List.copyOf(more);
    }

    private static void requireLabels(List<KeyValue> labels) {
        if (labels.size() > LABELS_MAX) {
            throw refused("labels", "A licence has at most " + LABELS_MAX + " labels.");
        }
        for (KeyValue label : labels) {
            requireText("labelKey", label.key());
            if (label.value().length() > TEXT_MAX) {
                throw refused("labelValue", "A label's value has at most " + TEXT_MAX + " characters.");
            }
        }
    }

    private static void requireText(String argument, String text) {
        if (text.isBlank() || text.length() > TEXT_MAX) {
            throw refused(argument, argument + " must have 1 to " + TEXT_MAX + " characters.");
        }
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
