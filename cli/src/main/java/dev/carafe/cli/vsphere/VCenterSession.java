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
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The administrator's connection to the cloud's own vCenter, for as long as the cloud runs. Any thread. */
public final class VCenterSession implements AutoCloseable {
    /** What the inventory consists of at first, as vSphere's own tools call such things. */
    private static final String DATACENTER = "Datacenter";

    private static final String CLUSTER = "Cluster";
    private static final String ROOT = "root";

    private final VSphereClient client;
    private final PropertyReader reader;

    private VCenterSession(VSphereClient client) {
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
            return new VCenterSession(client);
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Makes sure that there is a host in the inventory; in one that has none it is {@code host}, in a cluster. */
    public void ensureOwns(OwnHost host) throws IOException, InterruptedException {
        if (hostNames().isEmpty()) {
            add(host);
        }
    }

    /** Makes sure that each of these hosts is in the inventory; those that are not come into one cluster. */
    public void ensureOwnsAll(List<OwnHost> hosts) throws IOException, InterruptedException {
        List<String> known = hostNames();
        for (OwnHost host : hosts) {
            if (!known.contains(host.address())) {
                add(host);
            }
        }
    }

    private List<String> hostNames() throws IOException, InterruptedException {
        return reader.readAll(client.content().rootFolder(), "HostSystem", List.of("name")).stream()
                .map(host -> String.valueOf(host.value("name", String.class)))
                .toList();
    }

    private void add(OwnHost host) throws IOException, InterruptedException {
        HostConnectSpec spec = HostConnectSpec.builder()
                .hostName(host.address())
                .userName(ROOT)
                .password(host.password())
                .sslThumbprint(thumbprint(host.certificate()).text())
                .force(true)
                .build();
        new Hosts(client).addToCluster(cluster(datacenter(client.content().rootFolder())), spec);
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
            requireConnected(host);
        }
    }

    /** @throws IOException unless this host of the vCenter is connected to it; one that was taken out of it is well too */
    public void requireConnected(String name) throws IOException, InterruptedException {
        for (PropertyReader.Found host :
                reader.readAll(client.content().rootFolder(), "HostSystem", List.of("name", "runtime"))) {
            if (name.equals(host.value("name", String.class))) {
                requireConnected(host);
            }
        }
    }

    private static void requireConnected(PropertyReader.Found host) throws IOException {
        HostRuntimeInfo runtime = host.value("runtime", HostRuntimeInfo.class);
        HostSystemConnectionState state = runtime == null ? null : runtime.connectionState();
        if (state != HostSystemConnectionState.CONNECTED) {
            throw new IOException("host " + host.value("name", String.class) + " is "
                    + (state == null ? "not connected" : state.wire()));
        }
    }

    /** How many machines the vCenter's hosts have, how many of them are on, and what they run on, for people. */
    public String machines() throws IOException, InterruptedException {
        return machines(_ -> true);
    }

    /** The same of the host that is called {@code name}. */
    public String machines(String name) throws IOException, InterruptedException {
        return machines(name::equals);
    }

    private String machines(Predicate<@Nullable String> hosts) throws IOException, InterruptedException {
        ManagedObjectReference<? extends Folder> root = client.content().rootFolder();
        Set<ManagedObjectReference<?>> meant = new HashSet<>();
        Set<String> products = new TreeSet<>();
        for (PropertyReader.Found host :
                reader.readAll(root, "HostSystem", List.of("name", "summary.config.product"))) {
            if (hosts.test(host.value("name", String.class))) {
                meant.add(host.object());
                AboutInfo product = host.value("summary.config.product", AboutInfo.class);
                if (product != null) {
                    products.add(product.fullName());
                }
            }
        }
        int all = 0;
        int on = 0;
        for (PropertyReader.Found machine : reader.readAll(root, "VirtualMachine", List.of("runtime"))) {
            VirtualMachineRuntimeInfo runtime = machine.value("runtime", VirtualMachineRuntimeInfo.class);
            if (runtime != null && runtime.host() != null && meant.contains(runtime.host())) {
                all++;
                on += runtime.powerState() == VirtualMachinePowerState.POWERED_ON ? 1 : 0;
            }
        }
        return all + (all == 1 ? " machine, " : " machines, ") + on + " on; " + String.join("; ", products);
    }

    static Thumbprint thumbprint(java.nio.file.Path certificate) throws IOException {
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
