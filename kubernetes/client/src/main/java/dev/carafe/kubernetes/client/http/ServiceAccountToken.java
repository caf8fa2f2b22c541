package dev.carafe.kubernetes.client.http;

import dev.carafe.kubernetes.api.authentication.v1.TokenRequest;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The token of a service account, which the server is asked for and asked again before it ends; the account is made where it is
 * missing. What upstream's controller manager does with {@code --use-service-account-credentials}. Thread-safe.
 */
public final class ServiceAccountToken implements Supplier<String> {
    private static final Logger LOG = System.getLogger(ServiceAccountToken.class.getName());
    private static final Duration VALIDITY = Duration.ofHours(1);

    /** The part of its validity after which a token is renewed. */
    private static final double RENEW_AFTER = 0.8;

    private final Client client;
    private final String namespace;
    private final String name;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private String token = ""; // guarded by lock
    private long renewNs; // guarded by lock

    /** @param client allowed to make service accounts and their tokens */
    public ServiceAccountToken(Client client, String namespace, String name, Clock clock) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.clock = clock;
    }

    /**
     * The token. While it cannot be renewed, the one that was.
     *
     * @throws StatusError when the server refuses the first one
     * @throws ConnectionException when it cannot be asked for the first one
     */
    @Override
    public String get() {
        lock.lock();
        try {
            if (token.isEmpty() || clock.nanoTime() - renewNs >= 0) {
                renew();
            }
            return token;
        } finally {
            lock.unlock();
        }
    }

    private void renew() {
        try {
            TokenRequest answer = request();
            token = answer.status().token();
            Duration granted = Duration.ofSeconds(answer.spec().expirationSeconds());
            renewNs = clock.nanoTime() + (long) (granted.toNanos() * RENEW_AFTER);
        } catch (StatusError | ConnectionException e) {
            if (token.isEmpty()) {
                throw e;
            }
            LOG.log(Level.WARNING, "the token of {0}/{1} is not renewed: {2}", namespace, name, e.getMessage());
        }
    }

    private TokenRequest request() {
        TokenRequest request = new TokenRequest()
                .withApiVersion("authentication.k8s.io/v1")
                .withKind("TokenRequest")
                .withSpec(new TokenRequestSpec().withExpirationSeconds(VALIDITY.toSeconds()));
        ensureAccount();
        return new TokenRequest(
                client.of(CoreV1.SERVICEACCOUNTS).createSubresource(namespace, name, "token", request.struct()));
    }

    private void ensureAccount() {
        if (client.of(CoreV1.SERVICEACCOUNTS).find(namespace, name).isPresent()) {
            return;
        }
        ServiceAccount account = new ServiceAccount();
        try {
            client.of(CoreV1.SERVICEACCOUNTS)
                    .create(account.withMetadata(
                            account.metadata().withNamespace(namespace).withName(name)));
        } catch (StatusError e) {
            if (e.code() != 409) { // another made it
                throw e;
            }
        }
    }
}
