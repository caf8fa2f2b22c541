package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig.VirtualCenter;
import dev.carafe.cloudprovider.vsphere.credentials.Credential;
import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.ConnectionException;
import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.RestClient;
import dev.carafe.vsphere.client.RestException;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.NotAuthenticated;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One vCenter and the session with it, which is made when something is asked first, and anew when it has ended. Several may
 * ask at once; where they make a session at once, the first one made is kept. Thread-safe.
 */
final class VCenter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(VCenter.class.getName());

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);
    /** A lookup is small; one that takes longer must not hold up all other nodes. */
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

    private static final int UNAUTHORIZED = 401;

    /** What is asked over a session; it changes nothing, so that it may be asked again over the next one. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Session session) throws IOException, InterruptedException;
    }

    /**
     * A session.
     *
     * @param rest null where tags are not needed
     * @param datacenters where VMs are looked for; empty for everywhere
     */
    record Session(
            VSphereClient client, @Nullable RestClient rest, List<ManagedObjectReference<Datacenter>> datacenters) {}

    private final VirtualCenter config;
    private final CredentialSource credentials;
    private final boolean tagged;
    private final AtomicReference<@Nullable Session> current = new AtomicReference<>();

    /** @param tagged whether tags will be asked for */
    VCenter(VirtualCenter config, CredentialSource credentials, boolean tagged) {
        this.config = config;
        this.credentials = credentials;
        this.tagged = tagged;
    }

    String tenantRef() {
        return config.tenantRef();
    }

    /**
     * Asks, over a new session where the last one has ended, and again where the network failed, as often as the
     * configuration has it.
     *
     * @throws IOException also for the server's faults; the message names the vCenter
     */
    <T> T ask(Question<T> question) throws IOException {
        for (int left = Math.max(config.soapRoundtripCount(), 1); ; left--) {
            Session session = null;
            try {
                session = session();
                return question.ask(session);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException interrupted = new InterruptedIOException(named("the question was interrupted"));
                interrupted.initCause(e);
                throw interrupted;
            } catch (FaultException | IOException e) {
                if (ended(e)) {
                    drop(session);
                }
                if (left <= 1 || !ended(e)) {
                    throw new IOException(named(e.getMessage()), e);
                }
                LOG.log(System.Logger.Level.DEBUG, "asking vCenter " + config.tenantRef() + " anew", e);
            }
        }
    }

    /** Whether a failure is one of the session or the connection, so that another may do better. */
    private static boolean ended(Exception e) {
        return switch (e) {
            case FaultException fault -> fault.fault() instanceof NotAuthenticated;
            case RestException rest -> rest.status() == UNAUTHORIZED;
            case ConnectionException connection -> connection.reason() == ConnectionException.Reason.UNREACHABLE;
            default -> false;
        };
    }

    private String named(@Nullable String problem) {
        return "vCenter " + config.tenantRef() + ": " + problem;
    }

    private Session session() throws IOException, InterruptedException {
        Session there = current.get();
        if (there != null) {
            return there;
        }
        Session fresh = open();
        if (current.compareAndSet(null, fresh)) {
            return fresh;
        }
        end(fresh);
        return Objects.requireNonNullElse(current.get(), fresh);
    }

    private Session open() throws IOException, InterruptedException {
        Credential credential = credentials.of(config);
        if (!credential.sessionManagerUrl().isEmpty()) {
            throw new IOException("a shared session manager is not supported; give username and password");
        }
        VSphereClient client = VSphereClient.connect(connection());
        try {
            client.login(credential.user(), credential.password());
            RestClient rest =
                    tagged ? RestClient.login(client.connection(), credential.user(), credential.password()) : null;
            return new Session(client, rest, datacenters(client));
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private ConnectionConfig connection() throws IOException {
        String host = config.server().contains(":") && !config.server().startsWith("[")
                ? "[" + config.server() + "]"
                : config.server();
        try {
            return ConnectionConfig.of(host + ":" + config.port(), trust()).withTimeouts(CONNECT_TIMEOUT, CALL_TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Trust trust() {
        if (config.insecureFlag()) {
            return new Trust.Anything();
        }
        if (!config.thumbprint().isEmpty()) {
            return new Trust.Pinned(new Thumbprint(config.thumbprint()));
        }
        return config.caFile().isEmpty() ? new Trust.JdkStore() : new Trust.CaFile(Path.of(config.caFile()));
    }

    private List<ManagedObjectReference<Datacenter>> datacenters(VSphereClient client)
            throws IOException, InterruptedException {
        List<ManagedObjectReference<Datacenter>> found = new ArrayList<>();
        for (String name : config.datacenters()) {
            try {
                found.add(new Finder(client)
                        .find(Finder.Kind.DATACENTER, name.startsWith("/") ? name : "/.../" + name)
                        .as());
            } catch (Finder.NotFoundException e) {
                throw new IOException("datacenter " + e.getMessage(), e);
            }
        }
        return List.copyOf(found);
    }

    private void drop(@Nullable Session session) {
        if (session != null && current.compareAndSet(session, null)) {
            session.client().close();
        }
    }

    /** Logs out; the next question makes a new session. */
    @Override
    public void close() {
        Session session = current.getAndSet(null);
        if (session != null) {
            end(session);
        }
    }

    /** What cannot be logged out times out on the server. */
    private void end(Session session) {
        try (VSphereClient client = session.client()) {
            RestClient rest = session.rest();
            if (rest != null) {
                rest.logout();
            }
            client.logout();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException | FaultException e) {
            LOG.log(System.Logger.Level.DEBUG, named("logging out failed"), e);
        }
    }
}
