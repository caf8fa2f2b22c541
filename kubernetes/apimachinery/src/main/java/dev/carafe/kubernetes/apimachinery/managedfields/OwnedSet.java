package dev.carafe.kubernetes.apimachinery.managedfields;

import dev.carafe.kubernetes.apimachinery.fieldpath.FieldSet;

/**
 * What a manager owns.
 *
 * @param fields the paths
 * @param apiVersion the version of the kind that they are paths of
 * @param time when the manager last changed the set, in RFC 3339; empty where that is not known
 */
record OwnedSet(FieldSet fields, String apiVersion, String time) {
    OwnedSet with(FieldSet other) {
        return new OwnedSet(other, apiVersion, time);
    }

    OwnedSet at(String other) {
        return new OwnedSet(fields, apiVersion, other);
    }
}
