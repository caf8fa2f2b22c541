package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.resourceconfig.GatedResources;
import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import dev.carafe.kubernetes.apiserver.storage.StorageKeys;
import dev.carafe.kubernetes.apiserver.tracing.TracingConfiguration;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What upstream's server takes whatever it serves; {@link #defaults} and {@link #builder} begin with upstream's defaults.
 *
 * @param features which features are on
 * @param resources which built-in versions and resources are served
 * @param flags what {@code /flagz} shows, by the flags' names
 * @param etcdPrefix below what everything lies in the store, such as {@code /registry}
 * @param etcdCompactionInterval how often what is older than that is forgotten by the store; zero for never
 * @param eventTtl how long an event stays
 * @param requestTimeout how long a request may take that is not meant to last
 * @param minRequestTimeout how long a watch lasts at least that names no time; at most twice as long
 * @param livezGracePeriod for how long {@code /livez} does not look at what happens at the start
 * @param allowPrivileged whether containers may be privileged
 * @param profiling whether {@code /debug/pprof/} is served
 * @param shutdownDelayDuration how long a server that is to end serves on while {@code /readyz} fails already
 * @param shutdownSendRetryAfter whether a server that is ending tells new requests to go elsewhere until the last one before is
 *     answered, rather than to take no more connections at once
 * @param goawayChance the share of requests over HTTP/2 whose clients are told to connect anew, from 0 to 0.02
 * @param reconcilesEndpoints whether the server's address is kept among those that the {@code kubernetes} service leads to
 * @param notReadyTolerationSeconds how long a pod that does not say so stays on a node that is not ready
 * @param unreachableTolerationSeconds the same for a node that is not reached
 * @param tracing how requests are traced; null for not at all
 */
public record ServerRunOptions(
        FeatureGate features,
        ResourceConfig resources,
        Map<String, String> flags,
        String etcdPrefix,
        Duration etcdCompactionInterval,
        Duration eventTtl,
        Duration requestTimeout,
        Duration minRequestTimeout,
        Duration livezGracePeriod,
        boolean allowPrivileged,
        boolean profiling,
        Duration shutdownDelayDuration,
        boolean shutdownSendRetryAfter,
        double goawayChance,
        boolean reconcilesEndpoints,
        long notReadyTolerationSeconds,
        long unreachableTolerationSeconds,
        @Nullable TracingConfiguration tracing) {
    public ServerRunOptions {
        flags = Map.copyOf(flags);
    }

    /** Whether a built-in resource or subresource is served. */
    public boolean serves(ResourceDeclaration row) {
        return resources.serves(row) && GatedResources.serves(row, features);
    }

    /** What holds where nobody says otherwise. */
    public static ServerRunOptions defaults() {
        return builder().build();
    }

    /** Upstream's defaults, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what was asked for. Each method is named as the component that it sets. */
    public static final class Builder {
        private FeatureGate features = FeatureGate.defaults();
        private ResourceConfig resources = ResourceConfig.defaults();
        private Map<String, String> flags = Map.of();
        private String etcdPrefix = StorageKeys.DEFAULT_ETCD_PREFIX;
        private Duration etcdCompactionInterval = Duration.ofMinutes(5);
        private Duration eventTtl = Duration.ofHours(1);
        private Duration requestTimeout = Duration.ofMinutes(1);
        private Duration minRequestTimeout = Duration.ofMinutes(30);
        private Duration livezGracePeriod = Duration.ZERO;
        private boolean allowPrivileged;
        private boolean profiling = true;
        private Duration shutdownDelayDuration = Duration.ZERO;
        private boolean shutdownSendRetryAfter;
        private double goawayChance;
        private boolean reconcilesEndpoints = true;
        private long notReadyTolerationSeconds = 300;
        private long unreachableTolerationSeconds = 300;
        private @Nullable TracingConfiguration tracing;

        private Builder() {}

        public Builder features(FeatureGate value) {
            features = value;
            return this;
        }

        public Builder resources(ResourceConfig value) {
            resources = value;
            return this;
        }

        public Builder flags(Map<String, String> value) {
            flags = value;
            return this;
        }

        public Builder etcdPrefix(String value) {
            etcdPrefix = value;
            return this;
        }

        public Builder etcdCompactionInterval(Duration value) {
            etcdCompactionInterval = value;
            return this;
        }

        public Builder eventTtl(Duration value) {
            eventTtl = value;
            return this;
        }

        public Builder requestTimeout(Duration value) {
            requestTimeout = value;
            return this;
        }

        public Builder minRequestTimeout(Duration value) {
            minRequestTimeout = value;
            return this;
        }

        public Builder livezGracePeriod(Duration value) {
            livezGracePeriod = value;
            return this;
        }

        public Builder allowPrivileged(boolean value) {
            allowPrivileged = value;
            return this;
        }

        public Builder profiling(boolean value) {
            profiling = value;
            return this;
        }

        public Builder shutdownDelayDuration(Duration value) {
            shutdownDelayDuration = value;
            return this;
        }

        public Builder shutdownSendRetryAfter(boolean value) {
            shutdownSendRetryAfter = value;
            return this;
        }

        public Builder goawayChance(double value) {
            goawayChance = value;
            return this;
        }

        public Builder reconcilesEndpoints(boolean value) {
            reconcilesEndpoints = value;
            return this;
        }

        public Builder notReadyTolerationSeconds(long value) {
            notReadyTolerationSeconds = value;
            return this;
        }

        public Builder unreachableTolerationSeconds(long value) {
            unreachableTolerationSeconds = value;
            return this;
        }

        public Builder tracing(@Nullable TracingConfiguration value) {
            tracing = value;
            return this;
        }

        /** What was asked for, and upstream's defaults for the rest. */
        public ServerRunOptions build() {
            return new ServerRunOptions(
                    features,
                    resources,
                    flags,
                    etcdPrefix,
                    etcdCompactionInterval,
                    eventTtl,
                    requestTimeout,
                    minRequestTimeout,
                    livezGracePeriod,
                    allowPrivileged,
                    profiling,
                    shutdownDelayDuration,
                    shutdownSendRetryAfter,
                    goawayChance,
                    reconcilesEndpoints,
                    notReadyTolerationSeconds,
                    unreachableTolerationSeconds,
                    tracing);
        }
    }
}
