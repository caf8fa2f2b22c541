package dev.carafe.kubernetes.apiserver.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.http.MessagePart;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
final class WebSocketClientTest {
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n\r\n";

    /** What one side of a connection does. */
    private interface Side {
        void run(Socket socket) throws IOException;
    }

    private static void between(Side server, Side client) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket socket = listener.accept()) {
                    server.run(socket);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try (Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
                client.run(socket);
            }
            served.get();
        }
    }

    private static String head(DataInputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        return head.toString(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 200_000})
    void sendsMaskedFramesOfEveryLength(int length) throws Exception {
        byte[] sent = new byte[length];
        new java.util.Random(length).nextBytes(sent);
        between(
                socket -> {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    assertThat(head(in))
                            .startsWith("GET /exec?x=1 HTTP/1.1\r\nHost: h:1\r\n")
                            .contains("Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io\r\n");
                    socket.getOutputStream().write(SWITCHING.getBytes(UTF_8));
                    assertThat(in.readUnsignedByte()).isEqualTo(0x82);
                    int size = in.readUnsignedByte();
                    assertThat(size & 0x80).isEqualTo(0x80);
                    size &= 0x7F;
                    size = size == 126 ? in.readUnsignedShort() : size == 127 ? (int) in.readLong() : size;
                    byte[] mask = in.readNBytes(4);
                    byte[] payload = in.readNBytes(size);
                    for (int i = 0; i < payload.length; i++) {
                        payload[i] ^= mask[i & 3];
                    }
                    assertThat(payload).isEqualTo(sent);
                    socket.getOutputStream().write(new byte[] {(byte) 0x88, 4, 0x03, (byte) 0xE9, 'b', 'y'});
                },
                socket -> {
                    WebSocketClient client =
                            WebSocketClient.connect(socket, "h:1", "/exec?x=1", List.of("SPDY/3.1+portforward.k8s.io"));
                    assertThat(client.protocol()).isEqualTo("SPDY/3.1+portforward.k8s.io");
                    client.send(MessagePart.whole(true, ByteBuffer.wrap(sent)));
                    assertThatThrownBy(client::read)
                            .isInstanceOfSatisfying(WebSocketClient.ClosedException.class, closed -> {
                                assertThat(closed.code()).isEqualTo(1001);
                                assertThat(closed.reason()).isEqualTo("by");
                            });
                });
    }

    @Test
    void messagesInPartsKeepTheirBounds() throws Exception {
        between(
                socket -> {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    head(in);
                    OutputStream out = socket.getOutputStream();
                    out.write(SWITCHING.getBytes(UTF_8));
                    out.write(new byte[] {0x01, 1, 'a', 0x00, 0, (byte) 0x80, 1, 'b', (byte) 0x82, 1, 'c'});
                    for (int head : new int[] {0x02, 0x00, 0x80}) {
                        assertThat(in.readUnsignedByte()).isEqualTo(head);
                        in.readNBytes((in.readUnsignedByte() & 0x7F) + 4);
                    }
                },
                socket -> {
                    WebSocketClient client =
                            WebSocketClient.connect(socket, "h:1", "/", List.of("SPDY/3.1+portforward.k8s.io"));
                    assertThat(client.read()).isEqualTo(new MessagePart(false, true, false, bytes("a")));
                    assertThat(client.read()).isEqualTo(new MessagePart(false, false, false, bytes("")));
                    assertThat(client.read()).isEqualTo(new MessagePart(false, false, true, bytes("b")));
                    assertThat(client.read()).isEqualTo(MessagePart.whole(true, bytes("c")));
                    client.send(new MessagePart(true, true, false, bytes("one")));
                    client.send(new MessagePart(true, false, false, bytes("two")));
                    client.send(new MessagePart(true, false, true, bytes("three")));
                });
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Test
    void tellsWhatTheKubeletAnsweredInstead() throws Exception {
        between(
                socket -> {
                    head(new DataInputStream(socket.getInputStream()));
                    socket.getOutputStream()
                            .write("HTTP/1.1 404 Not Found\r\nContent-Length: 18\r\n\r\npod does not exist"
                                    .getBytes(UTF_8));
                },
                socket -> assertThatThrownBy(() -> WebSocketClient.connect(socket, "h:1", "/", List.of("p")))
                        .isInstanceOf(RefusedException.class)
                        .hasMessage("pod does not exist"));
    }
}
