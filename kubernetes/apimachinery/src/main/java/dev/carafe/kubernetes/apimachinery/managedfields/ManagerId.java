package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.value.Quoted;

/**
 * Who changed fields, and how; every combination owns its own set.
 *
 * @param manager its name
 * @param applied whether it applies configurations rather than updating objects
 * @param apiVersion the version it wrote; empty for an applier, which is one whatever version it writes
 * @param subresource the part of the object it wrote through, empty for the object itself
 */
record ManagerId(String manager, boolean applied, String apiVersion, String subresource) {
    static ManagerId applier(String manager, String subresource) {
        return new ManagerId(manager, true, "", subresource);
    }

    static ManagerId updater(String manager, String apiVersion, String subresource) {
        return new ManagerId(manager, false, apiVersion, subresource);
    }

    /** As conflicts name it. */
    String shown(String version) {
        String who = Quoted.of(manager);
        if (!subresource.isEmpty()) {
            who = who + " with subresource " + Quoted.of(subresource);
        }
        return applied ? who : who + " using " + version;
    }
}
