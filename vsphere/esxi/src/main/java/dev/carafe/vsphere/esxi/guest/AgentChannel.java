package dev.carafe.vsphere.esxi.guest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.guest.GuestAgentException.Kind;
import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** The connection to one guest's agent: requests out, lines in, each within a time. Owned by one thread at a time. */
final class AgentChannel implements AutoCloseable {
    /** The longest answer taken: the agent's own bound on a program's output would be three times as much. */
    static final int LINE_MAX_BYTES = 8 << 20;

    private static final int SENTINEL = 0xff;

    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(16 << 10).flip();

    /** Whether the machine's side is gone, which a new connection may mend; silence is no such thing. */
    private boolean broken;

    private AgentChannel(SocketChannel channel, Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    static AgentChannel connect(Path socket) throws IOException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        } catch (IOException absent) {
            throw new GuestAgentException(
                    Kind.NO_ANSWER, "the machine's agent socket cannot be reached: " + absent.getMessage());
        }
        Selector selector = Selector.open();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        return new AgentChannel(channel, selector);
    }

    /**
     * Brings both sides to the same point: what was said before is thrown away.
     *
     * @param id a number that no earlier sync had
     */
    void sync(long id, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        // The byte ends whatever half request the agent still has from before.
        write(new byte[] {(byte) SENTINEL}, deadline);
        send(JsonObject.of("execute", "guest-sync-delimited").with("arguments", JsonObject.of("id", id)), deadline);
        long skipped = 0;
        while (true) {
            while (next(deadline) != SENTINEL) {
                if (++skipped > LINE_MAX_BYTES) {
                    throw new GuestAgentException(Kind.MALFORMED, "the guest agent says much and does not answer");
                }
            }
            try {
                if (reply(deadline).number("return", -1) == id) {
                    return;
                }
            } catch (MalformedJsonException old) {
                // The end of something older; the right answer is still to come.
            }
        }
    }

    void send(JsonObject request, long deadline) throws IOException {
        write((request + "\n").getBytes(UTF_8), deadline);
    }

    /** The next line as an object. */
    JsonObject reply(long deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = next(deadline); octet != '\n'; octet = next(deadline)) {
            if (line.size() >= LINE_MAX_BYTES) {
                throw new GuestAgentException(
                        Kind.MALFORMED, "the guest agent's answer has more than " + LINE_MAX_BYTES + " bytes");
            }
            line.write(octet);
        }
        return Json.decode(line.toByteArray());
    }

    boolean isBroken() {
        return broken;
    }

    private void write(byte[] bytes, long deadline) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            int count;
            try {
                count = channel.write(out);
            } catch (IOException gone) {
                broken = true;
                throw gone;
            }
            if (count == 0) {
                await(SelectionKey.OP_WRITE, deadline);
            }
        }
    }

    private int next(long deadline) throws IOException {
        while (!in.hasRemaining()) {
            in.clear();
            int count;
            try {
                count = channel.read(in);
            } catch (IOException gone) {
                broken = true;
                throw gone;
            } finally {
                in.flip();
            }
            if (count < 0) {
                broken = true;
                throw new GuestAgentException(Kind.NO_ANSWER, "the machine closed the agent's channel");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ, deadline);
            }
        }
        return in.get() & 0xff;
    }

    private void await(int operation, long deadline) throws IOException {
        channel.keyFor(selector).interestOps(operation);
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (Thread.currentThread().isInterrupted()) {
            throw new java.io.InterruptedIOException("interrupted while waiting for the guest agent");
        }
        if (left <= 0) {
            throw new GuestAgentException(Kind.NO_ANSWER, "the guest agent does not answer");
        }
        selector.select(left);
        selector.selectedKeys().clear();
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            // Both are let go, whatever state they are in.
        } catch (IOException gone) {
            // They are gone either way.
        }
    }
}
