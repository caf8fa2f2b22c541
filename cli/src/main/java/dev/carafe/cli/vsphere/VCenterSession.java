package dev.carafe.cli.vsphere;

import dev.carafe.pki.PemFiles;
import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** The administrator's connection to the cloud's own vCenter, for as long as the cloud runs. Any thread. */
public final class VCenterSession implements AutoCloseable {
    /** What the inventory consists of at first, as vSphere's own tools call such things. */
    private static final String DATACENTER = "Datacenter";

    private static final String CLUSTER = "Cluster";
    private static final String ROOT = "root";

    private final VSphereConfigs configs;
    private final VSphereClient client;
    private final PropertyReader reader;

    private VCenterSession(VSphereConfigs configs, VSphereClient client) {
        this.configs = configs;
        this.client = client;
        this.reader = new PropertyReader(client);
    }

    /** Logs in to {@code vcenter}. */
    public static VCenterSession open(VSphereConfigs configs, VCenterServer vcenter)
            throws IOException, InterruptedException {
        int port = vcenter.address().getPort();
        VSphereClient client = VSphereClient.connect(ConnectionConfig.of(
                configs.settings().localAddress(port), new Trust.Pinned(thumbprint(vcenter.certificateFile()))));
        try {
            client.login(VCenterServer.administrator(), configs.administratorPassword());
            return new VCenterSession(configs, client);
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Makes sure that there is a host in the inventory; in one that has none it is {@code host}, in a cluster of its own. */
    public void ensureOwns(EsxiHost host) throws IOException, InterruptedException {
        ManagedObjectReference<? extends Folder> root = client.content().rootFolder();
        if (!reader.readAll(root, "HostSystem", List.of("name")).isEmpty()) {
            return;
        }
        HostConnectSpec spec = HostConnectSpec.builder()
                .hostName(configs.esxiAddress())
                .userName(ROOT)
                .password(configs.rootPassword())
                .sslThumbprint(thumbprint(host.certificateFile()).text())
                .force(true)
                .build();
        new Hosts(client).addToCluster(cluster(datacenter(root)), spec);
    }

    private ManagedObjectReference<Datacenter> datacenter(ManagedObjectReference<? extends Folder> root)
            throws IOException, InterruptedException {
        try {
            return new Finder(client)
                    .find(Finder.Kind.DATACENTER, "/" + DATACENTER)
                    .as();
        } catch (Finder.NotFoundException absent) {
            return Connection.checked(
                    () -> Folder.stub(client.connection(), root).createDatacenter(DATACENTER));
        }
    }

    private ManagedObjectReference<ClusterComputeResource> cluster(ManagedObjectReference<Datacenter> datacenter)
            throws IOException, InterruptedException {
        try {
            return new Finder(client)
                    .find(Finder.Kind.CLUSTER_COMPUTE_RESOURCE, "/" + DATACENTER + "/host/" + CLUSTER)
                    .as();
        } catch (Finder.NotFoundException absent) {
            ManagedObjectReference<Folder> hosts = VSphereClient.present(
                    reader.read(datacenter, List.of("hostFolder")).whole().reference("hostFolder"), "folder of hosts");
            return Connection.checked(() -> Folder.stub(client.connection(), hosts)
                    .createClusterEx(CLUSTER, ClusterConfigSpecEx.builder().build()));
        }
    }

    /** @throws IOException unless the vCenter answers */
    public void requireServing() throws IOException, InterruptedException {
        client.currentTime();
    }

    /** @throws IOException unless all hosts of the vCenter are connected to it */
    public void requireConnected() throws IOException, InterruptedException {
        for (PropertyReader.Found host :
                reader.readAll(client.content().rootFolder(), "HostSystem", List.of("name", "runtime"))) {
            HostRuntimeInfo runtime = host.value("runtime", HostRuntimeInfo.class);
            HostSystemConnectionState state = runtime == null ? null : runtime.connectionState();
            if (state != HostSystemConnectionState.CONNECTED) {
                throw new IOException("host " + host.value("name", String.class) + " is "
                        + (state == null ? "not connected" : state.wire()));
            }
        }
    }

    private static Thumbprint thumbprint(java.nio.file.Path certificate) throws IOException {
        try {
            return Thumbprint.sha1(PemFiles.certificates(certificate).getFirst());
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate in " + certificate + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
