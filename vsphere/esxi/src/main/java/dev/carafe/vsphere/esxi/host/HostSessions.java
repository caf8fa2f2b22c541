package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vmomi.authorization.Authorizations;
import dev.carafe.vsphere.vmomi.content.SessionObjects;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.user.ServedSessionManager;
import dev.carafe.vsphere.vmomi.user.ServiceTickets;
import dev.carafe.vsphere.vmomi.user.Users;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The sessions of a host's clients. Those that nobody uses end; closing ends all. */
final class HostSessions implements AutoCloseable {
    /** As long as its namesake waits. */
    private static final Duration IDLE_MAX = Duration.ofMinutes(30);

    private static final int SESSIONS_MAX = 1_000;
    private static final int SECRET_BYTES = 20;
    private static final long SWEEP_SECONDS = 60;

    private final Sessions sessions;
    private final Session everybody;
    private final ServiceTickets tickets;
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("host-sessions").factory());

    private HostSessions(Sessions sessions, Session everybody, ServiceTickets tickets) {
        this.sessions = sessions;
        this.everybody = everybody;
        this.tickets = tickets;
    }

    static HostSessions open(
            ObjectRegistry registry, Users users, Authorizations authorizations, Events events, InstantSource clock) {
        Supplier<String> secrets = secrets();
        Sessions sessions = new Sessions(registry, clock, secrets, IDLE_MAX, SESSIONS_MAX);
        Session everybody = new Session("everybody", "", clock.instant(), new ObjectRegistry());
        ServiceTickets tickets = new ServiceTickets(clock, secrets);
        SessionObjects objects =
                new SessionObjects(HostContent.PROPERTY_COLLECTOR, HostContent.VIEW_MANAGER, clock, secrets);
        objects.accept(everybody);
        Consumer<Session> opening = objects.andThen(session -> session.see(authorizations.sight(session.userName())));
        ServedSessionManager.open(
                HostContent.SESSION_MANAGER,
                new ServedSessionManager.Parts(users, sessions, everybody, events, tickets, opening, clock, secrets));
        HostSessions all = new HostSessions(sessions, everybody, tickets);
        var _ = all.sweeper.scheduleWithFixedDelay(sessions::endIdle, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        return all;
    }

    private static Supplier<String> secrets() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
    }

    Sessions sessions() {
        return sessions;
    }

    /** That of those who are not logged in. */
    Session everybody() {
        return everybody;
    }

    ServiceTickets tickets() {
        return tickets;
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        sessions.all().forEach(session -> sessions.end(session.key()));
    }
}
