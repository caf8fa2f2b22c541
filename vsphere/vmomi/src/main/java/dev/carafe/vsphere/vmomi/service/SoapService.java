package dev.carafe.vsphere.vmomi.service;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.UnimplementedMethodException;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapRequest;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.MethodNotFound;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.property.Retrieval;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Answers SOAP requests by calling managed objects. Safe for all threads. */
public final class SoapService {
    /** What a method asks for that anyone may call. */
    private static final String ANONYMOUS = "System.Anonymous";

    /** The one method that all objects have. */
    private static final @Nullable ManagedMethod FETCH = Vim25.NAMESPACE.method("Fetch");

    /** Methods that answer when something happens, which may be never. */
    private static final Set<String> WAITING = Set.of("WaitForUpdates", "WaitForUpdatesEx");

    private static final System.Logger LOG = System.getLogger(SoapService.class.getName());

    private final SoapCodec codec;
    private final ServiceVersions versions;
    private final Sessions sessions;
    private final Session everybody;
    private final AccessControl access;

    /** Methods that were asked for and are not implemented: each is logged once. */
    private final Set<ManagedMethod> missed = ConcurrentHashMap.newKeySet();

    /** Whether it is the service that answers a method, for every object alike. */
    static boolean answersItself(ManagedMethod method) {
        return method == FETCH;
    }

    /** @param everybody the session of those who are not logged in: what it can name is public */
    public SoapService(
            SoapCodec codec, ServiceVersions versions, Sessions sessions, Session everybody, AccessControl access) {
        this.codec = codec;
        this.versions = versions;
        this.sessions = sessions;
        this.everybody = everybody;
        this.access = access;
    }

    /**
     * Answers one request.
     *
     * @param soapAction the header's value, null when it was not sent
     * @param cookie the session's, null when it was not sent
     * @param remoteAddress for logs and events
     * @throws IOException when the request cannot be read to its end
     */
    public SoapReply answer(
            InputStream request, @Nullable String soapAction, @Nullable String cookie, String remoteAddress)
            throws IOException {
        return answer(request, soapAction, cookie, new Caller(remoteAddress, ""), Peer.PATIENT);
    }

    /**
     * Answers one request of a client that may go away while it waits, and is told what it waited for as it is written. An answer that the
     * peer has begun to take ends with what comes back; when that is no success, the peer cannot be given the end.
     */
    public SoapReply answer(
            InputStream request, @Nullable String soapAction, @Nullable String cookie, Caller caller, Peer peer)
            throws IOException {
        Version version = versions.preferred();
        try {
            version = versions.of(soapAction);
            SoapRequest decoded = codec.readRequest(request);
            String sent = cookie == null ? decoded.header().sessionCookie() : cookie;
            if (!WAITING.contains(decoded.method().wsdlName())) {
                return call(decoded, version, sent, caller, Peer.PATIENT);
            }
            Interruption interruption = new Interruption();
            peer.onDisconnect(interruption::interrupt);
            try {
                return call(decoded, version, sent, caller, peer);
            } finally {
                interruption.end();
            }
        } catch (FaultException e) {
            return fault(e, version);
        }
    }

    private SoapReply call(SoapRequest request, Version version, @Nullable String cookie, Caller caller, Peer peer)
            throws IOException {
        Optional<Session> own = cookie == null ? Optional.empty() : sessions.find(cookie);
        Call call = new Call(
                own.orElse(everybody), own.isPresent(), caller, request.header().operationId());
        Object result = ScopedValue.where(Call.CURRENT, call).call(() -> dispatch(call, request));
        ReplyBody body = new ReplyBody(peer);
        try {
            codec.writeResponse(body, request.method(), result, version);
        } catch (RuntimeException e) {
            throw internal(request, e);
        }
        Sessions.Opened opened = call.opened();
        return new SoapReply(200, body.pieces(), opened == null ? null : opened.cookie());
    }

    private @Nullable Object dispatch(Call call, SoapRequest request) {
        ManagedMethod method = request.method();
        ManagedObjectReference<?> target = request.target();
        call.session().called();
        if (!call.authenticated() && !ANONYMOUS.equals(method.privilege())) {
            throw notAuthenticated(target, method.privilege());
        }
        ServedObject object = call.session()
                .find(target)
                .orElseThrow(() -> call.authenticated() ? MissingObject.fault(target) : notAuthenticated(target, null));
        if (!object.managedType().isSubtypeOf(method.owner())) {
            throw MethodNotFound.builder()
                    .receiver(target)
                    .method(method.wsdlName())
                    .build()
                    .exception(target.type() + " has no method " + method.wsdlName() + ".");
        }
        try {
            if (method == FETCH) {
                return fetch(
                        call.session(),
                        target,
                        String.valueOf(request.arguments().getFirst()));
            }
            if (call.authenticated()) {
                access.check(call, object, method, request.arguments());
            }
            return object.dispatch(method, request.argumentArray());
        } catch (UnimplementedMethodException e) {
            if (missed.add(e.method())) {
                LOG.log(Level.WARNING, "a client asked for {0}, which is not implemented", e.method());
            }
            throw NotSupported.builder().build().exception(e.getMessage());
        } catch (FaultException e) {
            if (!call.authenticated() && e.fault() instanceof ManagedObjectNotFound hidden) {
                throw notAuthenticated(hidden.obj(), null); // who is not logged in does not learn what there is
            }
            throw e;
        } catch (RuntimeException e) {
            throw internal(request, e);
        }
    }

    /** One property of an object, which is how the older clients and pyvmomi read. */
    private static @Nullable Object fetch(Session session, ManagedObjectReference<?> target, String path) {
        return session.read(source -> Retrieval.fetch(target, path, source));
    }

    private SoapReply fault(FaultException fault, Version version) throws IOException {
        ReplyBody body = new ReplyBody(Peer.PATIENT);
        codec.writeFault(body, fault, version);
        return new SoapReply(500, body.pieces(), null);
    }

    /** What the client is told of an error of ours: nothing but that there is one. */
    private static FaultException internal(SoapRequest request, RuntimeException error) {
        LOG.log(Level.ERROR, request.method() + " of " + request.target() + " failed", error);
        return SystemError.builder()
                .reason("internal error")
                .build()
                .exception("A general system error occurred: internal error, see the server's log");
    }

    private static FaultException notAuthenticated(ManagedObjectReference<?> target, @Nullable String privilege) {
        return NotAuthenticated.builder()
                .object(target)
                .privilegeId(privilege == null ? "System.View" : privilege)
                .build()
                .exception("The session is not authenticated.");
    }
}
