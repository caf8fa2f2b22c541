package dev.carafe.vsphere.client;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
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
 *     VirtualMachine.stub(client.connection(), vm).powerOnVM_Task(null);
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
                    ServiceInstance.stub(connection, SERVICE_INSTANCE).retrieveServiceContent();
            return new VSphereClient(connection, content);
        } catch (RuntimeException e) {
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

    public Instant currentTime() {
        return ServiceInstance.stub(connection, SERVICE_INSTANCE).currentTime();
    }

    /** @throws FaultException {@code InvalidLogin} when user and password are not what the server knows */
    public UserSession login(String user, String password) {
        return sessions().login(user, password, null);
    }

    /**
     * Goes on with the session of a file where the server still knows it, and else logs in and writes the file.
     *
     * @throws IOException when the file cannot be read or written
     */
    public UserSession login(String user, String password, SessionFile file) throws IOException {
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
    public @Nullable UserSession currentSession() {
        ManagedObjectReference<SessionManager> manager = Objects.requireNonNull(content.sessionManager());
        try {
            return new PropertyReader(this)
                    .read(List.of(manager), List.of("currentSession")).stream()
                            .map(found -> found.values().get("currentSession") instanceof UserSession session
                                    ? session
                                    : null)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null);
        } catch (FaultException e) {
            if (e.fault() instanceof NotAuthenticated) {
                return null;
            }
            throw e;
        }
    }

    /** Ends the session on the server. A session of a file is gone with it; the next login writes the file anew. */
    public void logout() {
        sessions().logout();
        connection.sessionCookie(null);
    }

    private SessionManager sessions() {
        return SessionManager.stub(connection, Objects.requireNonNull(content.sessionManager()));
    }

    /** Ends the connection, not the session. */
    @Override
    public void close() {
        connection.close();
    }
}
