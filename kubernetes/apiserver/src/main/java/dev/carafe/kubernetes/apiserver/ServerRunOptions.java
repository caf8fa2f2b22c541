package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.tracing.TracingConfiguration;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What upstream's server takes whatever it serves.
 *
 * @param features which features are on
 * @param resources which built-in versions and resources are served
 * @param flags what {@code /flagz} shows, by the flags' names
 * @param etcdPrefix below what everything lies in the store, such as {@code /registry}
 * @param profiling whether {@code /debug/pprof/} is served
 * @param shutdownDelayDuration how long a server that is to end serves on while {@code /readyz} fails already
 * @param shutdownSendRetryAfter whether a server that is ending tells new requests to go elsewhere until the last one before is
 *     answered, rather than to take no more connections at once
 * @param goawayChance the share of requests over HTTP/2 whose clients are told to connect anew, from 0 to 0.02
 * @param tracing how requests are traced; null for not at all
 */
public record ServerRunOptions(
        FeatureGate features,
        ResourceConfig resources,
        Map<String, String> flags,
        String etcdPrefix,
        boolean profiling,
        Duration shutdownDelayDuration,
        boolean shutdownSendRetryAfter,
        double goawayChance,
        @Nullable TracingConfiguration tracing) {
    public ServerRunOptions {
        flags = Map.copyOf(flags);
    }

    /** What holds where nobody says otherwise. */
    public static ServerRunOptions defaults() {
        return new ServerRunOptions(
                FeatureGate.defaults(),
                ResourceConfig.defaults(),
                Map.of(),
                StorageKeys.DEFAULT_ETCD_PREFIX,
                true,
                Duration.ZERO,
                false,
                0,
                null);
    }

    /** The same with profiling or without. */
    public ServerRunOptions withProfiling(boolean other) {
        return new ServerRunOptions(
                features,
                resources,
                flags,
                etcdPrefix,
                other,
                shutdownDelayDuration,
                shutdownSendRetryAfter,
                goawayChance,
                tracing);
    }

    /** The same with requests traced. */
    public ServerRunOptions withTracing(TracingConfiguration other) {
        return new ServerRunOptions(
                features,
                resources,
                flags,
                etcdPrefix,
                profiling,
                shutdownDelayDuration,
                shutdownSendRetryAfter,
                goawayChance,
                other);
    }
}
