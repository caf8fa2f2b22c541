package dev.carafe.kubernetes.client.http;

import dev.carafe.kubernetes.client.Clock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The bearer token to send, read anew from its file every minute, as rotated tokens demand. Thread-safe. */
final class BearerToken {
    private static final long FRESH_NS = Duration.ofMinutes(1).toNanos();

    private final Optional<Path> file;
    private final Clock clock;
    private String token; // guarded by this
    private long readNs; // guarded by this
    private boolean read; // guarded by this

    BearerToken(ClusterAccess access, Clock clock) {
        this.token = access.token();
        this.file = access.tokenFile();
        this.clock = clock;
    }

    /** The token; empty for none. A file that cannot be read leaves the token that was. */
    synchronized String current() {
        if (file.isPresent() && (!read || clock.nanoTime() - readNs > FRESH_NS)) {
            try {
                token = Files.readString(file.get()).strip();
                read = true;
            } catch (IOException e) {
                System.getLogger(BearerToken.class.getName())
                        .log(Level.WARNING, "the token file cannot be read: {0}", e.getMessage());
            }
            readNs = clock.nanoTime();
        }
        return token;
    }
}
