package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apiserver.apiextensions.DefinitionController;
import dev.carafe.kubernetes.apiserver.cacher.WatchCache;
import dev.carafe.kubernetes.apiserver.chain.HealthCheck;
import dev.carafe.kubernetes.apiserver.chain.HealthCheck.Endpoint;
import dev.carafe.kubernetes.apiserver.chain.LogCheck;
import dev.carafe.kubernetes.apiserver.registry.Bootstrap.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * What must hold for an API server to be alive and ready, by upstream's names and in upstream's order. What upstream names and this
 * server has no such part for is not named: an answer to it would be made up.
 */
final class HealthChecks {
    private static final List<String> INFORMERS = List.of("namespaces", "pods", "secrets", "serviceaccounts");

    private final ResourceWiring wiring;
    private final DefinitionController definitions;
    private final BootstrapRun bootstrap;
    private final Instant graceEnd;
    private final InstantSource clock;

    /**
     * Checks of a server that starts now.
     *
     * @param livezGracePeriod for how long {@code /livez} does not look at what happens at the start
     */
    HealthChecks(
            ResourceWiring wiring,
            DefinitionController definitions,
            BootstrapRun bootstrap,
            Duration livezGracePeriod,
            InstantSource clock) {
        this.wiring = wiring;
        this.definitions = definitions;
        this.bootstrap = bootstrap;
        this.clock = clock;
        graceEnd = clock.instant().plus(livezGracePeriod);
    }

    /** All checks. */
    List<HealthCheck> all(BooleanSupplier closing) {
        List<HealthCheck> checks = new ArrayList<>();
        checks.add(HealthCheck.of("ping", Optional::empty));
        checks.add(HealthCheck.of("log", LogCheck.ofProcess()));
        checks.add(HealthCheck.of("etcd", this::store));
        checks.add(HealthCheck.ofReadiness("etcd-readiness", this::store));
        Map<String, WatchCache> caches = new TreeMap<>();
        INFORMERS.forEach(resource -> caches.put(resource, wiring.prime("", resource)));
        checks.add(HealthCheck.ofReadiness("informer-sync", () -> unready(caches)));
        BooleanSupplier filled = () -> unready(caches).isEmpty();
        hooks(filled).forEach((name, done) -> addAtStart(checks, HealthCheck.ofHook(name, done)));
        addAtStart(checks, HealthCheck.of("autoregister-completion", this::unregistered));
        checks.add(HealthCheck.ofReadiness(
                "shutdown", () -> closing.getAsBoolean() ? Optional.of("process is shutting down") : Optional.empty()));
        return checks;
    }

    private Map<String, BooleanSupplier> hooks(BooleanSupplier filled) {
        BooleanSupplier started = () -> true; // a server that answers has done so before
        BooleanSupplier clusterObjects = () -> bootstrap.hasReached(Stage.CLUSTER_OBJECTS);
        BooleanSupplier everything = () -> bootstrap.hasReached(Stage.EVERYTHING);
        Map<String, BooleanSupplier> hooks = new LinkedHashMap<>();
        hooks.put("start-apiserver-admission-initializer", started);
        hooks.put("generic-apiserver-start-informers", started);
        hooks.put("start-apiextensions-informers", started);
        hooks.put("start-apiextensions-controllers", started);
        hooks.put("crd-informer-synced", definitions::isSynced);
        hooks.put("start-system-namespaces-controller", clusterObjects);
        hooks.put("start-cluster-authentication-info-controller", everything);
        hooks.put("start-kube-apiserver-identity-lease-controller", bootstrap::isDone);
        hooks.put("start-kube-apiserver-identity-lease-garbage-collector", bootstrap::isDone);
        hooks.put("storage-readiness", filled);
        hooks.put("start-service-ip-repair-controllers", bootstrap::isDone);
        hooks.put("rbac/bootstrap-roles", everything);
        hooks.put("scheduling/bootstrap-system-priority-classes", clusterObjects);
        hooks.put("priority-and-fairness-config-producer", everything);
        hooks.put("bootstrap-controller", bootstrap::isDone);
        hooks.put("start-kubernetes-service-cidr-controller", everything);
        hooks.put("apiservice-status-local-available-controller", everything);
        hooks.put("apiservice-registration-controller", everything);
        hooks.put("kube-apiserver-autoregistration", everything);
        return hooks;
    }

    /** Adds one that {@code /livez} asks only when the time is up that a start may take. */
    private void addAtStart(List<HealthCheck> checks, HealthCheck check) {
        checks.add(new HealthCheck(check.name(), EnumSet.of(Endpoint.HEALTHZ, Endpoint.READYZ), check.problem()));
        checks.add(new HealthCheck(
                check.name(),
                Set.of(Endpoint.LIVEZ),
                () -> clock.instant().isAfter(graceEnd) ? check.problem().get() : Optional.empty()));
    }

    /** Whether versions are still without the APIService that tells of them. */
    private Optional<String> unregistered() {
        return bootstrap.hasReached(Stage.EVERYTHING) && definitions.isSynced()
                ? Optional.empty()
                : Optional.of("missing APIService");
    }

    private Optional<String> store() {
        try {
            long revision = wiring.storage().currentRevision();
            return revision > 0 ? Optional.empty() : Optional.of("etcd has no revision");
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> unready(Map<String, WatchCache> caches) {
        List<String> unready = caches.entrySet().stream()
                .filter(cache -> !cache.getValue().isReady())
                .map(Map.Entry::getKey)
                .toList();
        return unready.isEmpty()
                ? Optional.empty()
                : Optional.of(unready.size() + " informers not started yet: [" + String.join(" ", unready) + "]");
    }
}
