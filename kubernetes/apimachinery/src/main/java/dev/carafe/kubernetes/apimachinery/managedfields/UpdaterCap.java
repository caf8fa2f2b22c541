package dev.carafe.kubernetes.apimachinery.managedfields;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bounds how many updaters an object remembers: the oldest ones of a version become one. */
final class UpdaterCap {
    private static final int UPDATERS_MAX = 10;
    private static final String OLD_UPDATERS = "ancient-changes";

    private UpdaterCap() {}

    static void apply(ManagedFields managed) {
        List<ManagerId> updaters = new ArrayList<>();
        managed.sets().keySet().stream().filter(id -> !id.applied()).forEach(updaters::add);
        int count = updaters.size();
        if (count <= UPDATERS_MAX) {
            return;
        }
        updaters.sort(Comparator.comparing((ManagerId id) -> time(managed, id))
                .thenComparing(ManagerId::manager)
                .thenComparing(ManagerId::subresource));
        Map<String, ManagerId> first = new HashMap<>();
        for (int i = 0; i < updaters.size() && count > UPDATERS_MAX; i++) {
            ManagerId id = updaters.get(i);
            ManagerId other = first.putIfAbsent(id.apiVersion(), id);
            if (other != null) {
                join(managed, ManagerId.updater(OLD_UPDATERS, id.apiVersion(), ""), other, id);
                count--;
            }
        }
    }

    private static String time(ManagedFields managed, ManagerId id) {
        return managed.get(id).map(OwnedSet::time).orElse("");
    }

    /** Puts what an updater owns into the bucket, which begins as the oldest one of its version. */
    private static void join(ManagedFields managed, ManagerId bucket, ManagerId oldest, ManagerId id) {
        if (managed.get(bucket).isEmpty()) {
            Optional.ofNullable(managed.sets().remove(oldest)).ifPresent(owned -> managed.put(bucket, owned));
        }
        if (id.equals(bucket)) {
            return;
        }
        Optional.ofNullable(managed.sets().remove(id))
                .ifPresent(owned -> managed.put(
                        bucket,
                        new OwnedSet(
                                owned.fields().union(managed.fieldsOf(bucket)), owned.apiVersion(), owned.time())));
    }
}
