package dev.carafe.kubernetes.controllermanager.garbagecollector;

import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What is to be done about an object, given what its owners are; no I/O. */
sealed interface Verdict {
    /** It stays as it is. */
    record Keep() implements Verdict {}

    /** It stays, but these owners are to be struck off. */
    record Strike(List<OwnerReference> owners) implements Verdict {}

    /**
     * It goes.
     *
     * @param propagation the policy for its own dependents
     */
    record Delete(String propagation) implements Verdict {}

    /** What an owner is. */
    enum Owner {
        /** It is there. */
        SOLID,
        /** It is not there. */
        ABSENT,
        /** It waits for its dependents to be deleted. */
        WAITING
    }

    /**
     * Judges an object by its owners.
     *
     * @param hasDependents whether something depends on it in turn
     */
    static Verdict of(ObjectMeta meta, boolean hasDependents, Function<OwnerReference, Owner> owners) {
        if (meta.ownerReferences().isEmpty()) {
            return new Keep();
        }
        boolean solid = false;
        boolean waiting = false;
        List<OwnerReference> rest = new ArrayList<>();
        for (OwnerReference reference : meta.ownerReferences()) {
            switch (owners.apply(reference)) {
                case SOLID -> solid = true;
                case ABSENT -> rest.add(reference);
                case WAITING -> {
                    waiting = true;
                    rest.add(reference);
                }
            }
        }
        if (solid) {
            return rest.isEmpty() ? new Keep() : new Strike(rest);
        }
        if (waiting && hasDependents) {
            return new Delete("Foreground");
        }
        if (meta.finalizers().contains(Graph.ORPHAN)) {
            return new Delete("Orphan");
        }
        return new Delete(meta.finalizers().contains(Graph.FOREGROUND) ? "Foreground" : "Background");
    }
}
