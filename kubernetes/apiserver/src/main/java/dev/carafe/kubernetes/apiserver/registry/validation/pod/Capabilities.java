package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;

/**
 * What a cluster lets objects have, whoever asks; upstream {@code pkg/capabilities} and the gates that its validation looks at.
 *
 * @param allowPrivileged whether a container may be privileged
 * @param features which features are on
 */
public record Capabilities(boolean allowPrivileged, FeatureGate features) {
    /** What a server allows that nobody told more. */
    public static final Capabilities DEFAULT = new Capabilities(false);

    /** Upstream's features as they are by default. */
    public Capabilities(boolean allowPrivileged) {
        this(allowPrivileged, FeatureGate.defaults());
    }

    /** Whether a feature is on. */
    public boolean isEnabled(String feature) {
        return features.isEnabled(feature);
    }
}
