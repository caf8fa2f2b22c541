package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.ConnectionException.Reason;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** One SOAP service of a server: a path, and the namespace and version that are spoken there. Safe for all threads. */
final class SoapEndpoint implements Invoker {
    /** Whether a call carries the session in its SOAP header too, as the services beside {@code /sdk} want it. */
    enum SessionIn {
        COOKIE,
        COOKIE_AND_HEADER
    }

    private final URI address;
    private final Transport transport;
    private final Session session;
    private final Namespace namespace;
    private final Version version;
    private final SessionIn sessionIn;
    private final SoapCodec codec;

    SoapEndpoint(
            URI address,
            Transport transport,
            Session session,
            Namespace namespace,
            Version version,
            SessionIn sessionIn) {
        this.address = address;
        this.transport = transport;
        this.session = session;
        this.namespace = namespace;
        this.version = version;
        this.sessionIn = sessionIn;
        this.codec = new SoapCodec(namespace);
    }

    @Nullable
    Object call(ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object... arguments)
            throws IOException, InterruptedException {
        String cookie = session.cookie();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        codec.writeRequest(body, header(cookie), target, method, arguments, version);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("Accept-Encoding", UnpackedBody.CODING)
                .header("SOAPAction", '"' + namespace.urn() + '/' + version.id() + '"')
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
        if (cookie != null) {
            request.header("Cookie", SessionCookie.NAME + "=" + cookie);
        }
        return transport.exchange(request, response -> {
            int status = response.statusCode();
            if (status != 200 && status != 500) { // 500 is what SOAP has for a fault
                throw new ConnectionException(
                        Reason.NOT_UNDERSTOOD,
                        address,
                        "answers HTTP " + status + " to " + method.wsdlName()
                                + ", which is no answer of the vSphere API; the server may be starting or be behind a proxy",
                        null);
            }
            Object result =
                    codec.readResponse(UnpackedBody.of(response, address, transport.responseMaxBytes()), method);
            String fresh = SessionCookie.of(response.headers().allValues("Set-Cookie"));
            if (fresh != null) {
                session.cookie(fresh);
            }
            return result;
        });
    }

    /** The header has the cookie's value without the quotes that it may have in HTTP. */
    private SoapHeader header(@Nullable String cookie) {
        return cookie == null || sessionIn == SessionIn.COOKIE
                ? SoapHeader.NONE
                : new SoapHeader(null, cookie.replace("\"", ""));
    }

    @Override
    public @Nullable Object invoke(
            ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object[] arguments) {
        try {
            return call(target, method, arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException(
                    address + ": " + method.wsdlName() + " was interrupted and may have been carried out");
            interrupted.initCause(e);
            throw new UncheckedIOException(interrupted);
        }
    }

    /** The session's cookie, which all services of one server share. */
    static final class Session {
        private volatile @Nullable String cookie;

        @Nullable
        String cookie() {
            return cookie;
        }

        void cookie(@Nullable String value) {
            cookie = value;
        }
    }
}
