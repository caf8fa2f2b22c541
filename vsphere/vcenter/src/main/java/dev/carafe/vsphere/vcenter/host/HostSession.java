package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import dev.carafe.vsphere.vim.vim25.HostConfigManager;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidCollectorVersion;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.WaitOptions;
import dev.carafe.vsphere.vmomi.property.KnownObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One login at a host, and the property collector that follows it. Safe for all threads. */
final class HostSession implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(15);
    private static final Duration CALL_PATIENCE = Duration.ofMinutes(10);
    /** How long the host holds a wait when nothing happens: a host that is gone is noticed after that at the latest. */
    private static final int HOLD_SECONDS = 20;

    private static final ManagedMethod WAIT = Objects.requireNonNull(Vim25.NAMESPACE.method("WaitForUpdatesEx"));

    private final VSphereClient client;
    private final ManagedObjectReference<PropertyCollector> collector;

    private HostSession(VSphereClient client, ManagedObjectReference<PropertyCollector> collector) {
        this.client = client;
        this.collector = collector;
    }

    /**
     * Connects and logs in.
     *
     * @throws FaultException InvalidLogin
     * @throws IOException when it cannot be reached or its certificate is another one
     */
    static HostSession open(HostAccess access, String password) throws IOException, InterruptedException {
        ConnectionConfig config = ConnectionConfig.of(
                        "https://" + access.urlHost() + ":" + access.port() + "/sdk",
                        new Trust.Pinned(new Thumbprint(access.thumbprint())))
                .withTimeouts(CONNECT_PATIENCE, CALL_PATIENCE);
        VSphereClient client = VSphereClient.connect(config);
        try {
            client.login(access.user(), password);
            ManagedObjectReference<PropertyCollector> own = PropertyCollector.stub(
                            client.connection(), client.content().propertyCollector())
                    .createPropertyCollector();
            return new HostSession(client, own);
        } catch (UncheckedIOException e) {
            client.close();
            throw e.getCause();
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    ServiceContent content() {
        return client.content();
    }

    VSphereClient client() {
        return client;
    }

    /** The host's one {@code HostSystem}, with the properties that were asked for. */
    HostSystemProperties hostSystem(List<String> paths) throws IOException, InterruptedException {
        return found("HostSystem", paths).getFirst().as(HostSystemProperties.class);
    }

    /** What a host has one of. */
    record Places(
            ManagedObjectReference<?> host,
            ManagedObjectReference<?> compute,
            ManagedObjectReference<?> pool,
            ManagedObjectReference<?> datacenter,
            ManagedObjectReference<?> vmFolder,
            @Nullable ManagedObjectReference<?> environmentBrowser) {}

    Places places() throws IOException, InterruptedException {
        PropertyReader.Found compute = found("ComputeResource", List.of("resourcePool", "environmentBrowser"))
                .getFirst();
        PropertyReader.Found datacenter =
                found("Datacenter", List.of("vmFolder")).getFirst();
        return new Places(
                plain(found("HostSystem", List.of("name")).getFirst().object()),
                plain(compute.object()),
                reference(compute, "resourcePool"),
                plain(datacenter.object()),
                reference(datacenter, "vmFolder"),
                compute.values().get("environmentBrowser") instanceof ManagedObjectReference<?> browser
                        ? plain(browser)
                        : null);
    }

    private static ManagedObjectReference<?> reference(PropertyReader.Found found, String path) throws IOException {
        if (found.values().get(path) instanceof ManagedObjectReference<?> reference) {
            return plain(reference);
        }
        throw new IOException("the host does not say what its " + path + " is");
    }

    private static ManagedObjectReference<?> plain(ManagedObjectReference<?> reference) {
        return HostMirror.plain(reference);
    }

    private List<PropertyReader.Found> found(String type, List<String> paths) throws IOException, InterruptedException {
        List<PropertyReader.Found> found =
                new PropertyReader(client).readAll(client.content().rootFolder(), type, paths);
        if (found.isEmpty()) {
            throw new IOException("the server has no " + type + ", so it is no host");
        }
        return found;
    }

    /** What the host's configuration consists of, as far as its types are known here. */
    List<ManagedObjectReference<? extends ManagedObject>> configuration() throws IOException, InterruptedException {
        HostConfigManager manager = hostSystem(List.of("configManager")).configManager();
        List<ManagedObjectReference<? extends ManagedObject>> parts = new ArrayList<>();
        if (manager == null) {
            return parts;
        }
        int fields = manager.dataType().fields().size();
        for (int i = 0; i < fields; i++) {
            if (manager.field(i) instanceof ManagedObjectReference<?> part
                    && Vim25.NAMESPACE.type(part.type()) instanceof ManagedType) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** The host's managers whose properties say what is in them, where it has them. */
    List<ManagedObjectReference<? extends ManagedObject>> managers() {
        return Stream.<@Nullable ManagedObjectReference<? extends ManagedObject>>of(
                        content().guestOperationsManager(), content().perfManager())
                .filter(Objects::nonNull)
                .<ManagedObjectReference<? extends ManagedObject>>map(Objects::requireNonNull)
                .toList();
    }

    ManagedObjectReference<PropertyFilter> createFilter(PropertyFilterSpec spec) {
        return PropertyCollector.stub(client.connection(), collector).createFilter(spec, false);
    }

    void destroyFilter(ManagedObjectReference<PropertyFilter> filter) {
        PropertyFilter.stub(client.connection(), filter).destroyPropertyFilter();
    }

    /** Whether the host is one of ours: another's is not asked for what the vSphere API does not say. */
    boolean isOurs() {
        return content().about().vendor().equals("Carafe");
    }

    /**
     * The first updates: all that the host has, but for what is known, of which one of our hosts says no more than that it is
     * still so.
     */
    @Nullable
    UpdateSet begin(KnownObjects known) throws IOException, InterruptedException {
        try {
            return await(known.isEmpty() ? null : known.version());
        } catch (FaultException e) {
            if (e.fault() instanceof InvalidCollectorVersion) {
                return await(null); // it is of an earlier release
            }
            throw e;
        }
    }

    /** Waits for updates; null when there was none for a while. */
    @Nullable
    UpdateSet await(@Nullable String version) throws IOException, InterruptedException {
        return (UpdateSet) client.connection().call(collector, WAIT, version, new WaitOptions(HOLD_SECONDS, null));
    }

    /** @throws FaultException as the host says it, with its own names */
    @Nullable
    Object call(ManagedObjectReference<?> target, ManagedMethod method, @Nullable Object... arguments)
            throws IOException, InterruptedException {
        return client.connection().call(target, method, arguments);
    }

    /** Logs out, when the host can be reached, and ends the connection. */
    @Override
    public void close() {
        try {
            client.logout();
        } catch (FaultException | IOException | RejectedExecutionException _) {
            // it is closed already, or the host is away: that forgets the session after a while
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            client.close();
        }
    }

    /** Ends the connection at once, for whoever waits on it too. */
    void abort() {
        client.close();
    }
}
