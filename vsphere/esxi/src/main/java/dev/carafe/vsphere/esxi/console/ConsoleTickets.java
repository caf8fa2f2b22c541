package dev.carafe.vsphere.esxi.console;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Tickets for consoles, each good once and for a short time. Thread-safe. */
public final class ConsoleTickets {
    /** How long a ticket can be used; a viewer opens its console at once. */
    static final Duration LIFE = Duration.ofMinutes(2);
    /** How many may be waiting; beyond that the oldest are dropped. */
    static final int TICKETS_MAX = 1024;

    private static final int TICKET_BYTES = 16;

    private final InstantSource clock;
    private final RandomGenerator random;
    /** In the order of their issue, which is that of their end. Guarded by this. */
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    private record Ticket(Path vncSocket, Instant end) {}

    /** @param random a secure one: whoever knows a ticket sees the console */
    public ConsoleTickets(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new ticket for a console. */
    public String issue(Path vncSocket) {
        byte[] secret = new byte[TICKET_BYTES];
        random.nextBytes(secret);
        String ticket = HexFormat.of().formatHex(secret);
        Instant now = clock.instant();
        synchronized (this) {
            Iterator<Ticket> oldest = tickets.values().iterator();
            while (oldest.hasNext()) {
                boolean over = !oldest.next().end().isAfter(now);
                if (!over && tickets.size() < TICKETS_MAX) {
                    break;
                }
                oldest.remove();
            }
            tickets.put(ticket, new Ticket(vncSocket, now.plus(LIFE)));
        }
        return ticket;
    }

    /** What a ticket opens; it is used up by this. */
    public synchronized Optional<Path> redeem(String ticket) {
        return Optional.ofNullable(tickets.remove(ticket))
                .filter(found -> found.end().isAfter(clock.instant()))
                .map(Ticket::vncSocket);
    }
}
