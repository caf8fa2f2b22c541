package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.errors.StatusCause;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;
import dev.carafe.kubernetes.apimachinery.fieldpath.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fields that an apply would change and somebody else owns.
 *
 * @param by who owns them
 * @param version the version that the owner is said to write
 * @param fields the paths
 */
record Conflict(ManagerId by, String version, FieldSet fields) {
    /** What the client is told, with upstream's words. */
    static StatusError error(List<Conflict> conflicts) {
        Map<String, List<Path>> byManager = new TreeMap<>();
        List<StatusCause> causes = new ArrayList<>();
        for (Conflict conflict : conflicts) {
            String who = conflict.by().shown(conflict.version());
            List<Path> paths = byManager.computeIfAbsent(who, _ -> new ArrayList<>());
            conflict.fields().forEach(path -> {
                paths.add(path);
                causes.add(new StatusCause("FieldManagerConflict", "conflict with " + who, path.toString()));
            });
        }
        return StatusError.applyConflict(causes, message(byManager, causes.size()));
    }

    private static String message(Map<String, List<Path>> byManager, int count) {
        if (count == 1) {
            Map.Entry<String, List<Path>> only = byManager.entrySet().iterator().next();
            return "Apply failed with 1 conflict: conflict with " + only.getKey() + ": "
                    + only.getValue().getFirst();
        }
        List<String> lines = new ArrayList<>();
        byManager.forEach((who, paths) -> {
            lines.add("conflicts with " + who + ":");
            paths.forEach(path -> lines.add("- " + path));
        });
        return "Apply failed with " + count + " conflicts: " + String.join("\n", lines);
    }
}
