package dev.carafe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TlsPolicyTest {
    private static final String SUITE = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";

    @TempDir
    Path folder;

    /** The session that a server and a client of this version agree on. */
    private static SSLSession handshake(LocalServer server, String protocol) throws IOException {
        try (SSLSocket socket = (SSLSocket) server.trust()
                .getSocketFactory()
                .createSocket("127.0.0.1", server.uri("/").getPort())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return socket.getSession();
        }
    }

    @Test
    void theVersionsAreThoseOfThePolicy() throws Exception {
        try (LocalServer server = LocalServer.start(folder, _ -> {})) {
            assertThat(handshake(server, "TLSv1.2").getProtocol()).isEqualTo("TLSv1.2");
            assertThat(handshake(server, "TLSv1.3").getProtocol()).isEqualTo("TLSv1.3");
        }
        try (LocalServer server = LocalServer.start(folder, List.of("TLSv1.3"), List.of(), _ -> {})) {
            assertThat(handshake(server, "TLSv1.3").getProtocol()).isEqualTo("TLSv1.3");
            assertThatThrownBy(() -> handshake(server, "TLSv1.2")).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Timeout(30)
    void aClientThatCannotAgreeIsCounted() throws Exception {
        try (LocalServer server = LocalServer.start(folder, List.of("TLSv1.3"), List.of(), _ -> {})) {
            assertThat(handshake(server, "TLSv1.3").isValid()).isTrue();
            assertThat(server.server().handshakeErrors().sum()).isZero();
            assertThatThrownBy(() -> handshake(server, "TLSv1.2")).isInstanceOf(IOException.class);
            while (server.server().handshakeErrors().sum() == 0) {
                Thread.onSpinWait(); // the client may know of it before the server does
            }
            assertThat(server.server().handshakeErrors().sum()).isEqualTo(1);
        }
    }

    @Test
    void onlyTheCipherSuitesAreSpokenThatWereChosen() throws Exception {
        try (LocalServer server = LocalServer.start(folder, List.of("TLSv1.3", "TLSv1.2"), List.of(SUITE), _ -> {})) {
            assertThat(handshake(server, "TLSv1.2").getCipherSuite()).isEqualTo(SUITE);
            assertThatThrownBy(() -> handshake(server, "TLSv1.3")).isInstanceOf(IOException.class);
        }
    }
}
