package dev.carafe.kubernetes.kubelet.server.spdy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SpdyConnectionTest {
    private Socket peer = new Socket();
    private DataInputStream in = new DataInputStream(java.io.InputStream.nullInputStream());
    private DataOutputStream out = new DataOutputStream(java.io.OutputStream.nullOutputStream());
    private SpdyConnection connection = SpdyConnection.over(in, out, () -> {});

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
            peer = listening.accept();
            in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
            out = new DataOutputStream(peer.getOutputStream());
            connection = SpdyConnection.over(socket.getInputStream(), socket.getOutputStream(), socket);
        }
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        peer.close();
    }

    @Test
    void streamsAreOpenedWithOddNumbersAndEachWayIsClosedOnItsOwn() throws Exception {
        SpdyStream first = connection.open(Map.of("a", "b"));
        assertThat(in.readInt()).isEqualTo(0x80030001);
        in.skipNBytes(in.readInt());
        connection.open(Map.of("a", "b"));
        assertThat(in.readInt()).isEqualTo(0x80030001);
        int length = in.readInt();
        assertThat(in.readInt()).isEqualTo(3);
        in.skipNBytes(length - 4);
        first.output().write("out".getBytes(StandardCharsets.UTF_8));
        first.output().close();
        assertThat(in.readInt()).isEqualTo(1);
        assertThat(in.readInt()).isEqualTo(3);
        assertThat(in.readNBytes(3)).isEqualTo("out".getBytes(StandardCharsets.UTF_8));
        assertThat(in.readInt()).isEqualTo(1);
        assertThat(in.readInt()).as("the last frame, empty").isEqualTo(0x01000000);
        data(1, 0, "in");
        data(1, 1, "!");
        assertThat(new String(first.input().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("in!");
    }

    @Test
    void pingsAreAnsweredAndStreamsOfTheOtherEndRefused() throws Exception {
        out.write(new byte[] {(byte) 0x80, 3, 0, 6, 0, 0, 0, 4, 0, 0, 0, 2});
        assertThat(in.readInt()).isEqualTo(0x80030006);
        assertThat(in.readInt()).isEqualTo(4);
        assertThat(in.readInt()).isEqualTo(2);
        out.write(new byte[] {(byte) 0x80, 3, 0, 1, 0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0});
        assertThat(in.readInt()).isEqualTo(0x80030003);
        assertThat(in.readInt()).isEqualTo(8);
        assertThat(in.readInt()).isEqualTo(2);
        assertThat(in.readInt()).isEqualTo(3);
    }

    @Test
    void aBrokenConnectionEndsItsStreams() throws Exception {
        SpdyStream stream = connection.open(Map.of());
        data(1, 0, "x");
        out.write(new byte[] {(byte) 0x80, 3, 0, 6, 0, (byte) 0xff, 0, 0}); // a control frame of 16 MiB
        assertThat(stream.input().readAllBytes()).hasSize(1);
    }

    @Test
    void closingFreesWhoIsStuckInAWrite() throws Exception {
        SpdyStream stream = connection.open(Map.of());
        CompletableFuture<Integer> written = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            byte[] much = new byte[1 << 20];
            while (true) {
                try {
                    stream.output().write(much);
                } catch (IOException e) {
                    written.completeExceptionally(e);
                    return;
                }
            }
        });
        in.readInt(); // it has begun; nothing more is read
        connection.close();
        assertThatThrownBy(written::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
    }

    private void data(int stream, int flags, String text) throws IOException {
        out.writeInt(stream);
        out.writeInt(flags << 24 | text.length());
        out.writeBytes(text);
    }
}
