package dev.carafe.cli.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.command.CommandException;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.membership.MemberIds;
import dev.carafe.etcd.server.EtcdServer;
import dev.carafe.etcd.server.EtcdServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Members that find each other in an etcd of the test's own. */
@Timeout(60)
class RegistryDiscoveryTest {
    private static final String REGISTRY = "/_etcd/registry/a-token/";

    @TempDir
    private Path folder;

    private EmbeddedStore registry;
    private EtcdServer server;

    @BeforeEach
    void start() throws IOException {
        registry = EmbeddedStore.open(StoreConfig.of(folder));
        server = EtcdServer.start(
                EtcdServerConfig.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), registry.member());
    }

    @AfterEach
    void stop() {
        server.close();
        registry.close();
    }

    private void put(String key, String value) {
        var _ = registry.put(PutRequest.of(Bytes.utf8(REGISTRY + key), Bytes.utf8(value)));
    }

    private static PeerOptions options(String... arguments) {
        EtcdCommand command = new EtcdCommand();
        CommandLine line = new CommandLine(command);
        line.setDefaultValueProvider(_ -> null); // no variables
        var _ = line.parseArgs(arguments);
        return command.peers;
    }

    private PeerOptions member(String... urls) {
        return member(List.of(), urls);
    }

    private PeerOptions member(List<String> more, String... urls) {
        List<String> arguments = new ArrayList<>(List.of(
                "--discovery-endpoints",
                "127.0.0.1:" + server.port(),
                "--discovery-token",
                "a-token",
                "--initial-advertise-peer-urls",
                String.join(",", urls)));
        arguments.addAll(more);
        return options(arguments.toArray(String[]::new));
    }

    @Test
    void theMemberIsAUserThereWhereOneIsNamed() throws IOException {
        put("_config/size", "1");
        Session session = registry.member().as(Caller.UNKNOWN);
        var _ = session.userAdd("root", "se:cret", false);
        var _ = session.changeAuth(new AuthRequest.RoleAdd("root"));
        var _ = session.changeAuth(new AuthRequest.UserGrantRole("root", "root"));
        var _ = session.changeAuth(new AuthRequest.Enable());
        String url = "http://10.0.0.1:2380";
        Map<String, List<String>> alone = Map.of("m1", List.of(url));
        assertThat(member(List.of("--discovery-user", "root:se:cret"), url).members("m1"))
                .isEqualTo(alone);
        assertThat(member(List.of("--discovery-user", "root", "--discovery-password", "se:cret"), url)
                        .members("m1"))
                .isEqualTo(alone);
        refused(
                member(List.of("--discovery-user", "root", "--discovery-password", "other"), url),
                "discovery: etcdserver: authentication failed, invalid user ID or password");
        refused(
                member(List.of("--discovery-user", "root"), url),
                "--discovery-user and --discovery-password go together");
    }

    @Test
    void aUserMayBeNamedWhereNobodyIsAskedForOne() throws IOException {
        put("_config/size", "1");
        assertThat(member(List.of("--discovery-user", "root:any"), "http://10.0.0.1:2380")
                        .members("m1"))
                .containsOnlyKeys("m1");
    }

    @Test
    void certificatesOfTheRegistryAreVerifiedUnlessTheyAreNotToBe() throws IOException {
        put("_config/size", "1");
        SelfSignedFiles files = new SelfSignedFiles(folder.resolve("tls"), List.of("elsewhere.example"), 1);
        files.make(Instant.now());
        EtcdServerConfig.Tls tls = new EtcdServerConfig.Tls(files.certificate(), files.key(), null, false);
        EtcdServerConfig config = EtcdServerConfig.tls(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls);
        server.close();
        server = EtcdServer.start(config, registry.member());
        assertThat(member(List.of("--discovery-insecure-skip-tls-verify"), "http://10.0.0.1:2380")
                        .members("m1"))
                .containsOnlyKeys("m1");
        try (Store verified = member(List.of("--discovery-insecure-transport=false"), "http://10.0.0.1:2380")
                .registry
                .open()) {
            assertThatThrownBy(verified::status).isInstanceOf(EtcdException.class);
        }
    }

    private static void refused(PeerOptions options, String why) {
        assertThatThrownBy(() -> options.members("m1"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(why);
    }

    @Test
    void membersWaitForEachOtherAndAllFindTheSame() throws Exception {
        put("_config/size", "3");
        Map<String, List<String>> cluster = Map.of(
                "m1", List.of("http://10.0.0.1:2380", "http://10.1.0.1:2380"),
                "m2", List.of("http://10.0.0.2:2380"),
                "m3", List.of("http://10.0.0.3:2380"));
        try (ExecutorService members = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SortedMap<String, List<String>>>> found = new ArrayList<>();
            cluster.forEach((name, urls) -> found.add(
                    members.submit(() -> member(urls.toArray(String[]::new)).members(name))));
            for (Future<SortedMap<String, List<String>>> each : found) {
                assertThat(each.get()).isEqualTo(cluster);
            }
        }
        PeerOptions again = member("http://10.0.0.2:2380");
        assertThat(again.members("m2")).isEqualTo(cluster);
        assertThat(again.discovers()).isTrue();
        assertThat(again.clusterToken()).isEqualTo("a-token");
        String key = "members/" + MemberIds.text(MemberIds.initial(List.of("http://10.0.0.2:2380"), "a-token"));
        assertThat(registry.get(Bytes.utf8(REGISTRY + key)))
                .extracting(kv -> kv.value().toUtf8())
                .isEqualTo("m2=http://10.0.0.2:2380");

        refused(member("http://10.0.0.4:2380"), "discovery: cluster is full");
    }

    @Test
    void aRegistryWithoutTheClusterIsRefused() {
        refused(
                member("http://10.0.0.1:2380"),
                "discovery: size key not found; put the number of members at " + REGISTRY);
        put("_config/size", "many");
        refused(member("http://10.0.0.1:2380"), "discovery: size key is bad");
        put("_config/size", "0");
        refused(member("http://10.0.0.1:2380"), "discovery: size key is bad");
    }

    @Test
    void whatOthersRegisteredMustBeAddressesOfTheirOwn() {
        put("_config/size", "2");
        put("members/1", "no address, which nobody counts");
        put("members/2", "m2=ftp://10.0.0.2");
        refused(member("http://10.0.0.1:2380"), "discovery: invalid peer URL; " + REGISTRY + "members/2");
        put("members/2", "m2=http://10.0.0.1:2380");
        refused(member("http://10.0.0.1:2380"), "has a name or an address twice");
    }

    @Test
    void flagsGoTogetherAndMembersAreNamedInOnePlace() {
        assertThatThrownBy(() -> options("--discovery-endpoints", "127.0.0.1:1").check("m1"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("both --discovery-endpoints and --discovery-token must be set");
        assertThatThrownBy(() -> options(
                                "--discovery-endpoints",
                                "127.0.0.1:1",
                                "--discovery-token",
                                "t",
                                "--initial-cluster",
                                "m1=http://localhost:1")
                        .check("m1"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("multiple discovery or bootstrap flags are set");
    }
}
