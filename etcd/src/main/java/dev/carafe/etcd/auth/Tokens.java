package dev.carafe.etcd.auth;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * etcd's simple tokens: each stands for a user for some minutes after its last use. They live in memory only, so that a
 * restarted member asks for passwords again. Assigned and forgotten by the store's writer, looked up by anyone; guarded
 * by this object's monitor. Source: etcd {@code server/auth/simple_token.go}.
 */
public final class Tokens {
    /** Time that a token usually lives after its last use, in milliseconds. */
    public static final long TTL_MS = 300_000;

    /** Tokens that may be valid at once; the one that ends first makes room for one more. */
    static final int TOKENS_MAX = 100_000;

    private record Token(String user, long expiryMs) {}

    private final Map<String, Token> byName = new HashMap<>();
    private long ttlMs = TTL_MS;

    /** Lets tokens live so long after their next use. */
    public synchronized void liveFor(long milliseconds) {
        ttlMs = milliseconds;
    }

    synchronized void assign(String token, String user, long nowMs) {
        if (byName.size() >= TOKENS_MAX) {
            byName.values().removeIf(old -> old.expiryMs <= nowMs);
        }
        if (byName.size() >= TOKENS_MAX) {
            byName.entrySet().stream()
                    .min(Map.Entry.comparingByValue(Comparator.comparingLong(Token::expiryMs)))
                    .map(Map.Entry::getKey)
                    .ifPresent(byName::remove);
        }
        byName.put(token, new Token(user, nowMs + ttlMs));
    }

    /** The user whose token it is, which lives longer by this; null when nobody's. */
    public synchronized @Nullable String user(String token, long nowMs) {
        Token known = byName.get(token);
        if (known == null) {
            return null;
        }
        if (known.expiryMs <= nowMs) {
            byName.remove(token);
            return null;
        }
        byName.put(token, new Token(known.user, nowMs + ttlMs));
        return known.user;
    }

    synchronized void forget(String user) {
        byName.values().removeIf(token -> token.user.equals(user));
    }

    /** Forgets all tokens. */
    public synchronized void clear() {
        byName.clear();
    }
}
