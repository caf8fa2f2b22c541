package dev.carafe.vsphere.vmomi.service;

import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The call that is being answered on this thread: who calls, and what the answer says besides its result. */
public final class Call {
    static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    private final Session session;
    private final boolean authenticated;
    private final Caller caller;
    private final @Nullable String operationId;
    private Sessions.@Nullable Opened opened;

    Call(Session session, boolean authenticated, Caller caller, @Nullable String operationId) {
        this.session = session;
        this.authenticated = authenticated;
        this.caller = caller;
        this.operationId = operationId;
    }

    /** @throws IllegalStateException outside of a call */
    public static Call current() {
        if (!CURRENT.isBound()) {
            throw new IllegalStateException("no call is being answered on this thread");
        }
        return CURRENT.get();
    }

    /** The call that is being answered on this thread; empty outside of a call. */
    public static Optional<Call> ongoing() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** The caller's session; for one who is not logged in that of everybody, which sees public objects only. */
    public Session session() {
        return session;
    }

    /** Whether the caller is logged in. */
    public boolean authenticated() {
        return authenticated;
    }

    /** Where the call came from, for logs and events. */
    public String remoteAddress() {
        return caller.remoteAddress();
    }

    /** What the client calls itself; empty when it says nothing. */
    public String userAgent() {
        return caller.userAgent();
    }

    /** What the client calls its operation; null when it says nothing. */
    public @Nullable String operationId() {
        return operationId;
    }

    /** Has the answer carry a new session's cookie. */
    public void answerWith(Sessions.Opened session) {
        opened = session;
    }

    Sessions.@Nullable Opened opened() {
        return opened;
    }
}
