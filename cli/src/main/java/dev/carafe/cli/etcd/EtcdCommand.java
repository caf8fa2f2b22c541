package dev.carafe.cli.etcd;

import dev.carafe.cli.log.LogLines;
import dev.carafe.cli.part.Addresses;
import dev.carafe.cli.part.PartProcess;
import dev.carafe.etcd.compactor.AutoCompaction;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.http.CallCounters;
import dev.carafe.etcd.http.ClientPort;
import dev.carafe.etcd.server.CallObservers;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import dev.carafe.etcd.server.SlowCalls;
import dev.carafe.etcd.slow.SlowApplies;
import io.grpc.ServerInterceptor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carafe etcd}: the store with etcd's v3 API. */
@Command(
        name = "etcd",
        description = {
            "Runs a member of a key-value store's cluster: the only one at first, or with --initial-cluster one of several.",
            "Each option may be given as a variable as well: --data-dir as ETCD_DATA_DIR."
        },
        defaultValueProvider = EtcdEnvironment.class,
        modelTransformer = OtherFlags.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  carafe etcd --data-dir /var/lib/etcd",
            "  carafe etcd --listen-client-urls https://10.0.0.1:2379 --cert-file s.crt --key-file s.key \\",
            "              --trusted-ca-file ca.crt --client-cert-auth",
            "  carafe etcd --name m1 --initial-cluster m1=http://127.0.0.1:12380,m2=http://127.0.0.1:22380 \\",
            "              --listen-peer-urls http://127.0.0.1:12380 \\",
            "              --initial-advertise-peer-urls http://127.0.0.1:12380",
            "  carafe etcd --config-file /etc/etcd.yaml"
        })
public final class EtcdCommand implements Callable<Integer> {

    private static final Logger LOG = System.getLogger("dev.carafe.etcd.Etcd");

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--config-file",
            paramLabel = "FILE",
            description = "Holds the options as YAML, as etcd's; all others and the variables are ignored then.")
    @Nullable
    Path configFile;

    @Mixin
    StoreOptions store = new StoreOptions();

    @Mixin
    FileOptions files = new FileOptions();

    @Mixin
    ClientOptions clients = new ClientOptions();

    @Mixin
    SocketOptions sockets = new SocketOptions();

    @Mixin
    AuthOptions auth = new AuthOptions();

    @Mixin
    PeerOptions peers = new PeerOptions();

    @Mixin
    CompactionOptions compaction = new CompactionOptions();

    @Mixin
    CorruptionOptions corruption = new CorruptionOptions();

    @Mixin
    TracingOptions tracing = new TracingOptions();

    @Mixin
    MetricsOptions metrics = new MetricsOptions();

    @Mixin
    LogOptions log = new LogOptions();

    /** Told once clients are served. */
    Consumer<PartProcess> serving = _ -> {};

    /** What has to be said of the options once there is a log. */
    private final List<String> warnings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        CommandSpec given = spec;
        if (given == null) {
            throw new IllegalStateException("called without a command line");
        }
        if (configFile != null) {
            EtcdConfigFile file = EtcdConfigFile.read(configFile);
            EtcdCommand command = file.command();
            command.warnings.addAll(file.warnings());
            return command.serve(file.parsed());
        }
        EtcdEnvironment environment = new EtcdEnvironment();
        environment.refuseConflicts(given);
        warnings.addAll(environment.unknown(given));
        return serve(given);
    }

    private int serve(CommandSpec given) throws IOException {
        warnings.addAll(new OtherFlags().check(given));
        warnings.addAll(store.gates().warnings());
        warnings.addAll(files.warnings());
        // All are read before a file is made.
        StoreConfig config = store.config(auth.token()).withSlowApply(log.slowApply);
        Optional<SelfSignedFiles> selfSigned = clients.selfSigned(config.dataDir());
        List<EtcdServerConfig> configs = clients.configs(store.name, store.requestBytesMax, config.dataDir()).stream()
                .map(sockets::with)
                .toList();
        compaction.check();
        corruption.check();
        tracing.check();
        CallCounters counters = metrics.counters();
        MemberStart member = member(config);
        LogLines lines = log.lines();
        return PartProcess.run(lines, process -> {
            warnings.forEach(warning -> LOG.log(Level.WARNING, warning));
            EmbeddedStore opened = member.open(process);
            if (selfSigned.isPresent()) {
                selfSigned.get().make(Instant.now());
            }
            List<ServerInterceptor> interceptors =
                    new ArrayList<>(List.of(new SlowCalls(log.slowCall(), new SlowApplies(log.slowApply))));
            interceptors.addAll(tracing.interceptors(process));
            CallObservers observers = new CallObservers(counters, interceptors);
            for (EtcdServerConfig listen : configs) {
                EtcdServer server = process.keep(Addresses.listen(
                        listen.serving().protocols() == ClientPort.Protocols.HTTP
                                ? "--listen-client-http-urls"
                                : "--listen-client-urls",
                        listen.listenClient(),
                        () -> EtcdServer.start(listen, opened.member(), observers)));
                LOG.log(Level.INFO, "Serving clients at {0}", server.addresses());
            }
            compaction
                    .compactor()
                    .ifPresent(compactor ->
                            process.keep(AutoCompaction.start(compactor, opened, CompactionOptions::nowMs)));
            serving.accept(process);
        });
    }

    /** The member of a cluster that it is. */
    private MemberStart member(StoreConfig config) throws IOException {
        peers.check(store.name); // complains before a file is made
        Optional<SelfSignedFiles> selfSigned = peers.selfSigned(config.dataDir(), clients.selfSignedYears);
        var _ = peers.config(selfSigned);
        return new MemberStart(
                store.name, clients.advertised(), peers, sockets, selfSigned, config, files, corruption, store.gates());
    }
}
