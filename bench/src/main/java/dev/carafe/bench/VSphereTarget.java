package dev.carafe.bench;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.View;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.SSLVerifyFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A vSphere server under load: a vCenter, or a host by itself. */
final class VSphereTarget implements AutoCloseable {
    private static final String CONNECTION = "runtime.connectionState";
    private static final long PATIENCE_NS = 120_000_000_000L;
    private static final long POLL_MS = 50;

    private final URI address;
    private final String user;
    private final String password;
    private @Nullable VSphereClient client;
    /** Those that it has; null before it was asked. */
    private @Nullable List<ManagedObjectReference<?>> hostsFound;

    /**
     * Where machines are made.
     *
     * @param datastore its name
     */
    record Place(ManagedObjectReference<Folder> folder, ManagedObjectReference<ResourcePool> pool, String datastore) {}

    /**
     * A server; connects when it is first asked something.
     *
     * @param url {@code https://USER:PASSWORD@HOST:PORT/sdk}, each part percent-encoded
     */
    VSphereTarget(String url) throws IOException {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IOException("a vSphere server's address is https://USER:PASSWORD@HOST:PORT/sdk", e);
        }
        String account = uri.getUserInfo();
        int colon = account == null ? -1 : account.indexOf(':');
        if (account == null || colon < 0 || uri.getHost() == null) {
            throw new IOException("a vSphere server's address is https://USER:PASSWORD@HOST:PORT/sdk");
        }
        if (!InetAddress.getByName(uri.getHost()).isLoopbackAddress()) {
            throw new IOException(uri.getHost() + " is not on this machine: load goes to loopback addresses only");
        }
        user = account.substring(0, colon);
        password = account.substring(colon + 1);
        address = URI.create("https://" + uri.getHost() + ":" + uri.getPort() + "/sdk");
    }

    /** A connection and a session of its own. */
    VSphereClient connect() throws IOException, InterruptedException {
        VSphereClient opened = VSphereClient.connect(ConnectionConfig.of(address.toString(), new Trust.Anything()));
        opened.login(user, password);
        return opened;
    }

    /** The session that the load's operations share. */
    VSphereClient client() throws IOException, InterruptedException {
        if (client == null) {
            client = connect();
        }
        return client;
    }

    /**
     * Whether the server lets the user in, is connected to all of its hosts, and has so many machines. It takes a while to say that it
     * is not: whoever is asked a hundred times a second has no time left to start.
     */
    boolean isReady(int machines) throws InterruptedException {
        try {
            if (isConnected() && read("VirtualMachine", List.of("name")).size() >= machines) {
                return true;
            }
        } catch (IOException | FaultException _) { // nobody listens yet, or it is only starting
            hostsFound = null;
        }
        Thread.sleep(POLL_MS);
        return false;
    }

    /** A vCenter shows what it remembers of its hosts before it has reached them; nothing can be made there until then. */
    private boolean isConnected() throws IOException, InterruptedException {
        List<ManagedObjectReference<?>> known = hostsFound;
        if (known == null) { // a view looks at all that the server has, which is not done each time
            known = read("HostSystem", List.of(CONNECTION)).stream()
                    .<ManagedObjectReference<?>>map(Found::object)
                    .toList();
            hostsFound = known;
        }
        PropertyReader reader = new PropertyReader(client());
        for (ManagedObjectReference<?> host : known) {
            HostSystemConnectionState state =
                    reader.read(host, List.of(CONNECTION)).value(CONNECTION, HostSystemConnectionState.class);
            if (state != HostSystemConnectionState.CONNECTED) {
                return false;
            }
        }
        return true;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        while (!isReady(0)) {
            if (System.nanoTime() - startNs > PATIENCE_NS) {
                throw new IOException(address + " does not answer, or is not connected to its hosts");
            }
        }
    }

    /** Properties of all objects of a type, by a container view made for it. */
    List<Found> read(String type, List<String> paths) throws IOException, InterruptedException {
        VSphereClient now = client();
        try (View view = View.container(now, now.content().rootFolder(), List.of(type))) {
            return view.read(type, paths);
        }
    }

    /**
     * Has a vCenter own a host, in a datacenter made for it, unless it has one, and waits until it is connected.
     *
     * @throws IOException when the host does not answer, or is not connected after two minutes
     */
    void adopt(VSphereTarget host) throws IOException, InterruptedException {
        host.awaitReady(); // it may have been started a moment ago
        if (read("HostSystem", List.of("name")).isEmpty()) {
            add(host);
            hostsFound = null;
        }
        awaitReady();
    }

    private void add(VSphereTarget host) throws IOException, InterruptedException {
        VSphereClient now = client();
        ManagedObjectReference<Datacenter> made = Connection.checked(
                () -> Folder.stub(now.connection(), now.content().rootFolder()).createDatacenter("bench"));
        ManagedObjectReference<Folder> hosts = Objects.requireNonNull(
                new PropertyReader(now).read(made, List.of("hostFolder")).<Folder>reference("hostFolder"));
        HostConnectSpec spec = HostConnectSpec.builder()
                .hostName(host.address.getHost())
                .port(host.address.getPort())
                .userName(host.user)
                .password(host.password)
                .force(true)
                .build();
        try {
            new Hosts(now).add(hosts, spec);
        } catch (FaultException e) {
            if (!(e.fault() instanceof SSLVerifyFault unknown)) {
                throw e;
            }
            new Hosts(now) // the fault says which certificate it is to be; this is our own machine
                    .add(
                            hosts,
                            spec.toBuilder().sslThumbprint(unknown.thumbprint()).build());
        }
    }

    /** The first place of the inventory. */
    Place place() throws IOException, InterruptedException {
        Found datacenter = first("Datacenter", List.of("vmFolder"));
        Found compute = first("ComputeResource", List.of("resourcePool"));
        Found datastore = first("Datastore", List.of("name"));
        return new Place(
                Objects.requireNonNull(datacenter.<Folder>reference("vmFolder")),
                Objects.requireNonNull(compute.<ResourcePool>reference("resourcePool")),
                Objects.requireNonNull(datastore.value("name", String.class)));
    }

    /** The first datastore of the inventory. */
    ManagedObjectReference<Datastore> datastore() throws IOException, InterruptedException {
        return new ManagedObjectReference<>(
                "Datastore", first("Datastore", List.of("name")).object().value());
    }

    private Found first(String type, List<String> paths) throws IOException, InterruptedException {
        Optional<Found> first = read(type, paths).stream().findFirst();
        return first.orElseThrow(() -> new IOException(address + " has no " + type));
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
