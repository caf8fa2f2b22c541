package dev.carafe.etcd.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.testing.LogCapture;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.tls.AllowedNames;
import dev.carafe.etcd.tls.RevokedCertificates;
import dev.carafe.etcd.wal.RaftWal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in by the certificates that members are given, over real connections. */
@Timeout(60)
final class PeerTlsTest {
    /** What the one who is called hears of it; waited for, so that no later test finds it. */
    private static final String REFUSED_BY_THE_CALLER = "certificate_unknown";

    private static final AllowedNames MEMBERS = AllowedNames.peers(List.of("member", "other"), List.of());

    @TempDir
    private Path folder;

    private final List<PeerTransport> transports = new ArrayList<>();
    private final LogCapture log = LogCapture.of(PeerPort.class);
    private final BlockingQueue<String> logged = log.messages();

    @AfterEach
    void stop() {
        log.close();
        transports.forEach(PeerTransport::close);
    }

    private PeerTransport transport(PeerConfig.Tls tls) throws IOException {
        PeerConfig config = new PeerConfig(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                List.of("https://127.0.0.1:1"),
                tls);
        PeerTransport transport = new PeerTransport(config, new MemoryDirectory(), PeerTlsTest::nowMs);
        transports.add(transport);
        return transport;
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Begins to listen as a member, and returns where. */
    private static String listen(PeerTransport transport, long id) throws IOException {
        var _ = transport.connect(new RaftWal.Identity(id, 7), new Deaf());
        return "https://127.0.0.1:" + transport.ports().getFirst();
    }

    private String logged() throws InterruptedException {
        String line = logged.poll(20, TimeUnit.SECONDS);
        assertThat(line).as("a line of the log").isNotNull();
        return line;
    }

    @Test
    void membersOfOneAuthorityReachEachOther() throws Exception {
        PeerAuthority authority = new PeerAuthority(folder, "ca");
        PeerTransport first = transport(authority.member("member", List.of(), MEMBERS));
        PeerTransport second = transport(authority.member("other", List.of(), MEMBERS));
        Membership members = Membership.of(List.of(
                ClusterMember.of(1, List.of(listen(first, 1)), false),
                ClusterMember.of(2, List.of(listen(second, 2)), false)));
        first.members(members);
        second.members(members);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (first.activeSinceMs(2) < 0 || second.activeSinceMs(1) < 0) {
            assertThat(System.nanoTime()).as("waited for both streams").isLessThan(endNs);
            Thread.sleep(1);
        }
        assertThat(logged).isEmpty();
    }

    @Test
    void aMemberOfAnotherAuthorityIsRefusedAsSoonAsAnAuthorityIsKnown() throws Exception {
        PeerAuthority authority = new PeerAuthority(folder, "ca");
        PeerConfig.Tls own = authority.member("member", List.of(), AllowedNames.ANY);
        String url = listen(
                transport(new PeerConfig.Tls(own.certFile(), own.keyFile(), own.trustedCaFile(), false, false)), 1);
        PeerConfig.Tls stranger = new PeerAuthority(folder, "strangers").member("member", List.of(), AllowedNames.ANY);
        PeerConfig.Tls trusting =
                new PeerConfig.Tls(stranger.certFile(), stranger.keyFile(), authority.file("ca.crt"), true, false);

        PeerTransport calling = transport(trusting);
        assertThatThrownBy(() -> calling.membersAt(url)).isInstanceOf(IOException.class);
        // It shows none, since the listener names the authorities that it takes.
        assertThat(logged())
                .contains("rejected connection of another member from 127.0.0.1", "Empty client certificate chain");
        PeerTransport wary = transport(stranger);
        assertThatThrownBy(() -> wary.membersAt(url)).hasMessageContaining("valid certification path");
        assertThat(logged()).contains(REFUSED_BY_THE_CALLER);
    }

    @Test
    void aMemberThatSpeaksPlainTextIsRefused() throws Exception {
        PeerAuthority authority = new PeerAuthority(folder, "ca");
        PeerTransport member = transport(authority.member("member", List.of(), AllowedNames.ANY));
        String url = listen(member, 1);
        assertThatThrownBy(() -> member.membersAt(url.replace("https:", "http:")))
                .isInstanceOf(IOException.class);
        assertThat(logged()).contains("not an SSL/TLS record").hasSizeLessThan(300);
        assertThat(member.membersAt(url).clusterId()).isEqualTo(7);
    }

    @Test
    void aMemberOfAnotherNameIsRefusedByWhoeverIsCalled() throws Exception {
        PeerAuthority authority = new PeerAuthority(folder, "ca");
        String url = listen(transport(authority.member("member", List.of(), MEMBERS)), 1);
        PeerTransport stranger = transport(authority.member("stranger", List.of(), AllowedNames.ANY));
        assertThatThrownBy(() -> stranger.membersAt(url)).isInstanceOf(IOException.class);
        assertThat(logged())
                .contains("client certificate authentication failed: its common name is \"stranger\"")
                .contains("--peer-cert-allowed-cn is member,other");
        assertThat(transport(authority.member("other", List.of(), MEMBERS))
                        .membersAt(url)
                        .clusterId())
                .isEqualTo(7);

        String elsewhere = listen(stranger, 2);
        PeerTransport wary = transport(authority.member("member", List.of(), MEMBERS));
        assertThatThrownBy(() -> wary.membersAt(elsewhere)).hasMessageContaining("its common name is \"stranger\"");
        assertThat(logged()).contains(REFUSED_BY_THE_CALLER);
    }

    @Test
    void aMemberMayCallWithAnotherCertificateThanItIsCalledAt() throws Exception {
        PeerAuthority authority = new PeerAuthority(folder, "ca");
        AllowedNames callers = AllowedNames.peers(List.of("caller"), List.of());
        PeerConfig.Tls served = authority.server("caller");
        PeerConfig.Tls caller = authority.member("caller", List.of(), callers);
        String url = listen(transport(authority.member("caller", List.of(), callers)), 1);
        // Its own certificate is for servers alone.
        PeerTransport one = transport(served);
        assertThatThrownBy(() -> one.membersAt(url)).isInstanceOf(IOException.class);
        assertThat(logged()).contains("rejected connection of another member");
        PeerTransport two = transport(new PeerConfig.Tls(
                served.certFile(),
                served.keyFile(),
                served.trustedCaFile(),
                true,
                false,
                AllowedNames.ANY,
                null,
                new PeerConfig.Pair(caller.certFile(), caller.keyFile())));
        assertThat(two.membersAt(url).clusterId()).isEqualTo(7);
        // Whoever calls it finds the other one.
        String called = listen(two, 2);
        assertThat(transport(caller).membersAt(called).clusterId()).isEqualTo(7);
    }

    @Test
    void aMemberOfAnotherHostIsRefused() throws Exception {
        PeerAuthority authority = new PeerAuthority(folder, "ca");
        AllowedNames hosts = AllowedNames.peers(List.of(), List.of("m1.etcd.local"));
        String url = listen(transport(authority.member("a", List.of("m1.etcd.local"), hosts)), 1);
        PeerTransport wildcard = transport(authority.member("b", List.of("*.etcd.local"), hosts));
        assertThat(wildcard.membersAt(url).clusterId()).isEqualTo(7);
        PeerTransport stranger = transport(authority.member("m1.etcd.local", List.of("m2.etcd.local"), hosts));
        assertThatThrownBy(() -> stranger.membersAt(url)).isInstanceOf(IOException.class);
        assertThat(logged()).contains("valid for none of --peer-cert-allowed-hostname, which is m1.etcd.local");

        AllowedNames address = AllowedNames.peers(List.of(), List.of("127.0.0.1"));
        String byAddress = listen(transport(authority.member("c", List.of(), address)), 3);
        assertThat(transport(authority.member("d", List.of(), address))
                        .membersAt(byAddress)
                        .clusterId())
                .isEqualTo(7);
    }

    @Test
    void namesNeedAnAuthorityAndAreOfOneKind() {
        assertThatThrownBy(() -> AllowedNames.peers(List.of("a"), List.of("b")))
                .hasMessageContaining("mutually exclusive");
        PeerConfig.Tls unverified =
                new PeerConfig.Tls(Path.of("a"), Path.of("b"), null, false, false, MEMBERS, null, null);
        assertThatThrownBy(() -> new PeerConfig(List.of(), List.of(), unverified))
                .hasMessageContaining("need a trusted CA file");
    }

    @Test
    void aMemberWhoseCertificateIsRevokedIsRefused() throws Exception {
        PeerAuthority authority = new PeerAuthority(folder, "ca");
        PeerConfig.Tls own = authority.member("member", List.of(), AllowedNames.ANY);
        PeerConfig.Tls lost = authority.member("lost", List.of(), AllowedNames.ANY); // the second issued
        RevokedCertificates revoked = new RevokedCertificates(authority.revoke(2));
        String url = listen(
                transport(new PeerConfig.Tls(
                        own.certFile(),
                        own.keyFile(),
                        own.trustedCaFile(),
                        true,
                        false,
                        AllowedNames.ANY,
                        revoked,
                        null)),
                1);
        assertThatThrownBy(() -> transport(lost).membersAt(url)).isInstanceOf(IOException.class);
        assertThat(logged()).contains("certificate serial 3 was revoked");
        assertThat(transport(authority.member("third", List.of(), AllowedNames.ANY))
                        .membersAt(url)
                        .clusterId())
                .isEqualTo(7);
    }
}
