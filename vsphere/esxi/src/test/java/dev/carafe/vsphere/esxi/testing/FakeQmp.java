package dev.carafe.vsphere.esxi.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.qmp.QmpException;
import java.io.BufferedReader;
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

/** Plays QEMU's part: greets, hands each command to a script, and says whatever a test wants. Serves one client after another. */
public final class FakeQmp implements AutoCloseable {
    /** What the machine does on a command. */
    public interface Script {
        Object answer(String command, JsonObject arguments) throws QmpException;
    }

    /** An answer that is never given. */
    public static final Object SILENCE = new Object();

    public static final String GREETING =
            "{\"QMP\":{\"version\":{\"qemu\":{\"major\":10,\"minor\":0,\"micro\":2}},\"capabilities\":[]}}\r\n";

    private final Path socket;
    private final ServerSocketChannel server;
    private final Script script;
    private final String greeting;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private volatile @Nullable SocketChannel client;

    public FakeQmp(Path socket, Script script) throws IOException {
        this(socket, script, GREETING);
    }

    public FakeQmp(Path socket, Script script, String greeting) throws IOException {
        this.socket = socket;
        this.script = script;
        this.greeting = greeting;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::serve);
    }

    public Path socket() {
        return socket;
    }

    /** The names of the commands so far. */
    public List<String> commands() {
        return List.copyOf(commands);
    }

    public void event(String name, JsonObject data) throws IOException {
        send(JsonObject.of("event", name).with("data", data) + "\r\n");
    }

    /** Sends bytes as they are. */
    public void send(String text) throws IOException {
        SocketChannel channel = client;
        if (channel == null) {
            throw new IOException("no client");
        }
        synchronized (server) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** Ends the connection as a QEMU does that is killed. */
    public void drop() throws IOException {
        SocketChannel channel = client;
        if (channel != null) {
            channel.close();
        }
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                client = channel;
                send(greeting);
                BufferedReader lines = new BufferedReader(Channels.newReader(channel, UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    answer(Json.decode(line.getBytes(UTF_8)));
                }
            } catch (IOException _) {
                // The next client may have more luck; the test sees what its client sees.
            }
        }
    }

    private void answer(JsonObject request) throws IOException {
        String command = request.requiredText("execute");
        commands.add(command);
        JsonObject reply;
        try {
            Object answer = command.equals("qmp_capabilities")
                    ? JsonObject.EMPTY
                    : script.answer(command, request.object("arguments"));
            if (answer == SILENCE) {
                return;
            }
            reply = JsonObject.of("return", answer);
        } catch (QmpException refused) {
            reply = JsonObject.of(
                    "error", JsonObject.of("class", refused.errorClass()).with("desc", "refused by script"));
        }
        send(reply.with("id", request.number("id", -1)) + "\r\n");
    }

    @Override
    public void close() throws IOException {
        server.close();
        drop();
    }
}
