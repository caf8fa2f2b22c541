package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.cli.kubeconfig.Credentials;
import dev.carafe.cli.kubeconfig.KubeconfigFile;
import dev.carafe.cli.pki.CertificateRequest;
import dev.carafe.cli.pki.CertificateStore;
import dev.carafe.cli.pki.KeyPairFiles;
import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * A store and an API server, each alone in its process, with keys and certificates of their own; a test adds the parts
 * that it is about. Needs no root. What was started last is ended first, whatever became of the test.
 */
final class ControlPlane implements AutoCloseable {
    static final String CLUSTER_CIDR = "10.214.0.0/16";
    private static final String NOBODYS_ADDRESS = "10.213.0.1";
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private final Path directory;
    private final List<String> addresses;
    private final String advertised;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final int port = Ports.free();
    private final String store = "http://127.0.0.1:" + Ports.free();
    private final CertificateStore pki;
    private final Kubectl kubectl;

    private ControlPlane(Path directory, List<String> addresses, String advertised)
            throws IOException, GeneralSecurityException {
        this.directory = directory;
        this.addresses = addresses;
        this.advertised = advertised;
        this.pki = CertificateStore.open(directory.resolve("pki"), InstantSource.system());
        this.kubectl = new Kubectl(Cloud.KUBECTL, kubeconfig("admin", "kubernetes-admin", "system:masters"));
    }

    /** One on loopback. */
    static ControlPlane start(Path directory) {
        return start(directory, List.of("127.0.0.1"));
    }

    /**
     * One that clients reach under any of {@code addresses}.
     *
     * @param directory an empty folder for its files
     */
    static ControlPlane start(Path directory, List<String> addresses) {
        return start(directory, addresses, addresses.getLast(), ControlPlane::startServers);
    }

    /** One on loopback that says that it is reached where upstream's says so, see {@link #startUpstream}. */
    static ControlPlane startAdvertised(Path directory) {
        return start(directory, List.of("127.0.0.1"), NOBODYS_ADDRESS, ControlPlane::startServers);
    }

    /**
     * Upstream's store and API server in the place of ours, on loopback. Since upstream's puts no loopback address behind the
     * service {@code kubernetes}, there is one that nobody has.
     */
    static ControlPlane startUpstream(Path directory, UpstreamPrograms programs) {
        return start(directory, List.of("127.0.0.1"), NOBODYS_ADDRESS, plane -> plane.startServers(programs));
    }

    /** Keys and certificates on loopback; the test starts every server itself. */
    static ControlPlane withoutServers(Path directory) {
        return start(directory, List.of("127.0.0.1"), "127.0.0.1", _ -> {});
    }

    private static ControlPlane start(
            Path directory, List<String> addresses, String advertised, Consumer<ControlPlane> servers) {
        assumeThat(Cloud.KUBECTL)
                .as("kubectl was not fetched; ./carafe test does it")
                .isExecutable();
        try {
            ControlPlane plane = new ControlPlane(directory, addresses, advertised);
            try {
                servers.accept(plane);
            } catch (RuntimeException | Error e) {
                plane.close();
                throw e;
            }
            return plane;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startServers() {
        start(
                "etcd",
                "--data-dir",
                file("etcd"),
                "--listen-client-urls",
                store,
                "--listen-peer-urls",
                "http://127.0.0.1:" + Ports.free());
        awaitReady(start("kube-apiserver", apiServerArguments(port)));
    }

    private void startServers(UpstreamPrograms programs) {
        keep(Part.start(
                "etcd",
                directory.resolve("etcd.log"),
                programs.etcd(file("etcd"), store, "http://127.0.0.1:" + Ports.free())));
        awaitReady(keep(Part.start(
                "kube-apiserver",
                directory.resolve("kube-apiserver.log"),
                programs.apiServer(apiServerArguments(port)))));
    }

    /** Starts an API server that keeps its objects in {@code folder} itself, and waits until it is ready. */
    Part startWithoutStore(Path folder) {
        Part server = start("kube-apiserver", apiServerArguments(port, List.of("--data-dir", folder.toString())));
        awaitReady(server);
        return server;
    }

    private void awaitReady(Part server) {
        Await.until(
                "the API server to be ready",
                START_MAX,
                () -> {
                    server.requireRunning();
                    return kubectl.run("get", "--raw", "/readyz").out();
                },
                "ok"::equals);
    }

    /** The flags of an API server that serves at {@code port}: ours and upstream's take the same. */
    List<String> apiServerArguments(int port) {
        return apiServerArguments(port, store);
    }

    /** The flags of one whose store is at {@code stores}, as {@code --etcd-servers} has them. */
    List<String> apiServerArguments(int port, String stores) {
        return apiServerArguments(port, List.of("--etcd-servers", stores));
    }

    /** The flags of one that keeps its objects where {@code objects}, flags as well, say. */
    List<String> apiServerArguments(int port, List<String> objects) {
        KeyPairFiles serving = issue(CertificateRequest.server(
                "apiserver", "kube-apiserver", List.of("localhost", "kubernetes.default.svc"), addresses));
        KeyPairFiles kubelets = issue(CertificateRequest.client(
                "apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters"));
        try {
            KeyPairFiles tokens = pki.ensureServiceAccountKeys();
            List<String> arguments = new ArrayList<>(objects);
            arguments.addAll(List.of(
                    "--allow-privileged=true", "--authorization-mode=Node,RBAC",
                    "--enable-admission-plugins", "NodeRestriction",
                    "--bind-address", addresses.size() == 1 ? addresses.getFirst() : "0.0.0.0",
                    "--advertise-address", advertised,
                    "--secure-port", Integer.toString(port),
                    "--tls-cert-file", serving.certificate().toString(),
                    "--tls-private-key-file", serving.key().toString(),
                    "--client-ca-file", pki.authorityFile().toString(),
                    "--service-account-issuer", "https://kubernetes.default.svc.cluster.local",
                    "--service-account-key-file", tokens.certificate().toString(),
                    "--service-account-signing-key-file", tokens.key().toString(),
                    "--service-cluster-ip-range", "10.114.0.0/16",
                    "--kubelet-client-certificate", kubelets.certificate().toString(),
                    "--kubelet-client-key", kubelets.key().toString(),
                    "--kubelet-certificate-authority", pki.authorityFile().toString()));
            return arguments;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts {@code ./carafe PART ARGUMENTS}. */
    Part start(String part, String... arguments) {
        return start(part, List.of(arguments));
    }

    private Part start(String part, List<String> arguments) {
        return start(part, part, List.of(), arguments);
    }

    /** Starts a part that reaches the server as the user of the same name. */
    Part startClient(String name, String part, String user, String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("--kubeconfig", kubeconfig(name, user).toString()));
        all.addAll(List.of(arguments));
        return start(name, part, List.of(), all);
    }

    /** Starts {@code WRAPPER ./carafe PART ARGUMENTS}, see {@link Part#start}. */
    Part start(String name, String part, List<String> wrapper, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(part));
        all.addAll(arguments);
        return keep(Part.start(name, directory.resolve(name + ".log"), wrapper, all));
    }

    /** Remembers something that is closed with this. */
    <T extends AutoCloseable> T keep(T thing) {
        running.push(thing);
        return thing;
    }

    /** A kubeconfig file for {@code user}, who reaches the server on the last of its addresses. */
    Path kubeconfig(String name, String user, String... groups) {
        KeyPairFiles pair = issue(CertificateRequest.client(name, user, groups));
        Path file = directory.resolve(name + ".conf");
        try {
            KubeconfigFile.write(
                    file,
                    "conformance",
                    Credentials.read(
                            "https://" + addresses.getLast() + ":" + port,
                            pki.authorityFile(),
                            pair.certificate(),
                            pair.key()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** A certificate of this cluster's authority. */
    KeyPairFiles issue(CertificateRequest request) {
        try {
            return pki.ensure(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate. */
    Path authority() {
        return pki.authorityFile();
    }

    /** A path below its folder. */
    String file(String name) {
        return directory.resolve(name).toString();
    }

    /** TLS as the administrator. */
    SSLContext adminTls() throws IOException, GeneralSecurityException {
        KeyPairFiles admin = issue(CertificateRequest.client("admin", "kubernetes-admin", "system:masters"));
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(
                new KeyManager[] {
                    KeyManagers.showing(PemFiles.privateKey(admin.key()), PemFiles.certificates(admin.certificate()))
                },
                new TrustManager[] {TrustManagers.signedBy(PemFiles.certificates(authority()))},
                null);
        return tls;
    }

    int port() {
        return port;
    }

    /** kubectl as the administrator. */
    Kubectl kubectl() {
        return kubectl;
    }

    /** Ends all; the first failure is thrown when nothing is left to end. */
    @Override
    public void close() {
        AssertionError failure = null;
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception | AssertionError e) {
                if (failure == null) {
                    failure = new AssertionError("not ended cleanly", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
