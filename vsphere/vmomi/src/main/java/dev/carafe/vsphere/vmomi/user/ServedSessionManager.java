package dev.carafe.vsphere.vmomi.user;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.NoClientCertificate;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.SessionManagerGenericServiceTicket;
import dev.carafe.vsphere.vim.vim25.SessionManagerHttpServiceRequestSpec;
import dev.carafe.vsphere.vim.vim25.SessionManagerProperties;
import dev.carafe.vsphere.vim.vim25.SessionManagerServiceRequestSpec;
import dev.carafe.vsphere.vim.vim25.UserSession;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Logs clients in and out. */
public final class ServedSessionManager implements SessionManager, ServedObject {
    private static final List<String> LOCALES = List.of("en");
    private static final Duration CLONE_TICKET_LIFETIME = Duration.ofMinutes(2);

    /**
     * What it works with.
     *
     * @param everybody the session of those who are not logged in
     * @param opening makes what each session has of its own, the property collector for one, and says what it may see
     * @param secrets gives strings that nobody can guess
     */
    public record Parts(
            Users users,
            Sessions sessions,
            Session everybody,
            Events events,
            ServiceTickets tickets,
            Consumer<Session> opening,
            InstantSource clock,
            Supplier<String> secrets) {}

    private record Begun(User user, UserSession login) {}

    private final ManagedObjectReference<SessionManager> reference;
    private final Parts parts;
    private final SessionTrail trail;
    private final OneTimeTickets<Begun> cloneTickets;
    /** What was said when a session began, by its key. */
    private final Map<String, Begun> begun = new ConcurrentHashMap<>();

    private ServedSessionManager(ManagedObjectReference<SessionManager> reference, Parts parts) {
        this.reference = reference;
        this.parts = parts;
        trail = new SessionTrail(parts.events());
        cloneTickets = new OneTimeTickets<>(parts.clock(), parts.secrets(), CLONE_TICKET_LIFETIME);
    }

    /**
     * A session manager among the server's objects, and among those that everybody sees.
     *
     * @param reference {@code SessionManager} in a vCenter, {@code ha-sessionmgr} on a host
     */
    public static ServedSessionManager open(ManagedObjectReference<SessionManager> reference, Parts parts) {
        ServedSessionManager manager = new ServedSessionManager(reference, parts);
        SessionManagerProperties properties = SessionManagerProperties.builder()
                .messageLocaleList(LOCALES)
                .supportedLocaleList(LOCALES)
                .defaultLocale("en")
                .build();
        parts.everybody().shared().change(changes -> changes.add(manager, properties));
        parts.sessions().shared().change(changes -> {
            if (changes.type(reference) == null) { // everybody's session may be one of the server's own objects
                changes.add(manager, properties);
            }
            changes.update(
                    reference,
                    SessionManagerProperties.class,
                    before -> before.toBuilder().message("").build());
        });
        return manager;
    }

    @Override
    public ManagedObjectReference<SessionManager> reference() {
        return reference;
    }

    @Override
    public UserSession login(String userName, String password, @Nullable String locale) {
        Call call = Call.current();
        if (call.authenticated()) {
            throw refusal(); // who is in does not come in again
        }
        User user;
        try {
            user = parts.users()
                    .authenticate(userName, password, call.remoteAddress())
                    .orElseThrow(() -> {
                        trail.refused(userName, call.remoteAddress());
                        return refusal();
                    });
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw refusal();
        }
        return begin(call, user, locale == null || locale.isEmpty() ? "en" : locale);
    }

    /** There is no service here that gives out tokens, so that there is no token to be believed. */
    @Override
    public UserSession loginByToken(@Nullable String locale) {
        throw refusal();
    }

    /** No client is asked for its certificate, so that it shows none. */
    @Override
    public UserSession loginExtensionByCertificate(String extensionKey, @Nullable String locale) {
        throw NoClientCertificate.builder()
                .build()
                .exception("The client shows no certificate, which the extension " + extensionKey
                        + " would be known by; log in with a name and a password.");
    }

    /** The caller's session ends and one of the other user begins, of which the client gets the cookie. */
    @Override
    public UserSession impersonateUser(String userName, @Nullable String locale) {
        Call call = Call.current();
        String own = call.session().key();
        Begun of = Objects.requireNonNull(begun.get(own), "a caller who is logged in without having begun");
        User other = parts.users().find(userName).orElseThrow(ServedSessionManager::refusal);
        UserSession session = begin(
                call, other, locale == null || locale.isEmpty() ? of.login().locale() : locale);
        parts.sessions().end(own);
        return session;
    }

    private UserSession begin(Call call, User user, String locale) {
        Sessions.Opened opened = begin(user, locale, call.remoteAddress(), call.userAgent());
        call.answerWith(opened);
        return described(opened.session()).orElseThrow();
    }

    /** Begins a session for one who has shown elsewhere who he is, as by REST. */
    public Sessions.Opened begin(User user, String locale, String remoteAddress, String userAgent) {
        Sessions.Opened opened = parts.sessions().open(user.name());
        Session session = opened.session();
        UserSession login = UserSession.builder()
                .key(session.key())
                .userName(user.name())
                .fullName(user.fullName())
                .loginTime(session.loginTime())
                .lastActiveTime(session.loginTime())
                .locale(locale)
                .messageLocale(locale)
                .extensionSession(false)
                .ipAddress(remoteAddress)
                .userAgent(userAgent)
                .callCount(0)
                .build();
        begun.put(session.key(), new Begun(user, login));
        session.see(
                reference,
                common -> ((SessionManagerProperties) common)
                        .toBuilder()
                                .currentSession(described(session).orElse(null))
                                .build());
        parts.opening().accept(session);
        session.onEnd(() -> ended(session));
        trail.began(login);
        list();
        return opened;
    }

    private void ended(Session session) {
        Begun of = begun.remove(session.key());
        if (of != null) {
            trail.ended(of.login(), session.calls());
            list();
        }
    }

    /** Shows who is logged in. Deliberately not with every call: only who comes and goes is news. */
    private void list() {
        List<UserSession> all = parts.sessions().all().stream()
                .map(this::described)
                .flatMap(Optional::stream)
                .toList();
        parts.sessions().shared().change(changes -> {
            if (changes.type(reference) != null) {
                changes.update(
                        reference,
                        SessionManagerProperties.class,
                        properties -> properties.toBuilder().sessionList(all).build());
            }
        });
    }

    private Optional<UserSession> described(Session session) {
        return Optional.ofNullable(begun.get(session.key()))
                .map(of -> of.login().toBuilder()
                        .lastActiveTime(
                                parts.sessions().lastActive(session.key()).orElse(session.loginTime()))
                        .callCount(session.calls())
                        .build());
    }

    @Override
    public void logout() {
        parts.sessions().end(Call.current().session().key());
    }

    @Override
    public void terminateSession(List<String> sessionId) {
        String own = Call.current().session().key();
        for (String key : sessionId) {
            if (key.equals(own)) {
                throw InvalidArgument.builder()
                        .invalidProperty("sessionId")
                        .build()
                        .exception("A session does not terminate itself; log out instead.");
            }
            if (!parts.sessions().end(key)) {
                throw NotFound.builder().build().exception("There is no session " + key + ".");
            }
        }
    }

    @Override
    public boolean sessionIsActive(String sessionID, String userName) {
        return parts.sessions().all().stream()
                .anyMatch(session ->
                        session.key().equals(sessionID) && session.userName().equals(userName));
    }

    @Override
    public String acquireCloneTicket() {
        Begun of = begun.get(Call.current().session().key());
        return cloneTickets.issue(Objects.requireNonNull(of, "a caller who is logged in without having begun"));
    }

    @Override
    public UserSession cloneSession(String cloneTicket) {
        Begun of = cloneTickets.redeem(cloneTicket).orElseThrow(ServedSessionManager::refusal);
        return begin(Call.current(), of.user(), of.login().locale());
    }

    @Override
    public SessionManagerGenericServiceTicket acquireGenericServiceTicket(SessionManagerServiceRequestSpec spec) {
        Call call = Call.current();
        if (!call.authenticated()) {
            throw refusal();
        }
        if (!(spec instanceof SessionManagerHttpServiceRequestSpec http)) {
            throw InvalidArgument.builder()
                    .invalidProperty("spec")
                    .build()
                    .exception("Tickets are given for HTTP requests only.");
        }
        try {
            String method = http.method() == null ? "GET" : http.method();
            return SessionManagerGenericServiceTicket.builder()
                    .id(parts.tickets().issue(call.session(), method, http.url()))
                    .ticketType("HttpServiceRequest")
                    .build();
        } catch (IllegalArgumentException e) {
            throw InvalidArgument.builder()
                    .invalidProperty("spec.url")
                    .build()
                    .exception("This is no URL: " + e.getMessage());
        }
    }

    @Override
    public void setLocale(String locale) {
        begun.computeIfPresent(
                Call.current().session().key(),
                (_, of) -> new Begun(
                        of.user(),
                        of.login().toBuilder()
                                .locale(locale)
                                .messageLocale(locale)
                                .build()));
    }

    @Override
    public void updateServiceMessage(String message) {
        parts.sessions()
                .shared()
                .change(changes -> changes.update(
                        reference,
                        SessionManagerProperties.class,
                        properties -> properties.toBuilder().message(message).build()));
    }

    private static FaultException refusal() {
        return InvalidLogin.builder()
                .build()
                .exception("Cannot complete login due to an incorrect user name or password.");
    }
}
