package dev.carafe.cli.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.host.Host;
import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.tls.AllowedNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PeerOptionsTest {
    private static final String USUAL = "http://localhost:2380";
    private static final String M1 = "http://127.0.0.1:12380";
    private static final String M2 = "http://127.0.0.1:22380";

    private static PeerOptions options(String... arguments) {
        EtcdCommand command = new EtcdCommand();
        CommandLine line = new CommandLine(command);
        line.setDefaultValueProvider(_ -> null); // no variables
        var _ = line.parseArgs(arguments);
        return command.peers;
    }

    /** Of a member called m1, in a cluster of two. */
    private static PeerOptions ofTwo(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--initial-cluster", "m1=" + M1 + ",m2=" + M2, "--initial-advertise-peer-urls", M1));
        arguments.addAll(List.of(more));
        return options(arguments.toArray(String[]::new));
    }

    private static void refused(ThrowingCallable use, String... message) {
        assertThatThrownBy(use).isInstanceOf(CommandException.class).hasMessageContainingAll(message);
    }

    @Test
    void whoNamesNoMembersIsTheOnlyOne() throws IOException {
        assertThat(options().members("default")).containsExactly(Map.entry("default", List.of(USUAL)));
        assertThat(options().members("m1")).containsExactly(Map.entry("m1", List.of(USUAL)));
        PeerOptions elsewhere = options("--initial-advertise-peer-urls", M1 + "," + M2);
        assertThat(elsewhere.members("m1")).containsExactly(Map.entry("m1", List.of(M1, M2)));
        assertThat(options("--initial-cluster", "default=" + USUAL, "--initial-advertise-peer-urls", M1)
                        .members("m1"))
                .containsExactly(Map.entry("m1", List.of(M1)));
    }

    @Test
    void whoHasTheUsualNameHasTheUsualAddressUnlessItHasBegun() throws IOException {
        PeerOptions elsewhere = options("--initial-advertise-peer-urls", M1);
        refused(() -> elsewhere.members("default"), "--initial-cluster has default=" + USUAL, M1);
        assertThat(elsewhere.membersAgain("default")).containsExactly(Map.entry("default", List.of(M1)));
        assertThat(options("--initial-advertise-peer-urls", "http://127.0.0.1:2380")
                        .members("default"))
                .as("another name of the usual address")
                .containsExactly(Map.entry("default", List.of(USUAL)));
    }

    @Test
    void theStateOfTheClusterIsNewOrExisting() {
        refused(
                () -> options("--initial-cluster-state", "existing").members("default"),
                "--initial-cluster-state existing needs --initial-cluster");
        refused(() -> options("--initial-cluster-state", "old").check("default"), "takes new or existing, not 'old'");
        refused(() -> options("--force-new-cluster").members("default"), "--force-new-cluster needs --data-dir");
    }

    @Test
    void aClusterHasOneLearnerUnlessMoreAreAllowed() {
        assertThat(ofTwo().learnersMax).isEqualTo(1);
        assertThat(ofTwo("--max-learners", "3").learnersMax).isEqualTo(3);
    }

    @Test
    void timeoutsAreNoShorterThanEtcdTakes() {
        assertThat(ofTwo().config(Optional.empty()).timeouts()).isEqualTo(new PeerConfig.Timeouts(5000, 5000));
        assertThat(ofTwo("--raft-read-timeout", "7s", "--raft-write-timeout", "1s")
                        .config(Optional.empty())
                        .timeouts())
                .isEqualTo(new PeerConfig.Timeouts(7000, 5000));
    }

    @Test
    void aClusterNamesItsMembersAndThisOne() throws IOException {
        PeerOptions two = ofTwo();
        assertThat(two.joins()).isFalse();
        assertThat(two.members("m1")).containsExactly(Map.entry("m1", List.of(M1)), Map.entry("m2", List.of(M2)));
        assertThat(ofTwo("--initial-cluster-state", "existing").joins()).isTrue();
        PeerOptions twice = options(
                "--initial-cluster",
                "m1=" + M1 + ",m2=" + M2 + ",m1=http://10.0.0.1:2380",
                "--initial-advertise-peer-urls",
                "http://10.0.0.1:2380," + M1);
        assertThat(twice.members("m1")).containsEntry("m1", List.of(M1, "http://10.0.0.1:2380"));
    }

    @Test
    void aClusterThatCannotBeMeantIsRefused() {
        refused(() -> ofTwo().members("m3"), "couldn't find local name \"m3\" in the initial cluster configuration");
        refused(
                () -> ofTwo().members("m2"),
                "--initial-cluster has m2=" + M2 + " but missing from --initial-advertise-peer-urls=" + M1
                        + " (resolved urls: \"" + M1 + "\" != \"" + M2 + "\")");
        refused(
                () -> ofTwo("--initial-advertise-peer-urls", M2).members("m1"),
                "--initial-advertise-peer-urls has " + M2 + " but missing from --initial-cluster=m1=" + M1 + ",m1="
                        + M2);
        refused(
                () -> options("--initial-cluster", "m1=" + M1 + ",m1=" + M2, "--initial-advertise-peer-urls", M1)
                        .members("m1"),
                "--initial-cluster has m1=" + M2 + " but missing from --initial-advertise-peer-urls=" + M1 + " (len([\""
                        + M1 + "\"]) != len([\"" + M1 + "\" \"" + M2 + "\"]))");
        for (String wrong : List.of("m1", "=" + M1, "m1=", "m1=127.0.0.1:2380", "m1=http://h", "m1=" + M1 + ",")) {
            refused(
                    () -> options("--initial-cluster", wrong).members("m1"),
                    "--initial-cluster takes NAME=URL,NAME=URL");
        }
        PeerOptions same = options("--initial-cluster", "m1=" + M1 + ",m2=" + M1, "--initial-advertise-peer-urls", M1);
        refused(() -> same.members("m1"), "--initial-cluster gives an address twice");
    }

    @Test
    void whoListensEverywhereIsReachedAtTheHostsOwnAddress() throws IOException {
        InetAddress own = Host.address();
        String reached = own.isLoopbackAddress() ? USUAL : "https://" + own.getHostAddress() + ":7380";
        PeerOptions everywhere = options("--listen-peer-urls", "https://0.0.0.0:7380");
        assertThat(everywhere.members("m1")).containsExactly(Map.entry("m1", List.of(reached)));
        PeerOptions told = options("--listen-peer-urls", "https://0.0.0.0:7380", "--initial-advertise-peer-urls", M1);
        assertThat(told.members("m1")).containsExactly(Map.entry("m1", List.of(M1)));
    }

    @Test
    void plainHttpIsForLoopbackAlone() {
        PeerConfig plain = ofTwo("--listen-peer-urls", M1).config(Optional.empty());
        assertThat(plain.listen()).containsExactly(new InetSocketAddress("127.0.0.1", 12380));
        assertThat(plain.urls()).containsExactly(M1);
        assertThat(plain.tls()).isNull();
        refused(
                () -> ofTwo("--listen-peer-urls", "http://0.0.0.0:2380").config(Optional.empty()),
                "a peer address that is not loopback needs TLS");
        refused(
                () -> ofTwo("--listen-peer-urls", M1 + ",https://127.0.0.1:1").config(Optional.empty()),
                "--listen-peer-urls takes either https or http, not both");
        refused(
                () -> ofTwo("--listen-peer-urls", "127.0.0.1:1").config(Optional.empty()),
                "--listen-peer-urls takes addresses such as");
    }

    @Test
    void httpsTakesTheCertificatesThatAreGiven() {
        String listen = "https://127.0.0.1:12380";
        refused(
                () -> ofTwo("--listen-peer-urls", listen).config(Optional.empty()),
                "https between members needs --peer-cert-file and --peer-key-file, or --peer-auto-tls");
        PeerConfig given = ofTwo(
                        "--listen-peer-urls",
                        listen,
                        "--peer-cert-file",
                        "m.crt",
                        "--peer-key-file",
                        "m.key",
                        "--peer-trusted-ca-file",
                        "ca.crt",
                        "--peer-client-cert-auth",
                        "--peer-cert-allowed-cn",
                        "m1,m2",
                        "--peer-client-cert-file",
                        "c.crt",
                        "--peer-client-key-file",
                        "c.key")
                .config(Optional.empty());
        assertThat(given.tls())
                .isEqualTo(new PeerConfig.Tls(
                        Path.of("m.crt"),
                        Path.of("m.key"),
                        Path.of("ca.crt"),
                        true,
                        false,
                        AllowedNames.peers(List.of("m1", "m2"), List.of()),
                        null,
                        new PeerConfig.Pair(Path.of("c.crt"), Path.of("c.key"))));
        PeerOptions half = ofTwo(
                "--listen-peer-urls",
                listen,
                "--peer-cert-file",
                "m.crt",
                "--peer-key-file",
                "m.key",
                "--peer-client-key-file",
                "c.key");
        refused(() -> half.config(Optional.empty()), "must both be present or both absent");
        PeerOptions noAuthority = ofTwo(
                "--listen-peer-urls",
                listen,
                "--peer-cert-file",
                "m.crt",
                "--peer-key-file",
                "m.key",
                "--peer-client-cert-auth");
        refused(() -> noAuthority.config(Optional.empty()), "certificates of peers need a trusted CA file");
        PeerOptions both = ofTwo(
                "--listen-peer-urls",
                listen,
                "--peer-cert-file",
                "m.crt",
                "--peer-key-file",
                "m.key",
                "--peer-cert-allowed-cn",
                "m1",
                "--peer-cert-allowed-hostname",
                "m1.local");
        refused(() -> both.config(Optional.empty()), "--peer-cert-allowed-cn and --peer-cert-allowed-hostname");
    }

    @Test
    void aCertificateIsMadeUpForTheAddressesListenedOnAndVerifiesNobody() {
        PeerOptions options = ofTwo("--listen-peer-urls", "https://127.0.0.1:12380", "--peer-auto-tls");
        Optional<SelfSignedFiles> made = options.selfSigned(Path.of("d"), 2);
        assertThat(made).contains(new SelfSignedFiles(Path.of("d/fixtures/peer"), List.of("127.0.0.1"), 2));
        PeerConfig.Tls tls = Objects.requireNonNull(options.config(made).tls());
        assertThat(tls.selfSigned()).isTrue();
        assertThat(tls.trustedCaFile()).isNull();
        assertThat(tls.certFile()).isEqualTo(Path.of("d/fixtures/peer/cert.pem"));
    }

    @Test
    void aFilesSectionOfPeersNamesWhoIsAllowed() throws Exception {
        EtcdConfigFile file = EtcdConfigFile.of(Path.of("etcd.yaml"), """
                peer-transport-security:
                  cert-file: m.crt
                  key-file: m.key
                  trusted-ca-file: ca.crt
                  client-cert-auth: true
                  allowed-cn: [m1, m2]
                """.getBytes(UTF_8));
        assertThat(file.warnings()).isEmpty();
        assertThat(file.command().peers.allowedCommonNames).containsExactly("m1", "m2");
        assertThat(file.command().peers.clientCertAuth).isTrue();
    }
}
