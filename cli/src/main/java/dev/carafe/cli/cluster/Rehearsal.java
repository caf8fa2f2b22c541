package dev.carafe.cli.cluster;

import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.data.VSphereSettings;
import dev.carafe.cli.host.Command;
import dev.carafe.cli.host.FreePort;
import dev.carafe.cli.host.Remains;
import dev.carafe.cli.log.PartLogHandler;
import dev.carafe.cli.pki.ClusterCertificates;
import dev.carafe.cli.vsphere.VSphereConfigs;
import dev.carafe.cli.vsphere.VSphereRehearsal;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.remote.RemoteStoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apiserver.ApiServer;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.http.HttpTransport;
import dev.carafe.kubernetes.client.http.KubeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A short run of a cloud with a simulated node in a temporary folder, of which nothing stays, and then of an API server whose
 * etcd is behind a socket. The Java machine learns from it which classes a start needs, and which methods are worth
 * compiling early.
 */
public final class Rehearsal {

    /** How often each operation is used: often enough for the profile that the start-up cache keeps. */
    private static final int USES = 300;

    private Rehearsal() {}

    /** Starts the cloud, uses it a little as a client would, and stops it. */
    public static void run() throws IOException {
        Path root = Files.createTempDirectory("carafe-train-");
        DataDirectory directory = new DataDirectory(root, root.resolve("run"));
        try {
            directory.create();
            PartLogHandler.install(directory.logs(), false, false);
            Settings settings = new Settings(
                    "simulated-node",
                    "127.0.0.1",
                    FreePort.find(),
                    Settings.KUBELET_PORT,
                    Settings.CLUSTER_CIDR,
                    Settings.SERVICE_CIDR,
                    true,
                    vsphere());
            StatusBoard board = new StatusBoard(
                    directory,
                    settings.nodeName(),
                    settings.localUrl(),
                    LocalCluster.parts(settings),
                    InstantSource.system());
            try (LocalCluster _ = LocalCluster.start(directory, settings, board, new CountDownLatch(1))) {
                board.phase(CloudStatus.Phase.STARTED);
                use(directory);
                if (settings.vsphere().wanted()) {
                    use(new VSphereConfigs(directory, settings));
                }
            }
            rehearseServerAlone(directory, settings);
        } finally {
            new Remains().removeTree(root);
        }
    }

    private static VSphereSettings vsphere() throws IOException {
        return new VSphereSettings(Command.find("qemu-system-x86_64").isPresent(), FreePort.find(), FreePort.find(), 0);
    }

    /** As {@code kube-apiserver --etcd-servers} runs. */
    private static void rehearseServerAlone(DataDirectory directory, Settings settings) throws IOException {
        ClusterFiles files = ClusterFiles.prepare(directory, settings);
        ClusterCertificates certificates = files.certificates();
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), FreePort.find());
        EtcdServerConfig.Tls tls = new EtcdServerConfig.Tls(
                certificates.apiServer().certificate(), certificates.apiServer().key(), null, false);
        RemoteStoreConfig.Tls trust = new RemoteStoreConfig.Tls(certificates.authority(), null, null);
        URI endpoint = URI.create("https://127.0.0.1:" + address.getPort());
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(directory.etcd()));
                EtcdServer _ = EtcdServer.start(EtcdServerConfig.tls(address, tls), store.member());
                Store remote = RemoteStore.connect(RemoteStoreConfig.of(List.of(endpoint), trust));
                ApiServer _ = ApiServer.start(new PartConfigs(directory, settings, files).apiServer(remote))) {
            use(directory);
        }
    }

    private static void use(DataDirectory directory) throws IOException {
        try (Client client = new Client(new HttpTransport(KubeConfig.load(directory.adminKubeconfig()), "train"))) {
            ResourceClient<ConfigMap> maps = client.of(CoreV1.CONFIGMAPS);
            for (int i = 0; i < USES; i++) {
                ObjectMeta metadata = new ObjectMeta().withNamespace("default").withName("train");
                maps.create(new ConfigMap().withMetadata(metadata).withData(Map.of("key", "value")));
                maps.get("default", "train");
                maps.list("default");
                maps.delete("default", "train");
            }
        }
    }

    private static void use(VSphereConfigs configs) throws IOException {
        try {
            VSphereRehearsal.run(configs.own(), USES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while using the host", e);
        }
    }
}
