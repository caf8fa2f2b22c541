package dev.carafe.cli.part;

import dev.carafe.cli.command.CommandException;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carafe etcd}: the store with etcd's v3 API. */
@Command(
        name = "etcd",
        description = "Runs the key-value store alone, as etcd with one member.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe etcd --data-dir /var/lib/etcd",
            "  carafe etcd --listen-client-urls https://10.0.0.1:2379 --cert-file s.crt --key-file s.key \\",
            "              --trusted-ca-file ca.crt --client-cert-auth"
        })
public final class EtcdCommand implements Callable<Integer> {

    private static final Logger LOG = System.getLogger("dev.carafe.etcd.Etcd");

    @Option(names = "--name", defaultValue = "default", description = "The member's name (${DEFAULT-VALUE}).")
    String name = "default";

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where data is kept (NAME.etcd).")
    @Nullable
    Path dataDirectory;

    @Option(
            names = "--listen-client-urls",
            split = ",",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:2379",
            description = "Where clients are served (${DEFAULT-VALUE}); plain http on loopback only.")
    List<String> listenClientUrls = new ArrayList<>();

    @Option(
            names = "--advertise-client-urls",
            split = ",",
            paramLabel = "URL",
            description = "What the member list tells clients (where it listens).")
    List<String> advertiseClientUrls = new ArrayList<>();

    @Option(names = "--listen-metrics-urls", paramLabel = "URL", description = "Where /health is served (nowhere).")
    @Nullable
    String listenMetricsUrl;

    @Option(names = "--cert-file", paramLabel = "FILE", description = "The server's certificate, PEM.")
    @Nullable
    Path certFile;

    @Option(names = "--key-file", paramLabel = "FILE", description = "Its key, PEM.")
    @Nullable
    Path keyFile;

    @Option(names = "--trusted-ca-file", paramLabel = "FILE", description = "Authorities of clients, PEM.")
    @Nullable
    Path trustedCaFile;

    @Option(
            names = "--client-cert-auth",
            arity = "0..1",
            fallbackValue = "true",
            description = "Serve only clients with a certificate.")
    boolean clientCertAuth;

    @Option(
            names = "--max-request-bytes",
            paramLabel = "BYTES",
            defaultValue = "1572864",
            description = "The largest request (${DEFAULT-VALUE}).")
    int maxRequestBytes;

    @Option(
            names = "--max-txn-ops",
            paramLabel = "COUNT",
            defaultValue = "128",
            description = "The most operations of a transaction (${DEFAULT-VALUE}).")
    int maxTxnOps;

    @Override
    public Integer call() throws IOException {
        List<EtcdServerConfig> configs =
                listenClientUrls.stream().map(this::config).toList(); // before a file is made
        return PartProcess.run(0, process -> {
            StoreConfig usual = StoreConfig.of(dataDirectory != null ? dataDirectory : Path.of(name + ".etcd"));
            EmbeddedStore store = process.keep(EmbeddedStore.open(new StoreConfig(
                    usual.dataDir(),
                    usual.segmentBytes(),
                    usual.snapshotLogBytes(),
                    maxRequestBytes,
                    maxTxnOps,
                    usual.progressInterval())));
            for (EtcdServerConfig config : configs) {
                EtcdServer server = process.keep(Addresses.listen(
                        "--listen-client-urls", config.listenClient(), () -> EtcdServer.start(config, store.member())));
                LOG.log(Level.INFO, "Serving clients at {0}", server.addresses());
            }
        });
    }

    private EtcdServerConfig config(String url) {
        Addresses.Listen listen = Addresses.url("--listen-client-urls", url);
        InetSocketAddress metrics = listenMetricsUrl == null || !url.equals(listenClientUrls.getFirst())
                ? null
                : Addresses.url("--listen-metrics-urls", listenMetricsUrl).address();
        try {
            return new EtcdServerConfig(
                    name,
                    listen.address(),
                    advertiseClientUrls,
                    listen.secure() ? tls() : null,
                    metrics,
                    maxRequestBytes);
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(e.getMessage() + ".");
        }
    }

    private EtcdServerConfig.Tls tls() {
        if (certFile == null || keyFile == null) {
            throw CommandException.wrongUse("https needs --cert-file and --key-file.");
        }
        return new EtcdServerConfig.Tls(certFile, keyFile, trustedCaFile, clientCertAuth);
    }
}
