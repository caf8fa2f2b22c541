package dev.carafe.kubernetes.kubelet.volume;

import dev.carafe.kubernetes.api.authentication.v1.BoundObjectReference;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ServiceAccountTokenProjection;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.kubelet.objects.ReferencedObjects;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pods' tokens of their service accounts, each kept until four fifths of its life, and a day at most, are
 * over (upstream {@code pkg/kubelet/token}). A token that cannot be renewed is used to its end. Thread-safe.
 */
final class ServiceAccountTokens {
    private static final System.Logger LOG = System.getLogger(ServiceAccountTokens.class.getName());
    private static final long DEFAULT_SECONDS = 3600;
    private static final Duration AGE_MAX = Duration.ofHours(24);
    private static final int RENEW_AT_PERCENT = 80;

    private record Key(String podUid, String namespace, String account, String audience, long seconds) {}

    private record Token(String text, Instant renewAt, Instant expires) {}

    private final ReferencedObjects objects;
    private final InstantSource clock;
    private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

    ServiceAccountTokens(ReferencedObjects objects, InstantSource clock) {
        this.objects = objects;
        this.clock = clock;
    }

    /** @throws IOException when there is no token that is still good */
    String get(Pod pod, ServiceAccountTokenProjection projection) throws IOException {
        long seconds = projection.hasExpirationSeconds() ? projection.expirationSeconds() : DEFAULT_SECONDS;
        String account = pod.spec().serviceAccountName();
        Key key = new Key(pod.metadata().uid(), pod.namespace(), account, projection.audience(), seconds);
        Token held = tokens.get(key);
        Instant now = clock.instant();
        if (held != null && now.isBefore(held.renewAt())) {
            return held.text();
        }
        try {
            Token fresh = request(pod, key);
            tokens.put(key, fresh);
            return fresh.text();
        } catch (IOException | StatusError e) {
            if (held == null || !now.isBefore(held.expires())) {
                throw new IOException("failed to fetch token: " + e.getMessage(), e);
            }
            LOG.log(Level.WARNING, "Couldn''t update token of {0}/{1}: {2}", key.namespace(), account, e.getMessage());
            return held.text();
        }
    }

    /** Forgets a pod's tokens. */
    void forget(String podUid) {
        tokens.keySet().removeIf(key -> key.podUid().equals(podUid));
    }

    private Token request(Pod pod, Key key) throws IOException {
        BoundObjectReference bound = new BoundObjectReference()
                .withKind("Pod")
                .withApiVersion("v1")
                .withName(pod.name())
                .withUid(key.podUid());
        TokenRequestSpec spec = new TokenRequestSpec()
                .withAudiences(key.audience().isEmpty() ? List.of() : List.of(key.audience()))
                .withExpirationSeconds(key.seconds())
                .withBoundObjectRef(bound);
        TokenRequestStatus status = objects.token(key.namespace(), key.account(), spec);
        Instant now = clock.instant();
        Instant expires = status.expirationTimestamp().orElse(now.plusSeconds(key.seconds()));
        Duration life =
                Duration.ofSeconds(key.seconds()).multipliedBy(RENEW_AT_PERCENT).dividedBy(100);
        Instant issued = expires.minusSeconds(key.seconds());
        return new Token(status.token(), issued.plus(life.compareTo(AGE_MAX) < 0 ? life : AGE_MAX), expires);
    }
}
