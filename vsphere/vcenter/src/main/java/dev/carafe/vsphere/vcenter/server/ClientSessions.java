package dev.carafe.vsphere.vcenter.server;

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
import java.util.function.Supplier;

/** The sessions of vCenter's clients. Those that nobody uses end; closing ends all. */
record ClientSessions(
        Sessions sessions,
        Session everybody,
        ServedSessionManager manager,
        ServiceTickets tickets,
        ScheduledExecutorService sweeper)
        implements AutoCloseable {
    private static final Duration IDLE_MAX = Duration.ofMinutes(30);
    private static final int SESSIONS_MAX = 1_000;
    private static final int SECRET_BYTES = 20;
    private static final long SWEEP_SECONDS = 60;

    static ClientSessions open(
            ObjectRegistry registry, Users users, Authorizations authorizations, Events events, InstantSource clock) {
        Supplier<String> secrets = secrets();
        Sessions sessions = new Sessions(registry, clock, secrets, IDLE_MAX, SESSIONS_MAX);
        Session everybody = new Session("everybody", "", clock.instant(), new ObjectRegistry());
        ServiceTickets tickets = new ServiceTickets(clock, secrets);
        SessionObjects objects = new SessionObjects(Content.PROPERTY_COLLECTOR, Content.VIEW_MANAGER, clock, secrets);
        ServedSessionManager manager = ServedSessionManager.open(
                Content.SESSION_MANAGER,
                new ServedSessionManager.Parts(
                        users,
                        sessions,
                        everybody,
                        events,
                        tickets,
                        objects.andThen(session -> session.see(authorizations.sight(session.userName()))),
                        clock,
                        secrets));
        ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("vcenter-sessions").factory());
        Runnable sweep = () -> {
            users.refresh();
            sessions.endIdle();
            endOfRemoved(sessions, users);
        };
        var _ = sweeper.scheduleWithFixedDelay(sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        return new ClientSessions(sessions, everybody, manager, tickets, sweeper);
    }

    /** Who is no user any more is not logged in any more. */
    static void endOfRemoved(Sessions sessions, Users users) {
        for (Session session : sessions.all()) {
            if (users.find(session.userName()).isEmpty()) {
                sessions.end(session.key());
            }
        }
    }

    private static Supplier<String> secrets() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        sessions.all().forEach(session -> sessions.end(session.key()));
    }
}
