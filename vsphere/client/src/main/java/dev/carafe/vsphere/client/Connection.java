package dev.carafe.vsphere.client;

import dev.carafe.vsphere.client.ConnectionException.Reason;
import dev.carafe.vsphere.client.SoapEndpoint.SessionIn;
import dev.carafe.vsphere.vim.Invoker;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Namespace;
import dev.carafe.vsphere.vim.Version;
import dev.carafe.vsphere.vim.vim25.Vim25;
import java.io.ByteArrayInputStream;
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

    private final ConnectionConfig config;
    private final Transport transport;
    private final Version version;
    private final SoapEndpoint.Session session = new SoapEndpoint.Session();
    private final SoapEndpoint sdk;

    private Connection(ConnectionConfig config, Transport transport, Version version) {
        this.config = config;
        this.transport = transport;
        this.version = version;
        this.sdk = new SoapEndpoint(config.address(), transport, session, Vim25.NAMESPACE, version, SessionIn.COOKIE);
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
            return new Connection(config, transport, negotiate(config.address(), transport));
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
        return config.address();
    }

    /** What the connection speaks. */
    public Version version() {
        return version;
    }

    /** From sending a call to the last byte of its answer. */
    public Duration callTimeout() {
        return transport.timeout();
    }

    /**
     * A service beside {@code /sdk} on the same server, with the same session: calls of its stubs go through what is
     * returned. It speaks the newest version of its namespace that is known here.
     *
     * <pre>{@code
     * Invoker pbm = connection.service(Pbm.NAMESPACE, "/pbm/sdk");
     * PbmServiceInstance.stub(pbm, new ManagedObjectReference<>("PbmServiceInstance", "ServiceInstance"));
     * }</pre>
     *
     * @param path where the server has it, such as {@code /pbm/sdk}, {@code /sms/sdk} and {@code /vslm/sdk}
     */
    public Invoker service(Namespace namespace, String path) {
        return service(namespace, path, namespace.versions().getLast());
    }

    /** The same with the version that it shall speak. */
    public Invoker service(Namespace namespace, String path, Version spoken) {
        return new SoapEndpoint(
                address().resolve(path), transport, session, namespace, spoken, SessionIn.COOKIE_AND_HEADER);
    }

    /** The value of the session's cookie; null when there is no session. It is as good as a password. */
    @Nullable
    String sessionCookie() {
        return session.cookie();
    }

    void sessionCookie(@Nullable String cookie) {
        session.cookie(cookie);
    }

    ConnectionConfig config() {
        return config;
    }

    Transport transport() {
        return transport;
    }

    /**
     * Calls a method, as {@link #invoke} does, with checked exceptions.
     *
     * @throws dev.carafe.vsphere.vim.FaultException when the server answers with a fault
     * @throws InterruptedException when the thread is interrupted; the call may have been carried out
     */
    public @Nullable Object call(ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object... arguments)
            throws IOException, InterruptedException {
        return sdk.call(target, method, arguments);
    }

    /**
     * @throws UncheckedIOException of a {@link ConnectionException}, or of an {@link InterruptedIOException} with the thread
     *     still marked as interrupted
     */
    @Override
    public @Nullable Object invoke(
            ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object[] arguments) {
        return sdk.invoke(target, method, arguments);
    }

    /** Calls through stubs. */
    @FunctionalInterface
    public interface Calls<T extends @Nullable Object> {
        T make();
    }

    /** Calls through stubs that give nothing back. */
    @FunctionalInterface
    public interface VoidCalls {
        void make();
    }

    /**
     * Makes calls through stubs with checked exceptions in place of what {@link #invoke} must hide from the compiler.
     *
     * <pre>{@code
     * VirtualMachine vm = VirtualMachine.stub(connection, reference);
     * ManagedObjectReference<Task> task = Connection.checked(() -> vm.powerOnVM_Task(null));
     * }</pre>
     *
     * @throws dev.carafe.vsphere.vim.FaultException when the server answers with a fault
     * @throws InterruptedException when the thread is interrupted; the call may have been carried out
     */
    public static <T extends @Nullable Object> T checked(Calls<T> calls) throws IOException, InterruptedException {
        try {
            return calls.make();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof InterruptedIOException interrupted
                    && interrupted.getCause() instanceof InterruptedException) {
                Thread.interrupted(); // the exception says it from here on
                throw (InterruptedException) new InterruptedException(interrupted.getMessage()).initCause(e);
            }
            throw e.getCause();
        }
    }

    /** The same for calls that give nothing back. */
    public static void run(VoidCalls calls) throws IOException, InterruptedException {
        checked(() -> {
            calls.make();
            return Boolean.TRUE;
        });
    }

    /** Ends the TCP connections. The session, if any, stays until it is logged out or times out. */
    @Override
    public void close() {
        transport.close();
    }
}
