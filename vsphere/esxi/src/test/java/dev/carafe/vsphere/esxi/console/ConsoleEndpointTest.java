package dev.carafe.vsphere.esxi.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.testing.HttpsSite;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConsoleEndpointTest {
    private static final Path CONSOLE = Path.of("/run/vm/vnc.sock");

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final ConsoleTickets tickets = new ConsoleTickets(now::get, new Random(1));

    /** What a viewer is shown. */
    private static final class Viewer implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> shown = new LinkedBlockingQueue<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            shown.add(US_ASCII.decode(data).toString());
            return WebSocket.Listener.super.onBinary(socket, data, last);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            shown.add("closed " + code);
            return null;
        }

        String next() throws InterruptedException {
            return Optional.ofNullable(shown.poll(20, TimeUnit.SECONDS)).orElse("nothing");
        }
    }

    @Test
    void aTicketIsGoodOnceAndForAShortTime() {
        String ticket = tickets.issue(CONSOLE);
        assertThat(ticket).matches("[0-9a-f]{32}");
        assertThat(tickets.redeem(ticket)).contains(CONSOLE);
        assertThat(tickets.redeem(ticket)).isEmpty();
        String late = tickets.issue(CONSOLE);
        now.set(Instant.EPOCH.plus(ConsoleTickets.LIFE));
        assertThat(tickets.redeem(late)).isEmpty();
        assertThat(tickets.redeem("")).isEmpty();
    }

    @Test
    void tooManyTicketsPushOutTheOldest() {
        List<String> issued = new ArrayList<>();
        for (int i = 0; i <= ConsoleTickets.TICKETS_MAX; i++) {
            issued.add(tickets.issue(CONSOLE));
        }
        assertThat(tickets.redeem(issued.getFirst())).isEmpty();
        assertThat(tickets.redeem(issued.get(1))).contains(CONSOLE);
        now.set(Instant.EPOCH.plus(Duration.ofHours(1)));
        assertThat(tickets.redeem(tickets.issue(CONSOLE))).contains(CONSOLE);
    }

    @Test
    void aConsoleIsCarriedBothWaysAndEndsWithItsMachine() throws Exception {
        Path socket = folder.resolve("vnc.sock");
        try (ServerSocketChannel vnc = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                HttpsSite site = new HttpsSite(folder, new ConsoleEndpoint(tickets))) {
            vnc.bind(UnixDomainSocketAddress.of(socket));
            Viewer viewer = new Viewer();
            String path = ConsoleEndpoint.PREFIX + "/" + tickets.issue(socket);
            WebSocket opened = site.webSocket(path, viewer, "binary", "uint8utf8");
            assertThat(opened.getSubprotocol()).isEqualTo("binary");
            try (SocketChannel machine = vnc.accept()) {
                machine.write(ByteBuffer.wrap("RFB 003.008\n".getBytes(US_ASCII)));
                assertThat(viewer.next()).isEqualTo("RFB 003.008\n");
                opened.sendBinary(ByteBuffer.wrap("hello".getBytes(US_ASCII)), true)
                        .join();
                ByteBuffer heard = ByteBuffer.allocate(5);
                while (heard.hasRemaining()) {
                    machine.read(heard);
                }
                assertThat(heard.array()).asString().isEqualTo("hello");
            }
            assertThat(viewer.next()).isEqualTo("closed 1001");
            assertThatThrownBy(() -> site.webSocket(path, new Viewer(), "binary"))
                    .as("the ticket is used up")
                    .hasMessageContaining("WebSocketHandshakeException");
        }
    }

    @Test
    void aViewerThatLeavesLetsTheMachineGo() throws Exception {
        Path socket = folder.resolve("vnc.sock");
        try (ServerSocketChannel vnc = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                HttpsSite site = new HttpsSite(folder, new ConsoleEndpoint(tickets))) {
            vnc.bind(UnixDomainSocketAddress.of(socket));
            WebSocket opened = site.webSocket(ConsoleEndpoint.PREFIX + "/" + tickets.issue(socket), new Viewer());
            try (SocketChannel machine = vnc.accept()) {
                opened.sendClose(1000, "bye").join();
                assertThat(machine.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            }
        }
    }

    @Test
    void whatIsNoConsoleIsRefusedInWords() throws Exception {
        try (HttpsSite site = new HttpsSite(folder, new ConsoleEndpoint(tickets))) {
            assertThat(site.send(site.request("/ticket/x")).statusCode()).isEqualTo(400);
            assertThatThrownBy(() -> site.webSocket("/ticket", new Viewer()))
                    .hasMessageContaining("WebSocketHandshakeException");
            String off = tickets.issue(folder.resolve("absent.sock"));
            assertThatThrownBy(() -> site.webSocket("/ticket/" + off, new Viewer()))
                    .hasMessageContaining("WebSocketHandshakeException");
            String other = tickets.issue(CONSOLE);
            assertThatThrownBy(() -> site.webSocket("/ticket/" + other, new Viewer(), "vmware-vvc"))
                    .hasMessageContaining("WebSocketHandshakeException");
            assertThat(tickets.redeem(other)).as("which costs no ticket").contains(CONSOLE);
        }
    }
}
