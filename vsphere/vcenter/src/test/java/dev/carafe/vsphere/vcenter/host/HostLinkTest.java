package dev.carafe.vsphere.vcenter.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.testing.FakeHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The thread that keeps a host connected. */
@Timeout(60)
class HostLinkTest {
    private static final int SECONDS_MAX = 30;

    /** What a link says of its host, and what is done when the line breaks. */
    private record Told(BlockingQueue<String> words, Consumer<String> whenLost) implements HostLink.Listener {
        @Override
        public void connected(String hostId) {
            words.add("connected");
        }

        @Override
        public void lost(String hostId, boolean first, Exception why) {
            whenLost.accept(hostId);
        }

        @Override
        public void disconnected(String hostId) {
            words.add("disconnected");
        }
    }

    @Test
    void aHostThatIsDisconnectedJustWhenItsLineBreaksIsConnectedAgainLater(@TempDir Path folder) throws Exception {
        try (FakeHost fake = FakeHost.start(folder, "uuid-1", "ds:///one")) {
            Entity.Host host = new Entity.Host(
                    "host-1",
                    "one",
                    null,
                    new HostAccess("127.0.0.1", fake.port(), "root", FakeHost.PASSWORD, fake.thumbprint()),
                    "uuid-1",
                    true);
            BlockingQueue<String> words = new LinkedBlockingQueue<>();
            CompletableFuture<HostLink> made = new CompletableFuture<>();
            Told told = new Told(words, _ -> made.join().want(host.withConnected(false)));
            try (HostLink link = new HostLink(
                    host,
                    new HostMirror("host-1", Map.of()),
                    null,
                    _ -> {
                        words.add("follows");
                        throw new UncheckedIOException(new IOException("the line broke"));
                    },
                    password -> password,
                    told)) {
                made.complete(link);
                link.start();
                await("follows", words);
                await("disconnected", words);
                link.want(host);
                await("follows", words);
            }
        }
    }

    @Test
    void whoDisconnectsAHostWaitsUntilThatWasTold() throws Exception {
        Entity.Host host = new Entity.Host(
                "host-1", "one", null, new HostAccess("127.0.0.1", 1, "root", "sealed", "AA"), "uuid-1", false);
        CountDownLatch telling = new CountDownLatch(1);
        CompletableFuture<Void> mayTell = new CompletableFuture<>();
        HostLink.Listener slow = new HostLink.Listener() {
            @Override
            public void connected(String hostId) {}

            @Override
            public void lost(String hostId, boolean first, Exception why) {}

            @Override
            public void disconnected(String hostId) {
                telling.countDown();
                mayTell.join();
            }
        };
        try (HostLink link = new HostLink(
                host,
                new HostMirror("host-1", Map.of()),
                null,
                _ -> {
                    throw new IllegalStateException("a host is connected that is not to be");
                },
                password -> password,
                slow)) {
            link.start();
            assertThat(telling.await(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Boolean> told = new CompletableFuture<>();
            Thread waiter = Thread.startVirtualThread(() -> {
                try {
                    link.awaitDisconnected(Duration.ofSeconds(SECONDS_MAX));
                    told.complete(mayTell.isDone());
                } catch (InterruptedException e) {
                    told.completeExceptionally(e);
                }
            });
            while (waiter.getState() != Thread.State.TIMED_WAITING && !told.isDone()) {
                Thread.sleep(1);
            }
            mayTell.complete(null);
            assertThat(told.get(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aHostOnWhichNobodyListensIsAskedOftenAtFirst() {
        assertThat(HostLink.delayMs(1, true)).isEqualTo(200);
        assertThat(HostLink.delayMs(100, true)).isEqualTo(200);
        assertThat(HostLink.delayMs(101, true)).isEqualTo(1_000);
        assertThat(HostLink.delayMs(1, false)).isEqualTo(500);
        assertThat(HostLink.delayMs(3, false)).isEqualTo(2_000);
        assertThat(HostLink.delayMs(100, false)).isEqualTo(15_000);
    }

    /** Any may be said more than once. */
    private static void await(String word, BlockingQueue<String> words) throws InterruptedException {
        String next;
        do {
            next = words.poll(SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(next).as("what is said before " + word).isNotNull();
        } while (!word.equals(next));
    }
}
