package dev.carafe.kubernetes.apiserver.chain;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One thing that must hold for a server to be well.
 *
 * @param name in upstream's words, such as {@code poststarthook/rbac/bootstrap-roles}
 * @param asked by which endpoints
 * @param problem what is wrong, empty where nothing is; asked by many threads
 */
public record HealthCheck(String name, Set<Endpoint> asked, Supplier<Optional<String>> problem) {
    /** What checks are asked for. */
    public enum Endpoint {
        HEALTHZ,
        LIVEZ,
        READYZ
    }

    /** What upstream says of a hook that has not run to its end yet. */
    private static final String NOT_FINISHED = "not finished";

    public HealthCheck {
        asked = Set.copyOf(asked);
    }

    /** One that all endpoints ask. */
    public static HealthCheck of(String name, Supplier<Optional<String>> problem) {
        return new HealthCheck(name, EnumSet.allOf(Endpoint.class), problem);
    }

    /** One of readiness alone. */
    public static HealthCheck ofReadiness(String name, Supplier<Optional<String>> problem) {
        return new HealthCheck(name, EnumSet.of(Endpoint.READYZ), problem);
    }

    /** Something that a server does once when it has started. */
    public static HealthCheck ofHook(String name, BooleanSupplier done) {
        return of("poststarthook/" + name, () -> done.getAsBoolean() ? Optional.empty() : Optional.of(NOT_FINISHED));
    }
}
