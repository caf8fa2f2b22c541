package dev.carafe.cli.etcd;

import dev.carafe.cli.command.CipherSuites;
import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.part.Addresses;
import dev.carafe.cli.part.GoDuration;
import dev.carafe.etcd.http.ClientPort;
import dev.carafe.etcd.http.HttpAccess;
import dev.carafe.etcd.server.EtcdServerConfig;
import dev.carafe.etcd.tls.AllowedNames;
import dev.carafe.etcd.tls.RevokedCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where and how clients are served. */
final class ClientOptions {
    @Option(
            names = "--listen-client-urls",
            split = ",",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:2379",
            description = "Where clients are served (${DEFAULT-VALUE}); plain http on loopback only.")
    List<String> listenUrls = new ArrayList<>();

    @Option(
            names = "--listen-client-http-urls",
            split = ",",
            paramLabel = "URL",
            description = "Where clients are served by HTTP alone, and by gRPC alone at the others (nowhere).")
    List<String> listenHttpUrls = new ArrayList<>();

    @Option(
            names = "--enable-grpc-gateway",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Serve the calls as JSON by HTTP too (${DEFAULT-VALUE}).")
    boolean gateway = true;

    @Option(
            names = "--enable-pprof",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Serve /debug/pprof/ by HTTP too, to whoever asks: recordings of the JDK's Flight Recorder and"
                            + " dumps of threads.")
    boolean profiles;

    @Option(
            names = "--advertise-client-urls",
            split = ",",
            paramLabel = "URL",
            description = "What the member list tells clients (where it listens; this host's address for 0.0.0.0).")
    List<String> advertiseUrls = new ArrayList<>();

    @Option(
            names = "--listen-metrics-urls",
            split = ",",
            paramLabel = "URL",
            description =
                    "Where /metrics and /health are served besides; https by the certificate for clients (nowhere).")
    List<String> metricsUrls = new ArrayList<>();

    @Option(names = "--cert-file", paramLabel = "FILE", description = "The server's certificate, PEM.")
    @Nullable
    Path certFile;

    @Option(names = "--key-file", paramLabel = "FILE", description = "Its key, PEM.")
    @Nullable
    Path keyFile;

    @Option(
            names = "--trusted-ca-file",
            paramLabel = "FILE",
            description = "Authorities of clients, PEM; every client must show a certificate of theirs then.")
    @Nullable
    Path trustedCaFile;

    @Option(
            names = "--client-cert-auth",
            arity = "0..1",
            fallbackValue = "true",
            description = "Take the common names of clients' certificates for names of users; needs --trusted-ca-file.")
    boolean clientCertAuth;

    @Option(
            names = "--client-crl-file",
            paramLabel = "FILE",
            description = "Clients' certificates that were revoked, DER or PEM; read at each connection.")
    @Nullable
    Path crlFile;

    @Option(
            names = "--client-cert-allowed-hostname",
            split = ",",
            paramLabel = "HOST",
            description = "The hosts of which clients' certificates must be valid for one (any).")
    List<String> allowedHostnames = new ArrayList<>();

    @Option(
            names = "--host-whitelist",
            split = ",",
            paramLabel = "HOST",
            defaultValue = "*",
            description = "The names of this server under which plain HTTP is served (${DEFAULT-VALUE}).")
    List<String> hosts = new ArrayList<>();

    @Option(
            names = "--cors",
            split = ",",
            paramLabel = "ORIGIN",
            defaultValue = "*",
            description = "The pages whose scripts may read answers by HTTP (${DEFAULT-VALUE}).")
    List<String> origins = new ArrayList<>();

    @Option(
            names = "--auto-tls",
            arity = "0..1",
            fallbackValue = "true",
            description = "Serve https with a certificate that it makes itself, unless one is given.")
    boolean autoTls;

    @Option(
            names = "--self-signed-cert-validity",
            paramLabel = "YEARS",
            defaultValue = "1",
            description = "How long certificates hold that it makes itself (${DEFAULT-VALUE}).")
    int selfSignedYears = 1;

    @Option(
            names = "--cipher-suites",
            split = ",",
            paramLabel = "NAME",
            description = "The cipher suites of TLS, by their IANA names (the usual ones).")
    List<String> cipherSuites = new ArrayList<>();

    @Option(
            names = "--tls-min-version",
            paramLabel = "VERSION",
            defaultValue = "TLS1.2",
            description = "The oldest TLS, TLS1.2 or TLS1.3 (${DEFAULT-VALUE}).")
    String tlsMin = "";

    @Option(
            names = "--tls-max-version",
            paramLabel = "VERSION",
            defaultValue = "",
            description = "The newest TLS, TLS1.2 or TLS1.3 (TLS1.3).")
    String tlsMax = "";

    @Option(
            names = "--max-concurrent-streams",
            paramLabel = "COUNT",
            defaultValue = "4294967295",
            description = "The most calls at once on a connection (${DEFAULT-VALUE}).")
    long streamsMax;

    @Option(
            names = "--grpc-keepalive-min-time",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = GoDuration.class,
            description = "How often a client may ping (${DEFAULT-VALUE}).")
    Duration keepAliveMin = Duration.ZERO;

    @Option(
            names = "--grpc-keepalive-interval",
            paramLabel = "DURATION",
            defaultValue = "2h",
            converter = GoDuration.class,
            description = "How often a silent client is pinged; 0 for never (${DEFAULT-VALUE}).")
    Duration keepAliveInterval = Duration.ZERO;

    @Option(
            names = "--grpc-keepalive-timeout",
            paramLabel = "DURATION",
            defaultValue = "20s",
            converter = GoDuration.class,
            description = "How long its answer is waited for (${DEFAULT-VALUE}).")
    Duration keepAliveTimeout = Duration.ZERO;

    /** The certificate to be made before the first server starts, empty where none is wanted. */
    Optional<SelfSignedFiles> selfSigned(Path dataDirectory) {
        if (!autoTls || certFile != null || keyFile != null) {
            return Optional.empty();
        }
        List<String> hosts = listenUrls.stream()
                .map(url -> Addresses.url("--listen-client-urls", url).address().getHostString())
                .toList();
        return Optional.of(new SelfSignedFiles(dataDirectory.resolve("fixtures/client"), hosts, selfSignedYears));
    }

    /** One for each address; metrics belong to the first. */
    List<EtcdServerConfig> configs(String name, int requestBytesMax, Path dataDirectory) {
        selfSigned(dataDirectory).ifPresent(made -> {
            certFile = made.certificate();
            keyFile = made.key();
        });
        List<EtcdServerConfig> configs = new ArrayList<>();
        EtcdServerConfig.Limits limits = limits(requestBytesMax);
        List<String> httpUrls = said(listenHttpUrls);
        ClientPort.Protocols protocols = httpUrls.isEmpty() ? ClientPort.Protocols.BOTH : ClientPort.Protocols.GRPC;
        for (String url : listenUrls) {
            Addresses.Listen listen = Addresses.url("--listen-client-urls", url);
            configs.add(config(name, listen, protocols, configs.isEmpty() ? metrics() : List.of(), limits));
        }
        for (String url : httpUrls) {
            if (listenUrls.contains(url)) {
                throw CommandException.wrongUse(
                        "cannot bind both --listen-client-urls and --listen-client-http-urls on the same url " + url
                                + ".");
            }
            Addresses.Listen listen = Addresses.url("--listen-client-http-urls", url);
            configs.add(config(name, listen, ClientPort.Protocols.HTTP, List.of(), limits));
        }
        return configs;
    }

    private List<EtcdServerConfig.Metrics> metrics() {
        List<EtcdServerConfig.Metrics> all = new ArrayList<>();
        for (String url : said(metricsUrls)) {
            Addresses.Listen listen = Addresses.url("--listen-metrics-urls", url);
            all.add(new EtcdServerConfig.Metrics(listen.address(), listen.secure() ? tls() : null));
        }
        return all;
    }

    /** An empty value says nothing, as with etcd. */
    private static List<String> said(List<String> values) {
        return values.stream().filter(value -> !value.isEmpty()).toList();
    }

    private EtcdServerConfig.Limits limits(int requestBytesMax) {
        if (streamsMax <= 0) {
            throw CommandException.wrongUse(
                    "--max-concurrent-streams takes a positive number, not " + streamsMax + ".");
        }
        if (keepAliveMin.isNegative() || keepAliveInterval.isNegative() || keepAliveTimeout.isNegative()) {
            throw CommandException.wrongUse("--grpc-keepalive flags take no negative time.");
        }
        return new EtcdServerConfig.Limits(
                requestBytesMax,
                (int) Math.min(streamsMax, Integer.MAX_VALUE),
                keepAliveMin,
                keepAliveInterval,
                keepAliveTimeout);
    }

    /** What the member list tells clients. */
    List<String> advertised() {
        return advertiseUrls.isEmpty()
                ? listenUrls.stream()
                        .map(url -> DefaultHost.reaching(url).orElse(url))
                        .toList()
                : advertiseUrls;
    }

    private EtcdServerConfig config(
            String name,
            Addresses.Listen listen,
            ClientPort.Protocols protocols,
            List<EtcdServerConfig.Metrics> metrics,
            EtcdServerConfig.Limits limits) {
        try {
            return new EtcdServerConfig(
                    name,
                    listen.address(),
                    advertiseUrls,
                    listen.secure() ? tls() : null,
                    metrics,
                    limits,
                    new EtcdServerConfig.Serving(protocols, HttpAccess.of(hosts, origins), gateway, profiles));
        } catch (IllegalArgumentException e) {
            throw CommandException.wrongUse(e.getMessage() + ".");
        }
    }

    private EtcdServerConfig.Tls tls() {
        if (certFile == null || keyFile == null) {
            throw CommandException.wrongUse("https needs --cert-file and --key-file, or --auto-tls.");
        }
        List<String> protocols = protocols();
        checkCipherSuites(protocols);
        return new EtcdServerConfig.Tls(
                certFile,
                keyFile,
                trustedCaFile,
                clientCertAuth,
                AllowedNames.clients(said(allowedHostnames)),
                crlFile == null ? null : new RevokedCertificates(crlFile),
                protocols,
                cipherSuites);
    }

    private List<String> protocols() {
        boolean newest = version("--tls-max-version", tlsMax.isEmpty() ? "TLS1.3" : tlsMax);
        boolean newestAlone = version("--tls-min-version", tlsMin.isEmpty() ? "TLS1.2" : tlsMin);
        if (newestAlone && !newest) {
            throw CommandException.wrongUse("--tls-min-version is above --tls-max-version.");
        }
        List<String> protocols = new ArrayList<>();
        if (newest) {
            protocols.add(EtcdServerConfig.Tls.TLS_1_3);
        }
        if (!newestAlone) {
            protocols.add(EtcdServerConfig.Tls.TLS_1_2);
        }
        return protocols;
    }

    /** Whether it is TLS 1.3. */
    private static boolean version(String option, String text) {
        return switch (text) {
            case "TLS1.3" -> true;
            case "TLS1.2" -> false;
            default -> throw CommandException.wrongUse(option + " takes TLS1.2 or TLS1.3, not '" + text + "'.");
        };
    }

    private void checkCipherSuites(List<String> protocols) {
        if (cipherSuites.isEmpty()) {
            return;
        }
        if (!protocols.contains(EtcdServerConfig.Tls.TLS_1_2)) {
            throw CommandException.wrongUse("--cipher-suites cannot be chosen for TLS 1.3.");
        }
        List<String> known = CipherSuites.known();
        for (String suite : cipherSuites) {
            if (!known.contains(suite)) {
                throw CommandException.wrongUse("--cipher-suites: '" + suite + "' is unknown here; known are "
                        + String.join(", ", known) + ".");
            }
        }
    }
}
