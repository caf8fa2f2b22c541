package dev.carafe.cli.part;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.cli.command.CommandException;
import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import dev.carafe.kubernetes.apiserver.ServiceAccountOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The flags of upstream's API server. */
final class ApiServerFlagsTest {
    /** What kubeadm starts an API server with. */
    private static final List<String> KUBEADM = List.of(
            "--advertise-address=192.0.2.10",
            "--allow-privileged=true",
            "--authorization-mode=Node,RBAC",
            "--client-ca-file=/etc/kubernetes/pki/ca.crt",
            "--enable-admission-plugins=NodeRestriction",
            "--enable-bootstrap-token-auth=true",
            "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
            "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
            "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
            "--etcd-servers=https://127.0.0.1:2379",
            "--kubelet-client-certificate=/etc/kubernetes/pki/apiserver-kubelet-client.crt",
            "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key",
            "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
            "--proxy-client-cert-file=/etc/kubernetes/pki/front-proxy-client.crt",
            "--proxy-client-key-file=/etc/kubernetes/pki/front-proxy-client.key",
            "--requestheader-allowed-names=front-proxy-client",
            "--requestheader-client-ca-file=/etc/kubernetes/pki/front-proxy-ca.crt",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
            "--requestheader-group-headers=X-Remote-Group",
            "--requestheader-username-headers=X-Remote-User",
            "--secure-port=6443",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
            "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
            "--service-cluster-ip-range=10.96.0.0/12",
            "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
            "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key");

    private static CommandLine line(KubeApiserverCommand command, String... more) {
        CommandLine line = new CommandLine(command);
        List<String> all = new ArrayList<>(List.of(more));
        List<String> said =
                all.stream().map(flag -> flag.replaceFirst("=.*", "=")).toList();
        KUBEADM.stream()
                .filter(flag -> said.stream().noneMatch(flag::startsWith))
                .forEach(all::add);
        line.parseArgs(all.toArray(new String[0]));
        return line;
    }

    private static List<String> warnings(String... more) {
        return new ApiServerUnusedFlags()
                .check(line(new KubeApiserverCommand(), more).getCommandSpec());
    }

    @Test
    void takesWhatKubeadmSays() {
        KubeApiserverCommand command = new KubeApiserverCommand();
        line(command);
        assertThat(command.serviceAccounts.options())
                .isEqualTo(new ServiceAccountOptions(
                        Path.of("/etc/kubernetes/pki/sa.key"),
                        List.of(Path.of("/etc/kubernetes/pki/sa.pub")),
                        List.of("https://kubernetes.default.svc.cluster.local"),
                        List.of(),
                        true));
        assertThat(warnings())
                .hasSize(9)
                .anyMatch(warning -> warning.startsWith("--requestheader-client-ca-file has no effect: "))
                .anyMatch(warning -> warning.startsWith("--enable-bootstrap-token-auth has no effect: "));
    }

    @Test
    void knowsEveryFlagOfUpstreams() throws IOException {
        List<String> flags;
        try (InputStream in = ApiServerFlagsTest.class.getResourceAsStream("kube-apiserver-flags.txt")) {
            flags = new String(in.readAllBytes(), UTF_8).lines().toList();
        }
        CommandLine line = new CommandLine(new KubeApiserverCommand());
        assertThat(flags).hasSizeGreaterThan(150);
        assertThat(line.getCommandSpec().optionsMap().keySet()).containsAll(flags);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--audit-policy-file=a.yaml",
                "--encryption-provider-config=e.yaml",
                "--oidc-issuer-url=https://i",
                "--authorization-config=a.yaml",
                "--storage-backend=etcd2",
                "--service-account-lookup=false"
            })
    void refusesWhatWouldNotBeKept(String flag) {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> warnings(flag))
                .withMessageStartingWith(flag.substring(0, flag.indexOf('=')) + " is not supported: ");
    }

    @Test
    void theUsualValueIsNoNews() {
        assertThat(warnings("--max-requests-inflight=400", "--storage-backend=etcd3", "--enable-garbage-collector"))
                .isEqualTo(warnings());
        assertThat(warnings("--max-requests-inflight=800"))
                .contains("--max-requests-inflight has no effect: requests are not held back by their number");
    }

    @Test
    void timesAreThoseThatWereAskedFor() {
        KubeApiserverCommand command = new KubeApiserverCommand();
        line(
                command,
                "--event-ttl=30m",
                "--request-timeout=90s",
                "--min-request-timeout=60",
                "--etcd-compaction-interval=0",
                "--endpoint-reconciler-type=none",
                "--default-not-ready-toleration-seconds=30",
                "--default-unreachable-toleration-seconds=40");
        ServerRunOptions options = command.runOptions.options();
        assertThat(options.eventTtl()).isEqualTo(Duration.ofMinutes(30));
        assertThat(options.requestTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(options.minRequestTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.etcdCompactionInterval()).isZero();
        assertThat(options.reconcilesEndpoints()).isFalse();
        assertThat(options.notReadyTolerationSeconds()).isEqualTo(30);
        assertThat(options.unreachableTolerationSeconds()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--event-ttl=0",
                "--request-timeout=-1s",
                "--min-request-timeout=-1",
                "--etcd-compaction-interval=-5m",
                "--endpoint-reconciler-type=master-count"
            })
    void refusesTimesThatCannotBe(String flag) {
        KubeApiserverCommand command = new KubeApiserverCommand();
        line(command, flag);
        assertThatExceptionOfType(ParameterException.class)
                .isThrownBy(command.runOptions::options)
                .withMessageStartingWith(flag.substring(0, flag.indexOf('=')));
    }

    @Test
    void speaksTheTlsThatWasAskedFor() {
        KubeApiserverCommand command = new KubeApiserverCommand();
        line(command);
        assertThat(command.tls.protocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(command.tls.cipherSuites()).isEmpty();

        KubeApiserverCommand strict = new KubeApiserverCommand();
        line(
                strict,
                "--tls-min-version=VersionTLS13",
                "--tls-cipher-suites=TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
        assertThat(strict.tls.protocols()).containsExactly("TLSv1.3");
        assertThat(strict.tls.cipherSuites())
                .startsWith("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
                .contains("TLS_AES_128_GCM_SHA256")
                .doesNotContain("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

        KubeApiserverCommand wrong = new KubeApiserverCommand();
        line(wrong, "--tls-min-version=1.2", "--tls-cipher-suites=ROT13");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(wrong.tls::protocols)
                .withMessageContaining("VersionTLS12");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(wrong.tls::cipherSuites)
                .withMessageContaining("Cipher suite ROT13 not supported or doesn't exist");
    }

    @Test
    void startsWithoutWhatUpstreamsStartsWithout() {
        KubeApiserverCommand command = new KubeApiserverCommand();
        new CommandLine(command)
                .parseArgs(
                        "--etcd-servers=http://127.0.0.1:2379",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key");
        command.tls.check();
        assertThat(command.clientCa).isNull();
        assertThat(command.kubeletCertificate).isNull();
    }

    @Test
    void keepsObjectsInOnePlace() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> objects().check())
                .withMessageContaining("--etcd-servers must be specified");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> objects("--data-dir=/objects", "--etcd-servers=http://127.0.0.1:2379")
                        .check())
                .withMessageContaining("--data-dir keeps objects without an etcd");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() ->
                        objects("--data-dir=/objects", "--etcd-cafile=/ca.crt").check())
                .withMessageContaining("--etcd-cafile");
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> objects("--data-dir=").check())
                .withMessageContaining("--data-dir takes a folder");

        objects("--data-dir=/objects").check();
        objects("--etcd-servers=http://127.0.0.1:2379,http://127.0.0.2:2379").check();
    }

    private static ObjectStoreFlags objects(String... flags) {
        ObjectStoreFlags objects = new ObjectStoreFlags();
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create()
                .addMixin("objects", CommandLine.Model.CommandSpec.forAnnotatedObject(objects));
        new CommandLine(spec).parseArgs(flags);
        return objects;
    }
}
