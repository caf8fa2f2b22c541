package dev.carafe.kubernetes.apiserver.registry.validation;

/**
 * What a cluster lets containers have, whoever asks; upstream {@code pkg/capabilities}.
 *
 * @param allowPrivileged whether a container may be privileged
 */
public record Capabilities(boolean allowPrivileged) {
    /** What a server allows that nobody told more. */
    public static final Capabilities DEFAULT = new Capabilities(false);
}
