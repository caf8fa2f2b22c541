package dev.carafe.kubernetes.apiserver.authentication;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.util.List;
import java.util.Optional;

/**
 * Asks one authenticator after the other; who is known is one of {@code system:authenticated}, who brings nothing is
 * anonymous, and a token that nobody knows is refused.
 */
public final class AuthenticatorChain implements Authenticator {
    private final List<Authenticator> authenticators;
    private final boolean anonymous;

    /**
     * The chain.
     *
     * @param anonymous whether requests without credentials are let through to authorization
     */
    public AuthenticatorChain(List<Authenticator> authenticators, boolean anonymous) {
        this.authenticators = List.copyOf(authenticators);
        this.anonymous = anonymous;
    }

    /** @return never empty: who cannot be named is refused */
    @Override
    public Optional<UserInfo> authenticate(Credentials credentials) {
        for (Authenticator authenticator : authenticators) {
            Optional<UserInfo> user = authenticator.authenticate(credentials);
            if (user.isPresent()) {
                return user.map(UserInfos::authenticated);
            }
        }
        if (anonymous && credentials.bearerToken().isEmpty()) {
            return Optional.of(UserInfo.ANONYMOUS);
        }
        throw StatusError.unauthorized("Unauthorized");
    }
}
