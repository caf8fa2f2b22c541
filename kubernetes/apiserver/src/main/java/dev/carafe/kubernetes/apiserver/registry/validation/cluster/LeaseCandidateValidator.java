package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import dev.carafe.kubernetes.api.coordination.v1beta1.LeaseCandidateSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Candidates for leases (kubernetes/pkg/apis/coordination/validation). */
public final class LeaseCandidateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String OLDEST = "OldestEmulationVersion";
    private static final String NOT_A_VERSION = "must be a valid semantic version";

    private LeaseCandidateValidator() {}

    /**
     * A new candidate, or one as it would be after a change.
     *
     * @param old as it was; null for a new one
     */
    public static void candidate(LeaseCandidateSpec spec, @Nullable LeaseCandidateSpec old, List<FieldError> errors) {
        Check.present(errors, SPEC.child("leaseName"), spec.leaseName());
        Optional<SemanticVersion> emulation = emulation(spec, errors);
        Optional<SemanticVersion> binary = binary(spec, errors);
        if (!spec.binaryVersion().isEmpty()
                && !spec.emulationVersion().isEmpty()
                && binary.orElse(SemanticVersion.ZERO).compareTo(emulation.orElse(SemanticVersion.ZERO)) < 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("binaryVersion"),
                    spec.binaryVersion(),
                    "must be greater than or equal to `emulationVersion`"));
        }
        strategy(spec, emulation.orElse(SemanticVersion.ZERO), errors);
        if (old != null) {
            Check.immutable(errors, SPEC.child("leaseName"), spec.leaseName(), old.leaseName());
        }
    }

    private static Optional<SemanticVersion> emulation(LeaseCandidateSpec spec, List<FieldError> errors) {
        Optional<SemanticVersion> version = SemanticVersion.parse(spec.emulationVersion());
        if (!spec.emulationVersion().isEmpty() && version.isEmpty()) {
            errors.add(FieldError.invalid(SPEC.child("emulationVersion"), spec.emulationVersion(), NOT_A_VERSION));
        }
        return version;
    }

    private static Optional<SemanticVersion> binary(LeaseCandidateSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("binaryVersion");
        Optional<SemanticVersion> version = SemanticVersion.parse(spec.binaryVersion());
        if (Check.present(errors, path, spec.binaryVersion()) && version.isEmpty()) {
            errors.add(FieldError.invalid(path, spec.binaryVersion(), NOT_A_VERSION));
        }
        return version;
    }

    private static void strategy(LeaseCandidateSpec spec, SemanticVersion emulation, List<FieldError> errors) {
        String strategy = spec.strategy();
        FieldPath path = SPEC.child("strategy");
        if (!Check.present(errors, path, strategy)) {
            return;
        }
        if (strategy.equals(OLDEST) && emulation.equals(SemanticVersion.ZERO)) {
            errors.add(FieldError.required(
                    SPEC.child("emulationVersion"), "must be specified when `strategy` is 'OldestEmulationVersion'"));
        }
        FieldPath named = path.child("strategy"); // upstream names it twice
        if (strategy.contains("/")) {
            Check.rule(errors, named, strategy, Names.qualifiedName(strategy));
        } else {
            Check.oneOf(errors, named, strategy, List.of(OLDEST));
        }
    }
}
