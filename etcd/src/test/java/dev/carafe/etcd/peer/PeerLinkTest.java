package dev.carafe.etcd.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.metrics.PeerMetrics;
import dev.carafe.etcd.testing.LogCapture;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way to a member that takes a stream, and from then on neither reads nor says anything. */
@Timeout(60)
class PeerLinkTest {
    /** More than fits between two processes. */
    private static final int LARGE = 16 << 20;

    private final AtomicLong nowMs = new AtomicLong(1000);
    private final LogCapture log = LogCapture.of(PeerLink.class);
    private final PeerMetrics.Remote counted = new PeerMetrics().of(2);
    private Server server;

    @BeforeEach
    void listen() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder(PeerMethods.SERVICE)
                        .addMethod(PeerMethods.MESSAGES, (call, _) -> {
                            call.sendHeaders(new Metadata());
                            return new ServerCall.Listener<>() {};
                        })
                        .build())
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
        log.close();
    }

    private PeerLink reached(PeerConfig.Timeouts timeouts) throws Exception {
        PeerLink link = new PeerLink(
                2,
                List.of("http://127.0.0.1:" + server.getPort()),
                new Metadata(),
                new PeerChannels(null),
                new Deaf(),
                timeouts,
                nowMs::get,
                counted);
        link.tick();
        assertThat(logged()).isEqualTo("reached member 2");
        return link;
    }

    private String logged() throws InterruptedException {
        return String.valueOf(log.messages().poll(30, TimeUnit.SECONDS));
    }

    private void tickAfter(PeerLink link, long ms) {
        nowMs.addAndGet(ms);
        link.tick();
    }

    @Test
    void silenceEndsAStreamWhenItIsTooLong() throws Exception {
        PeerLink link = reached(new PeerConfig.Timeouts(7000, 5000));
        tickAfter(link, 7000);
        assertThat(link.activeSinceMs()).isEqualTo(1000);
        tickAfter(link, 1);
        assertThat(logged()).startsWith("lost member 2: ").contains("no sign of life for 7000 ms");
        link.close();
    }

    @Test
    void aStreamThatTakesNothingEnds() throws Exception {
        PeerLink link = reached(new PeerConfig.Timeouts(60_000, 8000));
        tickAfter(link, 9000); // there was nothing to send
        link.send(new byte[LARGE]);
        link.send(new byte[LARGE]);
        tickAfter(link, 8000);
        assertThat(link.activeSinceMs()).isEqualTo(1000);
        tickAfter(link, 1);
        assertThat(logged()).startsWith("lost member 2: ").contains("nothing could be sent for 8000 ms");
        assertThat(counted.sentBytes.sum()).isEqualTo(LARGE);
        assertThat(counted.sendFailures.sum()).isEqualTo(1);
        assertThat(counted.active.sum()).isZero();
        assertThat(counted.broken.sum()).isEqualTo(1);
        link.close();
    }
}
