package dev.carafe.cli.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.log.LogFormat;
import dev.carafe.cli.log.LogLines;
import dev.carafe.cli.log.LogRotation;
import dev.carafe.etcd.auth.AuthToken;
import dev.carafe.etcd.compactor.PeriodicCompactor;
import dev.carafe.etcd.compactor.RevisionCompactor;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.http.ClientPort;
import dev.carafe.etcd.mvcc.Quota;
import dev.carafe.etcd.server.EtcdServerConfig;
import dev.carafe.pki.PemFiles;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EtcdOptionsTest {
    private static final Path FILE = Path.of("etcd.yaml");

    @Test
    void withoutFlagsItIsSetUpAsEtcdIs() {
        EtcdCommand command = parsed(Map.of());
        StoreConfig store = command.store.config(AuthToken.USUAL);
        assertThat(store.dataDir()).isEqualTo(Path.of("default.etcd"));
        assertThat(store.requestBytesMax()).isEqualTo(1_572_864);
        assertThat(store.txnOpsMax()).isEqualTo(128);
        assertThat(store.quotaBytes()).isEqualTo(Quota.DEFAULT_BYTES);
        assertThat(store.bcryptCost()).isEqualTo(10);
        assertThat(store.progressInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(command.compaction.compactor()).isEmpty();
        assertThat(command.log.level()).isEqualTo(Level.INFO);
        assertThat(command.log.slowCall()).isEqualTo(Duration.ofMillis(300));
        assertThat(command.log.slowApply).isEqualTo(store.slowApply()).isEqualTo(Duration.ofMillis(100));
        EtcdServerConfig clients =
                command.clients.configs("default", 1, Path.of("d")).getFirst();
        assertThat(clients.limits().streamsMax()).isEqualTo(Integer.MAX_VALUE);
        assertThat(clients.listenMetrics()).isEmpty();
    }

    @Test
    void aCertificateIsMadeUpOnceAndAgainWhenItHasRunOut(@TempDir Path folder) throws Exception {
        EtcdCommand command =
                parsed(Map.of("ETCD_AUTO_TLS", "true", "ETCD_LISTEN_CLIENT_URLS", "https://127.0.0.1:2379"));
        EtcdServerConfig.Tls tls = Objects.requireNonNull(
                command.clients.configs("default", 1, folder).getFirst().tls());
        SelfSignedFiles files = new SelfSignedFiles(folder.resolve("fixtures/client"), List.of("127.0.0.1", "m1"), 1);
        assertThat(tls.certFile()).isEqualTo(files.certificate());
        assertThat(tls.keyFile()).isEqualTo(files.key());
        Instant now = Instant.now();
        files.make(now);
        String first = Files.readString(files.certificate());
        assertThat(Files.getPosixFilePermissions(files.key())).hasToString("[OWNER_READ, OWNER_WRITE]");
        assertThat(PemFiles.certificates(files.certificate()).getFirst().getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder("127.0.0.1", "m1");
        files.make(now.plus(Duration.ofDays(364)));
        assertThat(Files.readString(files.certificate())).isEqualTo(first);
        files.make(now.plus(Duration.ofDays(366)));
        assertThat(Files.readString(files.certificate())).isNotEqualTo(first);
    }

    @Test
    void aCertificateThatIsGivenIsTaken() {
        EtcdCommand command = parsed(Map.of(
                "ETCD_AUTO_TLS",
                "true",
                "ETCD_PEER_AUTO_TLS",
                "true",
                "ETCD_CERT_FILE",
                "c.pem",
                "ETCD_KEY_FILE",
                "k.pem",
                "ETCD_PEER_CERT_FILE",
                "p.pem",
                "ETCD_PEER_KEY_FILE",
                "q.pem"));
        assertThat(command.clients.selfSigned(Path.of("d"))).isEmpty();
        assertThat(command.peers.selfSigned(Path.of("d"), 1)).isEmpty();
    }

    @Test
    void variablesStandForFlagsAndFlagsMustNotStandBesideThem() {
        EtcdCommand command = parsed(Map.of("ETCD_NAME", "m1", "ETCD_MAX_TXN_OPS", "7", "ETCD_DATA_DIR", ""));
        assertThat(command.store.config(AuthToken.USUAL).dataDir()).isEqualTo(Path.of("m1.etcd"));
        assertThat(command.store.config(AuthToken.USUAL).txnOpsMax()).isEqualTo(7);

        Map<String, String> variables = Map.of("ETCD_NAME", "m1", "ETCD_BOGUS", "secret");
        CommandLine line = line(variables);
        var _ = line.parseArgs("--name", "m2");
        EtcdEnvironment environment = new EtcdEnvironment(variables);
        assertThatThrownBy(() -> environment.refuseConflicts(line.getCommandSpec()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("ETCD_NAME")
                .hasMessageContaining("--name");
        assertThat(environment.unknown(line.getCommandSpec()))
                .containsExactly("the environment variable ETCD_BOGUS is of no flag, and is ignored");
    }

    @Test
    void flagsThatChangeNothingAreToldAndThoseAtEtcdsDefaultAreNot() {
        CommandLine line = line(Map.of());
        var _ = line.parseArgs("--snapshot-count=10000", "--max-wals", "7", "--discovery-fallback=exit");
        assertThat(new OtherFlags().check(line.getCommandSpec()))
                .containsExactly("--max-wals has no effect: as much of the log is kept as is needed");
    }

    @Test
    void metricsHaveTwoLevels() {
        assertThatCode(parsed(Map.of()).metrics::counters).doesNotThrowAnyException();
        assertThatCode(parsed(Map.of("ETCD_METRICS", "extensive")).metrics::counters)
                .doesNotThrowAnyException();
        assertThatThrownBy(parsed(Map.of("ETCD_METRICS", "all")).metrics::counters)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--metrics")
                .hasMessageContaining("basic or extensive");
    }

    @Test
    void aFileHoldsTheFlags() throws Exception {
        EtcdConfigFile file = EtcdConfigFile.of(FILE, """
                name: m3
                data-dir: /srv/etcd
                max-txn-ops: 9
                watch-progress-notify-interval: 60000000000
                listen-client-urls: https://127.0.0.1:1,https://127.0.0.1:2
                client-transport-security:
                  cert-file: s.crt
                  key-file: s.key
                  client-cert-auth: true
                  trusted-ca-file: ca.crt
                auto-compaction-mode: revision
                auto-compaction-retention: "1000"
                log-outputs: [stderr]
                log-level: warn
                bogus: 1
                """.getBytes(UTF_8));
        EtcdCommand command = file.command();
        assertThat(command.store.config(AuthToken.USUAL).dataDir()).isEqualTo(Path.of("/srv/etcd"));
        assertThat(command.store.config(AuthToken.USUAL).txnOpsMax()).isEqualTo(9);
        assertThat(command.store.config(AuthToken.USUAL).progressInterval()).isEqualTo(Duration.ofMinutes(1));
        List<EtcdServerConfig> clients = command.clients.configs("m3", 1, Path.of("d"));
        assertThat(clients).hasSize(2);
        assertThat(clients.getLast().tls())
                .isEqualTo(new EtcdServerConfig.Tls(Path.of("s.crt"), Path.of("s.key"), Path.of("ca.crt"), true));
        assertThat(command.compaction.compactor().orElseThrow()).isInstanceOf(RevisionCompactor.class);
        assertThat(command.log.level()).isEqualTo(Level.WARNING);
        assertThat(file.warnings()).containsExactly("etcd.yaml: bogus is of no flag, and is ignored");
        assertThat(command.log.outputs).containsExactly("stderr");
        assertThat(new OtherFlags().check(file.parsed())).isEmpty();
    }

    @Test
    void addressesOfHttpLeaveGrpcAloneAtTheOthers() {
        EtcdCommand command = parsed(Map.of(
                "ETCD_LISTEN_CLIENT_URLS",
                "http://127.0.0.1:1,http://127.0.0.1:2",
                "ETCD_LISTEN_CLIENT_HTTP_URLS",
                "http://127.0.0.1:3",
                "ETCD_ENABLE_GRPC_GATEWAY",
                "false"));
        List<EtcdServerConfig> configs = command.clients.configs("m1", 1, Path.of("d"));
        assertThat(configs)
                .extracting(config -> config.serving().protocols())
                .containsExactly(ClientPort.Protocols.GRPC, ClientPort.Protocols.GRPC, ClientPort.Protocols.HTTP);
        assertThat(configs).noneMatch(config -> config.serving().gateway());
        EtcdCommand twice = parsed(Map.of("ETCD_LISTEN_CLIENT_HTTP_URLS", "http://127.0.0.1:2379"));
        assertThatThrownBy(() -> twice.clients.configs("m1", 1, Path.of("d")))
                .isInstanceOf(CommandException.class)
                .hasMessage("cannot bind both --listen-client-urls and --listen-client-http-urls on the same url"
                        + " http://127.0.0.1:2379.");
    }

    @Test
    void metricsByHttpsHaveTheCertificateForClients() {
        EtcdCommand command = parsed(Map.of(
                "ETCD_LISTEN_METRICS_URLS",
                "https://127.0.0.1:1,http://127.0.0.1:2",
                "ETCD_CERT_FILE",
                "c.pem",
                "ETCD_KEY_FILE",
                "k.pem"));
        assertThat(command.clients.configs("m1", 1, Path.of("d")).getFirst().listenMetrics())
                .extracting(
                        metrics -> metrics.tls() == null ? null : metrics.tls().certFile())
                .containsExactly(Path.of("c.pem"), null);
        EtcdCommand without = parsed(Map.of("ETCD_LISTEN_METRICS_URLS", "https://127.0.0.1:1"));
        assertThatThrownBy(() -> without.clients.configs("m1", 1, Path.of("d")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("https needs --cert-file");
    }

    @Test
    void linesGoWhereTheyAreToGo(@TempDir Path folder) throws Exception {
        LogLines usual = parsed(Map.of()).log.lines();
        assertThat(usual.format()).isEqualTo(LogFormat.CONSOLE);
        assertThat(usual.outputs()).containsExactly(System.err);
        Path file = folder.resolve("etcd.log");
        Files.writeString(file, "before\n");
        LogLines lines = parsed(Map.of("ETCD_LOG_FORMAT", "json", "ETCD_LOG_OUTPUTS", "stdout," + file))
                .log
                .lines();
        assertThat(lines.format()).isEqualTo(LogFormat.JSON);
        assertThat(lines.outputs()).hasSize(2).startsWith(System.out);
        try (OutputStream appended = lines.outputs().getLast()) {
            appended.write("after\n".getBytes(UTF_8));
        }
        assertThat(file).hasContent("before\nafter\n");
        refusedLog("--log-format takes json or console, not 'xml'", "ETCD_LOG_FORMAT", "xml");
        refusedLog("--log-outputs takes default alone", "ETCD_LOG_OUTPUTS", "default,stderr");
        refusedLog(
                "cannot be written",
                "ETCD_LOG_OUTPUTS",
                folder.resolve("none/etcd.log").toString());
    }

    @Test
    void aFileOfTheLogGivesWayWhereThatIsAskedFor(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("logs/etcd.log");
        Files.createDirectory(folder.resolve("logs"));
        Files.writeString(file, "x".repeat(1 << 20));
        LogLines lines = parsed(Map.of(
                        "ETCD_ENABLE_LOG_ROTATION",
                        "true",
                        "ETCD_LOG_OUTPUTS",
                        "stderr," + file,
                        "ETCD_LOG_ROTATION_CONFIG_JSON",
                        "{\"maxsize\": 1, \"bogus\": 1}"))
                .log
                .lines();
        try (OutputStream output = lines.outputs().getLast()) {
            output.write("after\n".getBytes(UTF_8));
        }
        assertThat(file).hasContent("after\n");
        assertThat(LogRotationJson.parse("{}")).isEqualTo(new LogRotation(100L << 20, 0, 0, false, false));
        assertThat(LogRotationJson.parse(
                        "{\"maxsize\":7,\"maxage\":3,\"maxbackups\":2,\"localtime\":true,\"compress\":true}"))
                .isEqualTo(new LogRotation(7L << 20, 3, 2, true, true));
        for (String outputs : List.of("default", "stdout,stderr", "a.log,b.log")) {
            refusedLog(
                    "--enable-log-rotation needs one file among --log-outputs",
                    Map.of("ETCD_ENABLE_LOG_ROTATION", "true", "ETCD_LOG_OUTPUTS", outputs));
        }
        refusedRotation("takes an object of JSON", "{");
        refusedRotation("maxsize takes a whole number, not \"a\"", "{\"maxsize\":\"a\"}");
        refusedRotation("maxage takes a whole number, not -1", "{\"maxage\":-1}");
        refusedRotation("compress takes true or false, not 1", "{\"compress\":1}");
    }

    private static void refusedRotation(String message, String json) {
        refusedLog(
                message,
                Map.of(
                        "ETCD_ENABLE_LOG_ROTATION",
                        "true",
                        "ETCD_LOG_OUTPUTS",
                        "a.log",
                        "ETCD_LOG_ROTATION_CONFIG_JSON",
                        json));
    }

    private static void refusedLog(String message, String variable, String value) {
        refusedLog(message, Map.of(variable, value));
    }

    private static void refusedLog(String message, Map<String, String> variables) {
        LogOptions log = parsed(variables).log;
        assertThatThrownBy(log::lines).isInstanceOf(CommandException.class).hasMessageContaining(message);
    }

    @Test
    void ofAMillionCallsAMillionAtMostAreTraced() {
        EtcdCommand traced = parsed(
                Map.of("ETCD_ENABLE_DISTRIBUTED_TRACING", "true", "ETCD_DISTRIBUTED_TRACING_SAMPLING_RATE", "1000001"));
        assertThatThrownBy(traced.tracing::check)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--distributed-tracing-sampling-rate takes a number from 0 to 1000000");
        EtcdCommand untraced = parsed(Map.of("ETCD_DISTRIBUTED_TRACING_SAMPLING_RATE", "1000001"));
        untraced.tracing.check();
        assertThat(untraced.tracing.enabled).isFalse();
    }

    @Test
    void aFileThatCannotBeMeantIsRefused() {
        refused("- a", "holds no map of flags");
        refused("max-txn-ops: many", "--max-txn-ops");
        refused("name: {a: b}", "name cannot be a map");
        refused("client-transport-security: 1", "client-transport-security has to be a map");
        refused("config-file: other", "names another configuration file");
    }

    @Test
    void aRetentionWithoutUnitCountsHours() {
        assertThat(interval("5")).isEqualTo(Duration.ofMinutes(6));
        assertThat(interval("10m")).isEqualTo(Duration.ofMinutes(1));
    }

    private static Duration interval(String retention) {
        EtcdCommand command = parsed(Map.of("ETCD_AUTO_COMPACTION_RETENTION", retention));
        return ((PeriodicCompactor) command.compaction.compactor().orElseThrow()).interval();
    }

    private static void refused(String yaml, String message) {
        assertThatThrownBy(() -> EtcdConfigFile.of(FILE, yaml.getBytes(UTF_8)))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("etcd.yaml")
                .hasMessageContaining(message);
    }

    private static EtcdCommand parsed(Map<String, String> variables) {
        CommandLine line = line(variables);
        var _ = line.parseArgs();
        return line.getCommand();
    }

    private static CommandLine line(Map<String, String> variables) {
        CommandLine line = new CommandLine(new EtcdCommand());
        line.setDefaultValueProvider(new EtcdEnvironment(variables));
        return line;
    }
}
