package dev.carafe.vsphere.esxi.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One connection to one QEMU. Thread-safe; commands of several threads may be under way together. */
public final class QmpClient implements AutoCloseable {
    /** The longest line taken from QEMU; its answers are some hundred kilobytes at most. */
    static final int LINE_MAX_BYTES = 8 << 20;
    /** How many commands may wait for their answers. */
    static final int PENDING_MAX = 256;
    /** How many event queues there may be. */
    static final int QUEUES_MAX = 64;

    /** How long a command may take: QEMU answers at once, but its main loop can be held up by slow disks. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SocketChannel channel;
    private final String name;
    private final LineReader lines;
    private final AtomicLong nextId = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonObject>> pending = new ConcurrentHashMap<>();
    private final List<EventQueue> queues = new CopyOnWriteArrayList<>();
    /** Held while a command is written, so that two do not mix. */
    private final ReentrantLock writing = new ReentrantLock();

    private volatile @Nullable QmpClosedException ended;
    private String version = "";

    private QmpClient(SocketChannel channel, String name) {
        this.channel = channel;
        this.name = name;
        this.lines = new LineReader(channel, LINE_MAX_BYTES);
    }

    /**
     * Connects, takes the greeting and leaves the negotiation mode. A socket serves one client: while another is connected, the
     * greeting does not come.
     *
     * @param patience how long to wait for the greeting
     */
    public static QmpClient connect(Path socket, Duration patience) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        QmpClient client = new QmpClient(channel, socket.toString());
        CompletableFuture<JsonObject> greeting = new CompletableFuture<>();
        Thread.ofVirtual().name("qmp " + socket).start(() -> client.read(greeting));
        try {
            JsonObject found = client.await(greeting, "the greeting", patience);
            JsonObject qemu = found.object("QMP").object("version").object("qemu");
            client.version = qemu.number("major", 0) + "." + qemu.number("minor", 0) + "." + qemu.number("micro", 0);
            client.execute("qmp_capabilities");
            return client;
        } catch (IOException failed) {
            client.close();
            throw failed;
        }
    }

    /** QEMU's release, such as {@code 10.0.2}. */
    public String version() {
        return version;
    }

    /** Runs a command that has no arguments; see {@link #execute(String, JsonObject)}. */
    public JsonObject execute(String command) throws IOException {
        return execute(command, JsonObject.EMPTY);
    }

    /**
     * Runs a command.
     *
     * @return the whole reply, its answer in {@code return}
     * @throws QmpException when QEMU refuses it
     * @throws QmpClosedException when the connection ends before the answer
     */
    public JsonObject execute(String command, JsonObject arguments) throws IOException {
        long id = nextId.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        if (pending.size() >= PENDING_MAX) {
            throw new IOException(PENDING_MAX + " commands are waiting for QEMU already");
        }
        pending.put(id, answer);
        try {
            write(request(command, arguments, id));
            JsonObject reply = await(answer, command, PATIENCE);
            if (reply.has("error")) {
                JsonObject error = reply.object("error");
                throw new QmpException(
                        command,
                        error.text("class").orElse("GenericError"),
                        error.text("desc").orElse("no reason given"));
            }
            return reply;
        } finally {
            pending.remove(id);
        }
    }

    /** A queue of all events from now on; to be closed when no longer read. */
    public EventQueue subscribe() {
        if (queues.size() >= QUEUES_MAX) {
            throw new IllegalStateException("more than " + QUEUES_MAX + " event queues");
        }
        EventQueue queue = new EventQueue(this);
        queues.add(queue);
        if (!isOpen()) {
            queue.offer(new Notice.Closed(reason()));
        }
        return queue;
    }

    void unsubscribe(EventQueue queue) {
        queues.remove(queue);
    }

    /** Whether commands can still be answered. */
    public boolean isOpen() {
        return ended == null;
    }

    @Override
    public void close() {
        end("closed by this side", null);
    }

    private static byte[] request(String command, JsonObject arguments, long id) {
        JsonObject request = JsonObject.of("execute", command);
        if (!arguments.fields().isEmpty()) {
            request = request.with("arguments", arguments);
        }
        return (request.with("id", id) + "\n").getBytes(UTF_8);
    }

    private void write(byte[] request) throws IOException {
        writing.lock();
        try {
            ByteBuffer buffer = ByteBuffer.wrap(request);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException broken) {
            throw end("the connection to " + name + " broke: " + broken.getMessage(), broken);
        } finally {
            writing.unlock();
        }
    }

    private JsonObject await(CompletableFuture<JsonObject> answer, String what, Duration patience) throws IOException {
        if (!isOpen()) { // looked at after the answer was put among the pending ones, so that none is forgotten
            throw new QmpClosedException(reason(), ended);
        }
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException(
                    "no answer from " + name + " to " + what + " within " + patience.toSeconds() + " s", late);
        } catch (ExecutionException failed) {
            throw new QmpClosedException(reason(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + what);
        }
    }

    private void read(CompletableFuture<JsonObject> greeting) {
        try {
            greeting.complete(Json.decode(lines.next()));
            while (true) {
                JsonObject message = Json.decode(lines.next());
                Optional<String> event = message.text("event");
                if (event.isPresent()) {
                    Notice notice = new Notice.Event(event.get(), message.object("data"));
                    queues.forEach(queue -> queue.offer(notice));
                } else {
                    CompletableFuture<JsonObject> waiting = pending.get(message.number("id", -1));
                    if (waiting != null) { // else whoever asked has given up
                        waiting.complete(message);
                    }
                }
            }
        } catch (IOException broken) {
            greeting.completeExceptionally(end("the connection to " + name + " ended: " + broken.getMessage(), broken));
        }
    }

    private String reason() {
        QmpClosedException end = ended;
        return end == null ? "the connection to " + name + " ended" : String.valueOf(end.getMessage());
    }

    private QmpClosedException end(String reason, @Nullable Throwable cause) {
        QmpClosedException end = new QmpClosedException(reason, cause);
        synchronized (this) {
            QmpClosedException earlier = ended;
            if (earlier != null) {
                return earlier;
            }
            ended = end;
        }
        try {
            channel.close();
        } catch (IOException _) {
            // It is gone either way.
        }
        pending.values().forEach(answer -> answer.completeExceptionally(end));
        queues.forEach(queue -> queue.offer(new Notice.Closed(reason)));
        return end;
    }
}
