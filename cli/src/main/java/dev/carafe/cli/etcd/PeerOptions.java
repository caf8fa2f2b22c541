package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.Addresses;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.embed.ClusterConfig;
import dev.carafe.etcd.membership.InitialMembers;
import dev.carafe.etcd.membership.PeerUrls;
import dev.carafe.etcd.membership.ProposedMember;
import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.remote.RemoteStore;
import dev.carafe.etcd.tls.AllowedNames;
import dev.carafe.etcd.tls.RevokedCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster it is a member of, and how members reach each other. */
final class PeerOptions {
    private static final String NEW = "new";
    private static final String EXISTING = "existing";

    /** The cluster of a member of whom nothing is said. */
    private static final String USUAL_URL = "http://localhost:2380";

    private static final String USUAL_CLUSTER = "default=" + USUAL_URL;

    private static final String USUAL_NAME = "default";

    @Option(
            names = "--initial-cluster",
            paramLabel = "NAME=URL,...",
            defaultValue = "",
            description = "The members of the cluster at its start (this one alone, at --initial-advertise-peer-urls).")
    String initialCluster = "";

    @Option(
            names = "--discovery-srv",
            paramLabel = "DOMAIN",
            defaultValue = "",
            description = "The domain whose SRV records name the members, in the place of --initial-cluster.")
    String discoverySrv = "";

    @Option(
            names = "--discovery-srv-name",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What the services' names end with in those records.")
    String discoverySrvName = "";

    /** Who is asked for them. */
    Supplier<SrvRecords> dns = SrvRecords::ofTheMachine;

    @Mixin
    RegistryOptions registry = new RegistryOptions();

    @Option(
            names = "--initial-cluster-state",
            paramLabel = "STATE",
            defaultValue = NEW,
            description = "Whether the cluster begins (new) or is there (existing) (${DEFAULT-VALUE}).")
    String state = NEW;

    @Option(
            names = "--initial-cluster-token",
            paramLabel = "TEXT",
            defaultValue = "etcd-cluster",
            description = "Tells clusters of the same addresses apart (${DEFAULT-VALUE}).")
    String token = "";

    @Option(
            names = "--initial-advertise-peer-urls",
            split = ",",
            paramLabel = "URL",
            defaultValue = USUAL_URL,
            description =
                    "Where other members reach this one (${DEFAULT-VALUE}, with this host's address where it listens"
                            + " for them at 0.0.0.0).")
    List<String> advertiseUrls = new ArrayList<>();

    @Option(
            names = "--listen-peer-urls",
            split = ",",
            paramLabel = "URL",
            defaultValue = "http://localhost:2380",
            description = "Where it listens for other members (${DEFAULT-VALUE}); plain http on loopback only.")
    List<String> listenUrls = new ArrayList<>();

    @Option(names = "--peer-cert-file", paramLabel = "FILE", description = "The member's certificate, PEM.")
    @Nullable
    Path certFile;

    @Option(names = "--peer-key-file", paramLabel = "FILE", description = "Its key, PEM.")
    @Nullable
    Path keyFile;

    @Option(
            names = "--peer-client-cert-file",
            paramLabel = "FILE",
            description = "The certificate that it shows to members that it calls, PEM (--peer-cert-file).")
    @Nullable
    Path callingCertFile;

    @Option(names = "--peer-client-key-file", paramLabel = "FILE", description = "Its key, PEM.")
    @Nullable
    Path callingKeyFile;

    @Option(names = "--peer-trusted-ca-file", paramLabel = "FILE", description = "Authorities of members, PEM.")
    @Nullable
    Path trustedCaFile;

    @Option(
            names = "--peer-client-cert-auth",
            arity = "0..1",
            fallbackValue = "true",
            description = "Let in only members with a certificate.")
    boolean clientCertAuth;

    @Option(
            names = "--peer-crl-file",
            paramLabel = "FILE",
            description = "Certificates that were revoked, DER or PEM; read at each connection.")
    @Nullable
    Path crlFile;

    @Option(
            names = "--peer-cert-allowed-cn",
            split = ",",
            paramLabel = "NAME",
            description = "The common names that members' certificates may have (any).")
    List<String> allowedCommonNames = new ArrayList<>();

    @Option(
            names = "--peer-cert-allowed-hostname",
            split = ",",
            paramLabel = "HOST",
            description = "The hosts of which members' certificates must be valid for one (any).")
    List<String> allowedHostnames = new ArrayList<>();

    @Option(
            names = "--peer-auto-tls",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Speak https with certificates that members make themselves and nobody verifies, unless one is given.")
    boolean autoTls;

    @Option(
            names = "--raft-read-timeout",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = GoDuration.class,
            description = "How long another member may give no sign of life before its stream is opened anew;"
                    + " no less than 5s (${DEFAULT-VALUE}).")
    Duration readTimeout = Duration.ZERO;

    @Option(
            names = "--raft-write-timeout",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = GoDuration.class,
            description = "How long another member may take nothing of what is sent before its stream is opened anew;"
                    + " no less than 5s (${DEFAULT-VALUE}).")
    Duration writeTimeout = Duration.ZERO;

    @Option(
            names = "--heartbeat-interval",
            paramLabel = "MS",
            defaultValue = "100",
            description = "Milliseconds between a leader's heartbeats (${DEFAULT-VALUE}).")
    int heartbeatMs = ClusterConfig.HEARTBEAT_MS;

    @Option(
            names = "--election-timeout",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "Milliseconds without a leader before one is elected (${DEFAULT-VALUE}).")
    int electionMs = ClusterConfig.ELECTION_MS;

    @Option(
            names = "--pre-vote",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Ask whether the others would vote for this member before it holds an election, so that one that"
                            + " comes back disturbs no leader (${DEFAULT-VALUE}).")
    boolean preVote = true;

    @Option(
            names = "--strict-reconfig-check",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Refuse changes of members that could cost the quorum (${DEFAULT-VALUE}).")
    boolean strictReconfigCheck = true;

    @Option(
            names = "--max-learners",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "The most members at once that only listen; the same at all members (${DEFAULT-VALUE}).")
    int learnersMax = ProposedMember.LEARNERS_MAX;

    @Option(
            names = "--force-new-cluster",
            arity = "0..1",
            fallbackValue = "true",
            description = "Go on alone: remove all other members from the log of a cluster that has lost its quorum."
                    + " The others must never run again.")
    boolean forceNewCluster;

    /** Refuses what fits no cluster, as far as the flags alone tell. */
    void check(String self) throws IOException {
        if (!state.equals(NEW) && !state.equals(EXISTING)) {
            throw CommandException.wrongUse(
                    "--initial-cluster-state takes " + NEW + " or " + EXISTING + ", not '" + state + "'.");
        }
        if (Stream.of(!initialCluster.isEmpty(), !discoverySrv.isEmpty(), registry.given())
                        .filter(said -> said)
                        .count()
                > 1) {
            throw CommandException.wrongUse("multiple discovery or bootstrap flags are set; choose one of"
                    + " --initial-cluster, --discovery-endpoints or --discovery-srv.");
        }
        if (!initialCluster.isEmpty()) {
            var _ = members(self);
        }
    }

    /** Whether the members are looked up: not before there is need, since a member that has a log knows them. */
    boolean discovers() {
        return !discoverySrv.isEmpty() || registry.given();
    }

    /** What tells the cluster apart from others of the same addresses. */
    String clusterToken() {
        return registry.given() ? registry.token : token;
    }

    boolean joins() {
        return state.equals(EXISTING);
    }

    /** Whether a member that has a log finds there who it is and who the others are. */
    boolean inTheLog() {
        return joins() || discovers() || forceNewCluster;
    }

    /**
     * The members' addresses by name, of which this one must be one (etcd {@code server/config/config.go}). Those of a registry are
     * waited for.
     *
     * @throws IOException when a certificate for the registry cannot be read
     */
    SortedMap<String, List<String>> members(String self) throws IOException {
        if (registry.given()) {
            try (RemoteStore store = registry.open()) {
                return new RegistryDiscovery(store, registry.token, PeerOptions::pause).members(self, advertised());
            }
        }
        if (discovers()) {
            return new SrvDiscovery(discoverySrv, discoverySrvName).members(self, advertised(), dns.get());
        }
        if (initialCluster.isEmpty() && forceNewCluster) {
            throw CommandException.wrongUse("--force-new-cluster needs --data-dir to be a member's.");
        }
        if (initialCluster.isEmpty() && joins()) {
            throw CommandException.wrongUse("--initial-cluster-state existing needs --initial-cluster.");
        }
        String[] initial = initial(self);
        try {
            return InitialMembers.read(initial, token, self, advertised(), ResolvedUrls::difference)
                    .named();
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The members as one that has begun takes them: they count where its log does not say who it is, as that of a store which was alone
     * does not, and no address is compared with them any more.
     */
    SortedMap<String, List<String>> membersAgain(String self) throws IOException {
        return initialCluster.isEmpty() ? new TreeMap<>(Map.of(self, advertised())) : members(self);
    }

    /**
     * The members as {@code --initial-cluster} has them, or where nobody says them this one alone. Who has the usual name has the usual
     * address too, and has to say so when it advertises another; whoever else is where it advertises (etcd {@code
     * server/embed/config.go}, {@code UpdateDefaultClusterFromName}).
     */
    private String[] initial(String self) {
        if (!initialCluster.isEmpty() && !initialCluster.equals(USUAL_CLUSTER)) {
            return initialCluster.split(",", -1);
        }
        return self.equals(USUAL_NAME)
                ? new String[] {USUAL_CLUSTER}
                : advertised().stream().map(url -> self + "=" + url).toArray(String[]::new);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    private List<String> advertised() {
        for (String url : advertiseUrls) {
            if (!PeerUrls.valid(url)) {
                throw CommandException.wrongUse("--initial-advertise-peer-urls takes addresses such as"
                        + " http://10.0.0.1:2380, not '" + url + "'.");
            }
        }
        return advertiseUrls.equals(List.of(USUAL_URL))
                ? DefaultHost.reaching(listenUrls.getFirst()).map(List::of).orElse(advertiseUrls)
                : advertiseUrls;
    }

    /** The certificate to be made before members are reached, empty where none is wanted. */
    Optional<SelfSignedFiles> selfSigned(Path dataDirectory, int years) {
        if (!autoTls || certFile != null || keyFile != null) {
            return Optional.empty();
        }
        List<String> hosts = listenUrls.stream()
                .map(url -> Addresses.url("--listen-peer-urls", url).address().getHostString())
                .toList();
        return Optional.of(new SelfSignedFiles(dataDirectory.resolve("fixtures/peer"), hosts, years));
    }

    PeerConfig config(Optional<SelfSignedFiles> selfSigned) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        boolean secure = false;
        for (String url : listenUrls) {
            Addresses.Listen listen = Addresses.url("--listen-peer-urls", url);
            if (!addresses.isEmpty() && secure != listen.secure()) {
                throw CommandException.wrongUse("--listen-peer-urls takes either https or http, not both.");
            }
            secure = listen.secure();
            addresses.add(listen.address());
        }
        try {
            PeerConfig.Tls tls = selfSigned
                    .map(made -> new PeerConfig.Tls(made.certificate(), made.key(), null, false, true))
                    .orElseGet(this::tls);
            if (secure && tls == null) {
                throw CommandException.wrongUse(
                        "https between members needs --peer-cert-file and --peer-key-file, or --peer-auto-tls.");
            }
            return new PeerConfig(addresses, advertised(), secure ? tls : null).withTimeouts(timeouts());
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(e.getMessage() + ".");
        }
    }

    /** As etcd does, one that is too short is raised. */
    private PeerConfig.Timeouts timeouts() {
        PeerConfig.Timeouts least = PeerConfig.Timeouts.USUAL;
        return new PeerConfig.Timeouts(
                Math.max(least.readMs(), readTimeout.toMillis()), Math.max(least.writeMs(), writeTimeout.toMillis()));
    }

    private PeerConfig.@Nullable Tls tls() {
        Path certificate = certFile;
        Path key = keyFile;
        return certificate == null || key == null
                ? null
                : new PeerConfig.Tls(
                        certificate, key, trustedCaFile, clientCertAuth, false, allowed(), revoked(), calling());
    }

    private PeerConfig.@Nullable Pair calling() {
        Path certificate = callingCertFile;
        Path key = callingKeyFile;
        if ((certificate == null) != (key == null)) {
            throw CommandException.wrongUse(
                    "--peer-client-cert-file and --peer-client-key-file must both be present or both absent.");
        }
        return certificate == null || key == null ? null : new PeerConfig.Pair(certificate, key);
    }

    private @Nullable RevokedCertificates revoked() {
        return crlFile == null ? null : new RevokedCertificates(crlFile);
    }

    private AllowedNames allowed() {
        return AllowedNames.peers(said(allowedCommonNames), said(allowedHostnames));
    }

    /** An empty value says nothing, as with etcd. */
    private static List<String> said(List<String> values) {
        return values.stream().filter(value -> !value.isEmpty()).toList();
    }
}
