package dev.carafe.etcd;

import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the connection tells.
 *
 * @param token what an earlier {@link Session#authenticate} handed out, null for none
 * @param commonName the name in the client's verified certificate, null for none; looked at when there is no token
 */
public record Caller(@Nullable String token, @Nullable String commonName) {
    /** Somebody who tells nothing. */
    public static final Caller UNKNOWN = new Caller(null, null);

    /** Without the token, which belongs in no log. */
    @Override
    public String toString() {
        return "Caller[token=" + (token == null ? "none" : "given") + ", commonName=" + commonName + "]";
    }
}
