package dev.carafe.kubernetes.kubelet.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that collects what comes on each channel. */
final class ChannelClient implements WebSocket.Listener {
    private final ByteArrayOutputStream[] channels = new ByteArrayOutputStream[6];
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private ChannelClient(HttpClient client, URI url, String protocol) {
        for (int i = 0; i < channels.length; i++) {
            channels[i] = new ByteArrayOutputStream();
        }
        socket = client.newWebSocketBuilder()
                .subprotocols(protocol)
                .buildAsync(url, this)
                .join();
    }

    static ChannelClient channels(HttpClient client, URI url, String protocol) {
        return new ChannelClient(client, url, protocol);
    }

    WebSocket socket() {
        return socket;
    }

    /** Sends text on a channel. */
    void send(int channel, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.sendBinary(
                        ByteBuffer.allocate(1 + bytes.length)
                                .put((byte) channel)
                                .put(bytes)
                                .flip(),
                        true)
                .join();
    }

    /** Says that no more comes on a channel. */
    void end(int channel) {
        socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, (byte) channel}), true)
                .join();
    }

    /** Sends a message in frames of one byte each, after an empty one. */
    void sendInPieces(int channel, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.sendBinary(ByteBuffer.allocate(0), false).join();
        socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) channel}), false).join();
        for (int i = 0; i < bytes.length; i++) {
            socket.sendBinary(ByteBuffer.wrap(bytes, i, 1), i == bytes.length - 1)
                    .join();
        }
    }

    int awaitClose() throws Exception {
        return closed.get(20, TimeUnit.SECONDS);
    }

    String text(int channel) {
        synchronized (channels) {
            return channels[channel].toString(StandardCharsets.UTF_8);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        message.writeBytes(bytes);
        if (last) {
            byte[] whole = message.toByteArray();
            message.reset();
            deliver(whole);
        }
        webSocket.request(1);
        return null;
    }

    private void deliver(byte[] whole) {
        synchronized (channels) {
            channels[whole[0]].write(whole, 1, whole.length - 1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    static String readAll(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
