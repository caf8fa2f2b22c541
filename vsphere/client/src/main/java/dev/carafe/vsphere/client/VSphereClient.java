package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.ServiceInstance;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.UserSession;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server's service content and a session with it.
 *
 * <pre>{@code
 * try (VSphereClient client = VSphereClient.connect(ConnectionConfig.of("vc.example.com", new Trust.JdkStore()))) {
 *     client.login("administrator@vsphere.local", password);
 *     Finder.Element web = new Finder(client).find(Finder.Kind.VIRTUAL_MACHINE, "/DC0/vm/web");
 *     new VirtualMachines(client).powerOn(web.as());
 *     client.logout();
 * }
 * }</pre>
 */
public final class VSphereClient implements AutoCloseable {
    private static final ManagedObjectReference<ServiceInstance> SERVICE_INSTANCE =
            new ManagedObjectReference<>("ServiceInstance", "ServiceInstance");

    private final Connection connection;
    private final ServiceContent content;

    private VSphereClient(Connection connection, ServiceContent content) {
        this.connection = connection;
        this.content = content;
    }

    /** Opens a connection and asks who is there. There is no session yet. */
    public static VSphereClient connect(ConnectionConfig config) throws IOException, InterruptedException {
        Connection connection = Connection.open(config);
        try {
            ServiceContent content =
                    Connection.checked(ServiceInstance.stub(connection, SERVICE_INSTANCE)::retrieveServiceContent);
            return new VSphereClient(connection, content);
        } catch (IOException | InterruptedException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    public Connection connection() {
        return connection;
    }

    public ServiceContent content() {
        return content;
    }

    public Instant currentTime() throws IOException, InterruptedException {
        return Connection.checked(ServiceInstance.stub(connection, SERVICE_INSTANCE)::currentTime);
    }

    /** @throws FaultException {@code InvalidLogin} when user and password are not what the server knows */
    public UserSession login(String user, String password) throws IOException, InterruptedException {
        return Connection.checked(() -> sessions().login(user, password, null));
    }

    /**
     * Goes on with the session of a file where the server still knows it, and else logs in and writes the file.
     *
     * @throws IOException when the file cannot be read or written
     */
    public UserSession login(String user, String password, SessionFile file) throws IOException, InterruptedException {
        String kept = file.read();
        if (kept != null) {
            connection.sessionCookie(kept);
            UserSession session = currentSession();
            if (session != null) {
                return session;
            }
            connection.sessionCookie(null);
        }
        UserSession session = login(user, password);
        String cookie = connection.sessionCookie();
        if (cookie != null) {
            file.write(cookie);
        }
        return session;
    }

    /** The session that the server has for this connection; null for none. */
    public @Nullable UserSession currentSession() throws IOException, InterruptedException {
        ManagedObjectReference<SessionManager> manager = Objects.requireNonNull(content.sessionManager());
        try {
            List<PropertyReader.Found> read =
                    new PropertyReader(this).read(List.of(manager), List.of("currentSession"));
            return read.isEmpty() ? null : read.getFirst().value("currentSession", UserSession.class);
        } catch (FaultException e) {
            if (e.fault() instanceof NotAuthenticated) {
                return null;
            }
            throw e;
        }
    }

    /** Ends the session on the server. A session of a file is gone with it; the next login writes the file anew. */
    public void logout() throws IOException, InterruptedException {
        Connection.run(sessions()::logout);
        connection.sessionCookie(null);
    }

    private SessionManager sessions() {
        return SessionManager.stub(connection, Objects.requireNonNull(content.sessionManager()));
    }

    /** What the server calls a manager that it may not have. */
    public static <T> T present(@Nullable T manager, String name) {
        if (manager == null) {
            throw NotSupported.builder().build().exception("the server has no " + name);
        }
        return manager;
    }

    /** Ends the connection, not the session. */
    @Override
    public void close() {
        connection.close();
    }
}
