package dev.carafe.vsphere.esxi.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Plays the part of a guest agent behind a machine's socket. Serves one client after another. */
public final class FakeGuestAgent implements AutoCloseable {
    /** What the guest does on a command. */
    public interface Script {
        /** The whole line that it answers, without its end; null for silence. */
        @Nullable
        String answer(String command, JsonObject arguments);
    }

    private final ServerSocketChannel server;
    private final Script script;
    private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
    /** What it says before it answers a sync. */
    private volatile String litter = "";

    private volatile boolean deaf;
    private volatile @Nullable SocketChannel client;

    public FakeGuestAgent(Path socket, Script script) throws IOException {
        this.script = script;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
    }

    /** An answer that is an object. */
    public static String returns(Object value) {
        return JsonObject.of("return", value).toString();
    }

    /** The commands so far, without syncs. */
    public List<JsonObject> requests() {
        return List.copyOf(requests);
    }

    /** Says this before each answer to a sync, as an agent does that was asked before. */
    public void litter(String text) {
        litter = text;
    }

    /** Whether it reads and says nothing. */
    public void deaf(boolean now) {
        deaf = now;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                client = channel;
                serve(channel);
            } catch (IOException _) {
                // The next client may have more luck.
            }
        }
    }

    private void serve(SocketChannel channel) throws IOException {
        var in = new java.io.BufferedInputStream(Channels.newInputStream(channel));
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == 0xff) {
                line.reset();
            } else if (octet == '\n') {
                answer(channel, Json.decode(line.toByteArray()));
                line.reset();
            } else {
                line.write(octet);
            }
        }
    }

    private void answer(SocketChannel channel, JsonObject request) throws IOException {
        if (deaf) {
            return;
        }
        String command = request.requiredText("execute");
        JsonObject arguments = request.object("arguments");
        if (command.equals("guest-sync-delimited")) {
            write(channel, litter.getBytes(UTF_8));
            write(channel, new byte[] {(byte) 0xff});
            write(channel, (returns(arguments.number("id", 0)) + "\n").getBytes(UTF_8));
            return;
        }
        requests.add(request);
        String answer = script.answer(command, arguments);
        if (answer != null) {
            write(channel, (answer + "\n").getBytes(UTF_8));
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        SocketChannel channel = client;
        if (channel != null) {
            channel.close();
        }
    }
}
