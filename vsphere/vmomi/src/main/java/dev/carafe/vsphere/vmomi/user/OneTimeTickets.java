package dev.carafe.vsphere.vmomi.user;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Secrets that stand for something, once and for a short while. Safe for all threads. */
final class OneTimeTickets<T> {
    /** Of more than this the oldest is forgotten. */
    private static final int TICKETS_MAX = 1_000;

    private record Ticket<T>(T meaning, Instant until) {}

    private final InstantSource clock;
    private final Supplier<String> secrets;
    private final Duration lifetime;
    private final Map<String, Ticket<T>> tickets = new LinkedHashMap<>();

    OneTimeTickets(InstantSource clock, Supplier<String> secrets, Duration lifetime) {
        this.clock = clock;
        this.secrets = secrets;
        this.lifetime = lifetime;
    }

    synchronized String issue(T meaning) {
        Instant now = clock.instant();
        tickets.values().removeIf(ticket -> ticket.until().isBefore(now));
        if (tickets.size() >= TICKETS_MAX) {
            tickets.remove(tickets.keySet().iterator().next());
        }
        String secret = secrets.get();
        tickets.put(secret, new Ticket<>(meaning, now.plus(lifetime)));
        return secret;
    }

    synchronized Optional<T> redeem(String secret) {
        Ticket<T> ticket = tickets.remove(secret);
        return ticket == null || ticket.until().isBefore(clock.instant())
                ? Optional.empty()
                : Optional.of(ticket.meaning());
    }
}
