package dev.carafe.kubernetes.apiserver.testing;

import dev.carafe.etcd.Store;
import dev.carafe.kubernetes.apiserver.ApiServer;
import dev.carafe.kubernetes.apiserver.ApiServerConfig;
import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import dev.carafe.kubernetes.apiserver.ServiceAccountOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real server on a free port of the loopback interface. */
public final class TestServer implements AutoCloseable {
    private final TestCertificates certificates;
    private final Store store;
    private final ApiServer server;
    private final boolean ownsStore;

    /** Starts a server that keeps everything beneath a directory. */
    public TestServer(Path directory) throws IOException {
        this(directory, 0);
    }

    public TestServer(Path directory, int port) throws IOException {
        this(directory, port, ServerRunOptions.defaults());
    }

    /** One with some of upstream's general flags set. */
    public TestServer(Path directory, int port, ServerRunOptions options) throws IOException {
        this(
                new TestCertificates(Files.createDirectories(directory.resolve("pki"))),
                TestStores.open(directory.resolve("etcd")),
                port,
                options,
                true);
    }

    private TestServer(
            TestCertificates certificates, Store store, int port, ServerRunOptions options, boolean ownsStore)
            throws IOException {
        this.certificates = certificates;
        this.store = store;
        this.ownsStore = ownsStore;
        server = ApiServer.start(new ApiServerConfig(
                new InetSocketAddress("127.0.0.1", port),
                "",
                certificates.file("server.crt"),
                certificates.file("server.key"),
                List.of("TLSv1.3", "TLSv1.2"),
                List.of(),
                Optional.of(certificates.file("ca.crt")),
                ServiceAccountOptions.of(
                        certificates.file("service-account.key"), "https://kubernetes.default.svc.cluster.local"),
                "10.96.0.0/12",
                30_000,
                32_767,
                Optional.of(certificates.file("admin.crt")),
                Optional.of(certificates.file("admin.key")),
                Optional.of(certificates.file("ca.crt")),
                List.of("Node", "RBAC"),
                true,
                List.of(),
                options,
                store));
    }

    /** Another server on the same store, which the first one closes. */
    public TestServer another() throws IOException {
        return new TestServer(certificates, store, 0, ServerRunOptions.defaults(), false);
    }

    public Store store() {
        return store;
    }

    public ApiServer server() {
        return server;
    }

    /** Returns once the server says that it is ready. */
    public void awaitReady() throws InterruptedException {
        while (!server.isReady()) {
            Thread.sleep(1);
        }
    }

    public TestCertificates certificates() {
        return certificates;
    }

    /** Such as {@code https://127.0.0.1:41234}. */
    public String url() {
        return "https://127.0.0.1:" + server.address().getPort();
    }

    @Override
    public void close() {
        server.close();
        if (ownsStore) {
            store.close();
        }
    }

    /** Runs a server until the process is ended, for trying out clients by hand: directory and port. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        TestServer running = new TestServer(directory, Integer.parseInt(args[1]));
        Path pki = directory.resolve("pki").toAbsolutePath();
        Files.writeString(directory.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters:
                - name: test
                  cluster: {server: "%s", certificate-authority: "%s/ca.crt"}
                users:
                - name: admin
                  user: {client-certificate: "%s/admin.crt", client-key: "%s/admin.key"}
                contexts:
                - name: test
                  context: {cluster: test, user: admin}
                current-context: test
                """.formatted(running.url(), pki, pki, pki));
        Thread.currentThread().join();
    }
}
