package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Set;

/** What may become of a namespace (pkg/apis/core/validation). */
public final class NamespaceValidator {
    private static final FieldPath FINALIZERS = FieldPath.of("spec", "finalizers");
    private static final FieldPath PHASE = FieldPath.of("status", "Phase"); // upstream's spelling
    private static final Set<String> STANDARD = Set.of("kubernetes", "orphan", "foregroundDeletion");

    private NamespaceValidator() {}

    /** A namespace that is being deleted is terminating, and no other is. */
    public static void status(Namespace namespace, List<FieldError> errors) {
        boolean deleted = namespace.metadata().deletionTimestamp().isPresent();
        String phase = namespace.status().phase();
        if (!deleted && !phase.equals("Active")) {
            errors.add(FieldError.invalid(PHASE, phase, "may only be 'Active' if `deletionTimestamp` is empty"));
        } else if (deleted && !phase.equals("Terminating")) {
            errors.add(
                    FieldError.invalid(PHASE, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
        }
    }

    public static void finalizers(List<String> finalizers, List<FieldError> errors) {
        for (int i = 0; i < finalizers.size(); i++) {
            finalizer(finalizers.get(i), FINALIZERS.index(i), errors);
        }
    }

    /** Checks the finalizers of a new namespace, of which upstream does not tell which is malformed. */
    public static void created(List<String> finalizers, List<FieldError> errors) {
        finalizers.forEach(name -> finalizer(name, FINALIZERS, errors));
    }

    private static void finalizer(String name, FieldPath path, List<FieldError> errors) {
        Check.rule(errors, path, name, Names.qualifiedName(name));
        if (name.indexOf('/') < 0 && !STANDARD.contains(name)) {
            errors.add(FieldError.invalid(
                    path, name, "name is neither a standard finalizer name nor is it fully qualified"));
        }
    }
}
