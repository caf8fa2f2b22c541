package dev.carafe.kubernetes.apiserver.authentication;

import java.util.Optional;

/** One way to tell who sends a request. Thread-safe. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The sender, or empty when this way has no opinion.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError 401 when the credentials are meant for this way and wrong
     */
    Optional<UserInfo> authenticate(Credentials credentials);
}
