package dev.carafe.kubernetes.apiserver;

import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import java.time.Duration;
import java.util.Map;

/**
 * What upstream's server takes whatever it serves.
 *
 * @param features which features are on
 * @param flags what {@code /flagz} shows, by the flags' names
 * @param shutdownDelayDuration how long a server that is to end serves on while {@code /readyz} fails already
 * @param shutdownSendRetryAfter whether a server that is ending tells new requests to go elsewhere until the last one before is
 *     answered, rather than to take no more connections at once
 */
public record ServerRunOptions(
        FeatureGate features,
        Map<String, String> flags,
        Duration shutdownDelayDuration,
        boolean shutdownSendRetryAfter) {
    public ServerRunOptions {
        flags = Map.copyOf(flags);
    }

    /** What holds where nobody says otherwise. */
    public static ServerRunOptions defaults() {
        return new ServerRunOptions(FeatureGate.defaults(), Map.of(), Duration.ZERO, false);
    }
}
