package dev.carafe.conformance;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.SSLVerifyFault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Carafe's own vCenter as a server of the vSphere API, over one host agent of its own with real machines. */
final class CarafeVCenter implements VSphereServer {
    static final String PASSWORD = "only-for-tests";

    private final CarafeHost host;
    private final VCenterServer server;
    private final Path data;

    private CarafeVCenter(CarafeHost host, VCenterServer server, Path data) {
        this.data = data;
        this.host = host;
        this.server = server;
    }

    /**
     * Starts both and gives the host to the vCenter, in a datacenter {@code dc}.
     *
     * @param folder for their files
     */
    static CarafeVCenter start(Path folder) throws IOException, InterruptedException {
        return over(CarafeHost.start(folder), folder);
    }

    /** The same over a host without machines' networks, which need root. */
    static CarafeVCenter startWithoutNetwork(Path folder) throws IOException, InterruptedException {
        return over(CarafeHost.startWithoutNetwork(folder), folder);
    }

    /** The same with one more datastore of the host. */
    static CarafeVCenter startWithDatastore(Path folder, String name, Path datastore)
            throws IOException, InterruptedException {
        return over(CarafeHost.startWithDatastore(folder, name, datastore), folder);
    }

    private static CarafeVCenter over(CarafeHost host, Path folder) throws IOException, InterruptedException {
        try {
            Path data = folder.resolve("vcenter");
            VCenterServer server = VCenterServer.start(new VCenterConfig(
                    data, new InetSocketAddress("127.0.0.1", 0), "vcenter", Optional.of(PASSWORD), "1"));
            CarafeVCenter started = new CarafeVCenter(host, server, data);
            started.takeHost();
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    private void takeHost() throws IOException, InterruptedException {
        try (VSphereClient client = client()) {
            Folder root = Folder.stub(client.connection(), client.content().rootFolder());
            var datacenter = Connection.<dev.carafe.vsphere.vim.ManagedObjectReference<Datacenter>>checked(
                    () -> root.createDatacenter("dc"));
            var folder = VSphereClient.present(
                    new PropertyReader(client)
                            .read(datacenter, List.of("hostFolder"))
                            .as(DatacenterProperties.class)
                            .hostFolder(),
                    "folder for hosts");
            Hosts hosts = new Hosts(client);
            HostConnectSpec spec = HostConnectSpec.builder()
                    .hostName(hostName())
                    .userName(Esxi.USER)
                    .password(Esxi.PASSWORD)
                    .force(false)
                    .build();
            try {
                hosts.add(folder, spec);
                throw new AssertionError("a host whose certificate nobody vouched for was taken");
            } catch (FaultException unknown) {
                if (!(unknown.fault() instanceof SSLVerifyFault shown)) {
                    throw unknown;
                }
                hosts.add(
                        folder,
                        spec.toBuilder().sslThumbprint(shown.thumbprint()).build());
            }
            client.logout();
        }
    }

    /** What the vCenter calls its host. */
    String hostName() {
        URI address = URI.create(host.url());
        return address.getHost() + ":" + address.getPort();
    }

    /** Where its SOAP API is. */
    String url() {
        return "https://" + address() + "/sdk";
    }

    /** Lets somebody else log in; what permissions call him. */
    String addUser(String name, String password) throws IOException {
        VCenterServer.users(data).add(name, "", password, List.of());
        return name + "@vsphere.local";
    }

    /** {@code host:port}. */
    String address() {
        return "127.0.0.1:" + server.address().getPort();
    }

    /** What vouches for its certificate. */
    Path certificateFile() {
        return server.certificateFile();
    }

    @Override
    public VSphereClient client() throws IOException, InterruptedException {
        return client(VCenterServer.administrator(), PASSWORD);
    }

    @Override
    public VSphereClient client(String user, String password) throws IOException, InterruptedException {
        VSphereClient client =
                VSphereClient.connect(ConnectionConfig.of(address(), new Trust.CaFile(certificateFile())));
        try {
            client.login(user, password);
            return client;
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void close() {
        server.close();
        host.close();
    }
}
