package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.cli.pki.CertificateRequest;
import dev.carafe.cli.pki.KeyPairFiles;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.TrustManagers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An API server whose store lets in only those whom an authority vouches for, as kubeadm sets one up. */
@Timeout(240)
@BesideOthers
class StoreOverTlsTest {
    private static final Duration READY_MAX = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void aStoreMayDemandACertificate() throws Exception {
        try (ControlPlane plane = ControlPlane.withoutServers(folder)) {
            KeyPairFiles shown =
                    plane.issue(CertificateRequest.server("etcd", "etcd", List.of("localhost"), List.of("127.0.0.1")));
            KeyPairFiles client = plane.issue(
                    CertificateRequest.client("apiserver-etcd-client", "kube-apiserver-etcd-client", "kubeadm:admins"));
            String store = "https://127.0.0.1:" + Ports.free();
            plane.start(
                    "etcd",
                    "--data-dir",
                    plane.file("etcd-data"),
                    "--listen-client-urls",
                    store,
                    "--advertise-client-urls",
                    store,
                    "--cert-file",
                    shown.certificate().toString(),
                    "--key-file",
                    shown.key().toString(),
                    "--trusted-ca-file",
                    plane.authority().toString(),
                    "--client-cert-auth");
            Part server = plane.start(
                    "kube-apiserver",
                    plane.apiServerArguments(
                                    plane.port(),
                                    List.of(
                                            "--etcd-servers",
                                            store,
                                            "--etcd-cafile",
                                            plane.authority().toString(),
                                            "--etcd-certfile",
                                            client.certificate().toString(),
                                            "--etcd-keyfile",
                                            client.key().toString()))
                            .toArray(String[]::new));
            Kubectl kubectl = plane.kubectl();
            var _ = Await.until(
                    "the API server to be ready",
                    READY_MAX,
                    () -> {
                        server.requireRunning();
                        return kubectl.run("get", "--raw", "/readyz").out();
                    },
                    "ok"::equals);
            kubectl.ok("create", "configmap", "kept", "--from-literal=a=1");
            assertThat(kubectl.field("{.data.a}", "configmap/kept")).isEqualTo("1");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> unknown(plane, store));
        }
    }

    /** Asks as somebody who shows no certificate. */
    private static void unknown(ControlPlane plane, String store) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {TrustManagers.signedBy(PemFiles.certificates(plane.authority()))}, null);
        try (HttpClient http = HttpClient.newBuilder().sslContext(tls).build()) {
            var _ = http.send(
                    HttpRequest.newBuilder(URI.create(store + "/version")).build(), BodyHandlers.discarding());
        }
    }
}
