package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.ConnectionException.Reason;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.soap.SoapHeader;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server's {@code /sdk}: sends calls as SOAP over HTTPS and keeps the session's cookie. Safe for all threads.
 */
public final class Connection implements Invoker, AutoCloseable {
    private static final int VERSIONS_MAX_BYTES = 1 << 20;

    private final URI address;
    private final Transport transport;
    private final SoapCodec codec = new SoapCodec(Vim25.NAMESPACE);
    private final Version version;
    private volatile @Nullable String sessionCookie;

    private Connection(URI address, Transport transport, Version version) {
        this.address = address;
        this.transport = transport;
        this.version = version;
    }

    /**
     * Asks the server for its versions and takes the newest that both sides have.
     *
     * @throws ConnectionException when it cannot be reached, is not trusted, or speaks no version that is known
     * @throws IOException when the CA file cannot be read
     */
    public static Connection open(ConnectionConfig config) throws IOException, InterruptedException {
        Transport transport = Transport.open(config);
        try {
            return new Connection(config.address(), transport, negotiate(config.address(), transport));
        } catch (IOException | InterruptedException | RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    private static Version negotiate(URI address, Transport transport) throws IOException, InterruptedException {
        URI document = address.resolve("/sdk/vimServiceVersions.xml");
        List<String> offered =
                transport.exchange(HttpRequest.newBuilder(document).GET(), response -> {
                    if (response.statusCode() != 200) {
                        throw new ConnectionException(
                                Reason.NOT_UNDERSTOOD,
                                document,
                                "answers HTTP " + response.statusCode()
                                        + ", so this is no vSphere server, or one that is still starting",
                                null);
                    }
                    return VersionNegotiation.read(
                            new ByteArrayInputStream(response.body().readNBytes(VERSIONS_MAX_BYTES)),
                            Vim25.NAMESPACE.urn());
                });
        Version version = VersionNegotiation.pick(Vim25.NAMESPACE, offered);
        if (version == null) {
            throw new ConnectionException(
                    Reason.NOT_UNDERSTOOD, address, "offers no version that is known here, only " + offered, null);
        }
        return version;
    }

    public URI address() {
        return address;
    }

    /** What the connection speaks. */
    public Version version() {
        return version;
    }

    /** From sending a call to the last byte of its answer. */
    public Duration callTimeout() {
        return transport.timeout();
    }

    /** The value of the session's cookie; null when there is no session. It is as good as a password. */
    @Nullable
    String sessionCookie() {
        return sessionCookie;
    }

    void sessionCookie(@Nullable String cookie) {
        sessionCookie = cookie;
    }

    /**
     * Calls a method, as {@link #invoke} does, with checked exceptions.
     *
     * @throws dev.carafe.vsphere.vim.FaultException when the server answers with a fault
     * @throws InterruptedException when the thread is interrupted; the call may have been carried out
     */
    public @Nullable Object call(ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object... arguments)
            throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        codec.writeRequest(body, SoapHeader.NONE, target, method, arguments, version);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", '"' + Vim25.NAMESPACE.urn() + '/' + version.id() + '"')
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
        String cookie = sessionCookie;
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
            Object result = codec.readResponse(response.body(), method);
            String fresh = SessionCookie.of(response.headers().allValues("Set-Cookie"));
            if (fresh != null) {
                sessionCookie = fresh;
            }
            return result;
        });
    }

    /**
     * @throws UncheckedIOException of a {@link ConnectionException}, or of an {@link InterruptedIOException} with the thread
     *     still marked as interrupted
     */
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

    /** Ends the TCP connections. The session, if any, stays until it is logged out or times out. */
    @Override
    public void close() {
        transport.close();
    }
}
