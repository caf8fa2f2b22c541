package dev.carafe.etcd.auth;

import java.time.Duration;

/** What stands for a user that has told its password (etcd's {@code --auth-token}). */
public sealed interface AuthToken permits AuthToken.Simple, JwtTokens {
    /** etcd's default. */
    AuthToken USUAL = new Simple(Duration.ofMillis(Tokens.TTL_MS));

    /**
     * Random letters that the member remembers.
     *
     * @param ttl time that a token lives after its last use
     */
    record Simple(Duration ttl) implements AuthToken {}
}
