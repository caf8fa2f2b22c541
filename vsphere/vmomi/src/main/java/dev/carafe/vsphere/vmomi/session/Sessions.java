package dev.carafe.vsphere.vmomi.session;

import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The sessions of a server. One that nobody used for a while is ended, as is the one that was idle longest when there are too
 * many. Safe for all threads.
 */
public final class Sessions {
    /** @param cookie stands for the session: whoever has it is the user */
    public record Opened(String cookie, Session session) {}

    private static final class Entry {
        final Session session;
        final long number;
        Instant lastActive;

        Entry(Session session, long number, Instant lastActive) {
            this.session = session;
            this.number = number;
            this.lastActive = lastActive;
        }
    }

    private final ObjectRegistry shared;
    private final InstantSource clock;
    private final Supplier<String> secrets;
    private final Duration idleMax;
    private final int sessionsMax;

    /** By cookie, the one that was idle longest first: each call looks for idle ones. Guarded by itself. */
    private final LinkedHashMap<String, Entry> byCookie = new LinkedHashMap<>(16, 0.75f, true);

    /** How many sessions were opened; guarded by {@link #byCookie}. */
    private long opened;

    /**
     * @param secrets gives strings that nobody can guess and that never come twice
     * @param idleMax how long a session lasts without being used
     * @param sessionsMax how many there may be at once
     */
    public Sessions(
            ObjectRegistry shared, InstantSource clock, Supplier<String> secrets, Duration idleMax, int sessionsMax) {
        this.shared = shared;
        this.clock = clock;
        this.secrets = secrets;
        this.idleMax = idleMax;
        this.sessionsMax = sessionsMax;
    }

    /** Begins a session of a user who has shown who he is. */
    public Opened open(String userName) {
        Instant now = clock.instant();
        Opened made = new Opened(secrets.get(), new Session(secrets.get(), userName, now, shared));
        List<Session> over = new ArrayList<>();
        synchronized (byCookie) {
            over.addAll(takeIdle(now));
            while (byCookie.size() >= sessionsMax) {
                over.add(takeLongestIdle());
            }
            byCookie.put(made.cookie(), new Entry(made.session(), opened++, now));
        }
        over.forEach(Session::end);
        return made;
    }

    /** The session that a cookie stands for, which counts as used now. */
    public Optional<Session> find(String cookie) {
        Instant now = clock.instant();
        List<Session> over;
        Optional<Session> found;
        synchronized (byCookie) {
            over = takeIdle(now);
            Entry entry = byCookie.get(cookie);
            if (entry != null) {
                entry.lastActive = now;
            }
            found = Optional.ofNullable(entry).map(known -> known.session);
        }
        over.forEach(Session::end);
        return found;
    }

    /** When a session was last used; empty when there is none of that key. */
    public Optional<Instant> lastActive(String key) {
        synchronized (byCookie) {
            return byCookie.values().stream()
                    .filter(entry -> entry.session.key().equals(key))
                    .map(entry -> entry.lastActive)
                    .findFirst();
        }
    }

    /** The objects of the server, which all sessions see. */
    public ObjectRegistry shared() {
        return shared;
    }

    /** All sessions, oldest first. */
    public List<Session> all() {
        synchronized (byCookie) {
            return byCookie.values().stream()
                    .sorted(Comparator.comparingLong(entry -> entry.number))
                    .map(entry -> entry.session)
                    .toList();
        }
    }

    /** Ends a session; false when there is none of that key. */
    public boolean end(String key) {
        List<Session> ended = new ArrayList<>();
        synchronized (byCookie) {
            byCookie.values().removeIf(entry -> {
                boolean meant = entry.session.key().equals(key);
                if (meant) {
                    ended.add(entry.session);
                }
                return meant;
            });
        }
        ended.forEach(Session::end);
        return !ended.isEmpty();
    }

    /** Ends those that were not used for too long: to be called now and then, so that they hold nothing for longer. */
    public void endIdle() {
        List<Session> idle;
        synchronized (byCookie) {
            idle = takeIdle(clock.instant());
        }
        idle.forEach(Session::end);
    }

    private List<Session> takeIdle(Instant now) {
        Instant since = now.minus(idleMax);
        List<Session> idle = new ArrayList<>();
        Map.Entry<String, Entry> longest = byCookie.firstEntry();
        while (longest != null && longest.getValue().lastActive.isBefore(since)) {
            idle.add(takeLongestIdle());
            longest = byCookie.firstEntry();
        }
        return idle;
    }

    private Session takeLongestIdle() {
        Map.Entry<String, Entry> longest = byCookie.pollFirstEntry();
        if (longest == null) {
            throw new IllegalStateException("a server that allows no session");
        }
        return longest.getValue().session;
    }
}
