package dev.carafe.cli.cluster;

import dev.carafe.cli.data.CloudStatus;
import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.host.Remains;
import dev.carafe.cli.log.PartLogHandler;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.http.HttpTransport;
import dev.carafe.kubernetes.client.http.KubeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A short run of a cloud with a simulated node in a temporary folder, of which nothing stays. The Java machine learns from it
 * which classes a start needs.
 */
public final class Rehearsal {

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
                    freePort(),
                    Settings.KUBELET_PORT,
                    Settings.CLUSTER_CIDR,
                    Settings.SERVICE_CIDR,
                    true);
            StatusBoard board = new StatusBoard(
                    directory,
                    settings.nodeName(),
                    settings.localUrl(),
                    LocalCluster.parts(settings),
                    InstantSource.system());
            try (LocalCluster _ = LocalCluster.start(directory, settings, board, new CountDownLatch(1))) {
                board.phase(CloudStatus.Phase.STARTED);
                use(directory);
            }
        } finally {
            new Remains().removeTree(root);
        }
    }

    private static void use(DataDirectory directory) throws IOException {
        try (Client client = new Client(new HttpTransport(KubeConfig.load(directory.adminKubeconfig()), "train"))) {
            client.of(CoreV1.CONFIGMAPS)
                    .create(new ConfigMap()
                            .withMetadata(
                                    new ObjectMeta().withNamespace("default").withName("train"))
                            .withData(Map.of("key", "value")));
            client.of(CoreV1.CONFIGMAPS).list("default");
            client.of(CoreV1.CONFIGMAPS).delete("default", "train");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
