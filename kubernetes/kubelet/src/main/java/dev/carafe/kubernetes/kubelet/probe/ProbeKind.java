package dev.carafe.kubernetes.kubelet.probe;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Probe;
import java.util.Optional;

/** What a probe is for; the label is its name in events. */
enum ProbeKind {
    STARTUP("Startup"),
    LIVENESS("Liveness"),
    READINESS("Readiness");

    private final String label;

    ProbeKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** The container's probe of this kind, if it has one. */
    Optional<Probe> of(Container container) {
        return switch (this) {
            case STARTUP -> container.hasStartupProbe() ? Optional.of(container.startupProbe()) : Optional.empty();
            case LIVENESS -> container.hasLivenessProbe() ? Optional.of(container.livenessProbe()) : Optional.empty();
            case READINESS ->
                container.hasReadinessProbe() ? Optional.of(container.readinessProbe()) : Optional.empty();
        };
    }
}
