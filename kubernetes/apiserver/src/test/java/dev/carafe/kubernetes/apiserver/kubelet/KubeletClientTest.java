package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.http.HttpServer;
import dev.carafe.http.TlsPolicy;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.pki.SelfSigned;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubeletClientTest {
    @TempDir
    Path folder;

    /** PEM files of a certificate that nobody but itself vouches for. */
    private record Pair(Path certificate, Path key) {}

    private Pair pair(String name, String host) throws Exception {
        SelfSigned made = SelfSigned.make(name, List.of(host), List.of(), Instant.now(), Duration.ofDays(1));
        return new Pair(
                Files.writeString(folder.resolve(name + ".crt"), made.certificatePem()),
                Files.writeString(folder.resolve(name + ".key"), made.keyPem()));
    }

    private String get(HttpServer kubelet, Pair own, Optional<Path> authority) throws Exception {
        return get(kubelet, Optional.of(own), authority);
    }

    private String get(HttpServer kubelet, Optional<Pair> own, Optional<Path> authority) throws Exception {
        try (KubeletClient client =
                        new KubeletClient(KubeletTls.load(own.map(Pair::certificate), own.map(Pair::key), authority));
                InputStream body = client.send(
                                new KubeletAddress(
                                        "127.0.0.1", kubelet.address().getPort()),
                                "GET",
                                "/healthz",
                                "")
                        .body()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }

    @Test
    void aKubeletsCertificateIsCheckedWhereSomebodyVouchesForIt() throws Exception {
        Pair own = pair("apiserver", "apiserver");
        Pair shown = pair("kubelet", "somewhere.else");
        try (HttpServer kubelet = HttpServer.start(
                new InetSocketAddress("127.0.0.1", 0),
                TlsPolicy.anyClient(shown.certificate, shown.key),
                exchange -> exchange.reply(200, "text/plain", "ok".getBytes(UTF_8)))) {
            assertThat(get(kubelet, own, Optional.empty())).isEqualTo("ok");
            assertThat(get(kubelet, Optional.empty(), Optional.empty())).isEqualTo("ok");
            assertThatThrownBy(() -> get(kubelet, own, Optional.of(own.certificate)))
                    .isInstanceOf(StatusError.class)
                    .hasMessageContaining("error dialing backend");
            assertThatThrownBy(() -> get(kubelet, own, Optional.of(shown.certificate))) // of another name
                    .isInstanceOf(StatusError.class)
                    .hasMessageContaining("error dialing backend");
        }
    }
}
