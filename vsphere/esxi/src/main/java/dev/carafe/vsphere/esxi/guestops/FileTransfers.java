package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.esxi.guest.GuestAgent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Transfers of files that were begun and may be made once, by whoever knows their secret. Thread-safe. */
final class FileTransfers {
    /** How long a transfer may be waited for. */
    static final Duration LIFE = Duration.ofMinutes(10);
    /** How many may be waiting; beyond that the oldest are dropped. */
    static final int TRANSFERS_MAX = 1024;

    private static final int SECRET_BYTES = 16;

    private final InstantSource clock;
    private final RandomGenerator random;
    /** In the order of their end. Guarded by this. */
    private final Map<String, Waiting> transfers = new LinkedHashMap<>();

    /**
     * A file on its way.
     *
     * @param toGuest whether it goes into the guest
     * @param bytes how long it is
     * @param finish what is run in the guest after the last byte; empty for nothing
     */
    record Transfer(GuestAgent agent, Credentials who, String path, boolean toGuest, long bytes, String finish) {}

    private record Waiting(Transfer transfer, Instant end) {}

    /** @param random a secure one */
    FileTransfers(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** The secret by which the transfer is made. */
    String begin(Transfer transfer) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = HexFormat.of().formatHex(bytes);
        Instant now = clock.instant();
        synchronized (this) {
            transfers.values().removeIf(waiting -> !waiting.end().isAfter(now));
            if (transfers.size() >= TRANSFERS_MAX) {
                transfers.remove(transfers.keySet().iterator().next());
            }
            transfers.put(secret, new Waiting(transfer, now.plus(LIFE)));
        }
        return secret;
    }

    /** What a secret is for; it is used up by this. A secret of the other way stays. */
    synchronized Optional<Transfer> redeem(String secret, boolean toGuest) {
        Waiting waiting = transfers.get(secret);
        if (waiting == null || waiting.transfer().toGuest() != toGuest) {
            return Optional.empty();
        }
        transfers.remove(secret);
        return waiting.end().isAfter(clock.instant()) ? Optional.of(waiting.transfer()) : Optional.empty();
    }
}
