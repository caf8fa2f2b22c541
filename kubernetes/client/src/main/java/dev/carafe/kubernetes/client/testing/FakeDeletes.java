package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.InstantSource;
import java.util.List;

/** How the fake API deletes: preconditions, propagation, finalizers, grace of pods. Called under the store's monitor. */
final class FakeDeletes {
    private static final long GRACE_DEFAULT_S = 30;

    private final FakeStore store;
    private final InstantSource clock;

    FakeDeletes(FakeStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    Struct delete(Target target, Struct object, Struct options) {
        checkPreconditions(target, object, Trees.child(options, "preconditions"));
        Struct marked = withPropagation(object, Trees.text(options, "propagationPolicy"));
        long graceS = grace(target, object, options);
        if (!hasFinalizers(target, marked) && graceS == 0) {
            store.remove(target.storage(), marked);
            return Struct.of("kind", "Status", "apiVersion", "v1").with("status", "Success");
        }
        if (!Trees.meta(marked).has("deletionTimestamp")) {
            marked = Trees.withMeta(
                    marked, "deletionTimestamp", Times.format(clock.instant().plusSeconds(graceS)));
            marked = Trees.withMeta(marked, "deletionGracePeriodSeconds", graceS);
            if (target.storage().equals("/namespaces")) {
                marked = marked.with("status", Trees.child(marked, "status").with("phase", "Terminating"));
            }
        } else if (graceS < Trees.number(Trees.meta(marked), "deletionGracePeriodSeconds")) {
            marked = Trees.withMeta(marked, "deletionGracePeriodSeconds", graceS);
        }
        return marked.equals(object) ? object : store.put(target.storage(), marked);
    }

    /** Removes an object that is being deleted and waits for nothing any more. */
    Struct removedIfFinal(Target target, Struct object) {
        Struct meta = Trees.meta(object);
        boolean waitsForKubelet = Trees.number(meta, "deletionGracePeriodSeconds") > 0;
        if (meta.has("deletionTimestamp") && !waitsForKubelet && !hasFinalizers(target, object)) {
            return store.remove(target.storage(), object);
        }
        return object;
    }

    private static boolean hasFinalizers(Target target, Struct object) {
        boolean ofNamespace = target.storage().equals("/namespaces")
                && !Trees.items(Trees.child(object, "spec"), "finalizers").isEmpty();
        return ofNamespace || !Trees.items(Trees.meta(object), "finalizers").isEmpty();
    }

    private static long grace(Target target, Struct object, Struct options) {
        if (!target.storage().equals("/pods")) {
            return 0;
        }
        Struct spec = Trees.child(object, "spec");
        String phase = Trees.text(Trees.child(object, "status"), "phase");
        if (Trees.text(spec, "nodeName").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        if (options.has("gracePeriodSeconds")) {
            return Trees.number(options, "gracePeriodSeconds");
        }
        return spec.has("terminationGracePeriodSeconds")
                ? Trees.number(spec, "terminationGracePeriodSeconds")
                : GRACE_DEFAULT_S;
    }

    private static Struct withPropagation(Struct object, String policy) {
        List<Object> finalizers = Trees.items(Trees.meta(object), "finalizers");
        switch (policy) {
            case "Orphan" -> {
                finalizers.remove("foregroundDeletion");
                addOnce(finalizers, "orphan");
            }
            case "Foreground" -> {
                finalizers.remove("orphan");
                addOnce(finalizers, "foregroundDeletion");
            }
            case "Background" -> finalizers.removeAll(List.of("orphan", "foregroundDeletion"));
            default -> {
                return object;
            }
        }
        return finalizers.isEmpty() && !Trees.meta(object).has("finalizers")
                ? object
                : Trees.withMeta(object, "finalizers", List.copyOf(finalizers));
    }

    private static void addOnce(List<Object> finalizers, String name) {
        if (!finalizers.contains(name)) {
            finalizers.add(name);
        }
    }

    private static void checkPreconditions(Target target, Struct object, Struct preconditions) {
        Struct meta = Trees.meta(object);
        for (String field : List.of("uid", "resourceVersion")) {
            String wanted = Trees.text(preconditions, field);
            if (!wanted.isEmpty() && !wanted.equals(Trees.text(meta, field))) {
                String word = field.equals("uid") ? "UID" : "ResourceVersion";
                throw StatusError.conflict(
                        target.groupResource(),
                        target.name(),
                        "Precondition failed: " + word + " in precondition: " + wanted + ", " + word
                                + " in object meta: " + Trees.text(meta, field));
            }
        }
    }
}
