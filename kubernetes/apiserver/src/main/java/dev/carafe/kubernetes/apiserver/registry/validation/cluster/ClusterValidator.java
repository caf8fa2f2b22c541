package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import dev.carafe.kubernetes.api.node.v1.RuntimeClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Classes of runtimes, leases, and the kinds that bound what others may use. */
public final class ClusterValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private ClusterValidator() {}

    /** Who names no handler is told so by what is required. */
    public static void runtimeClass(RuntimeClass runtime, List<FieldError> errors) {
        if (!runtime.handler().isEmpty()) {
            Check.rule(errors, FieldPath.of("handler"), runtime.handler(), Names.dns1123Label(runtime.handler()));
        }
        errors.addAll(
                MetadataRules.labels(runtime.scheduling().nodeSelector(), FieldPath.of("scheduling", "nodeSelector")));
    }

    public static void lease(LeaseSpec spec, List<FieldError> errors) {
        if (spec.hasLeaseDurationSeconds() && spec.leaseDurationSeconds() <= 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("leaseDurationSeconds"), (long) spec.leaseDurationSeconds(), "must be greater than 0"));
        }
        if (spec.hasLeaseTransitions() && spec.leaseTransitions() < 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("leaseTransitions"),
                    (long) spec.leaseTransitions(),
                    "must be greater than or equal to 0"));
        }
    }
}
