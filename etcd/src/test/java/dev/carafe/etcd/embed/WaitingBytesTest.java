package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.watch.WatchHub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WaitingBytesTest {
    private static final String TOO_MANY = EtcdError.TOO_MANY_REQUESTS.text();

    private final WaitingBytes waiting = new WaitingBytes(100);

    private CompletableFuture<Object> entered(int bytes) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        waiting.enter(bytes, answer, () -> true);
        return answer;
    }

    @Test
    void whatIsAnsweredMakesRoomHoweverItIsAnswered() {
        CompletableFuture<Object> first = entered(60);
        CompletableFuture<Object> second = entered(40);
        assertThatThrownBy(() -> entered(1)).isInstanceOf(EtcdException.class).hasMessage(TOO_MANY);
        first.complete("answer");
        var _ = entered(60);
        second.completeExceptionally(new IllegalStateException("refused"));
        var _ = entered(40);
        assertThatThrownBy(() -> entered(1)).hasMessage(TOO_MANY);
    }

    @Test
    void whatIsNotHandedOnTakesNoRoom() {
        assertThatThrownBy(() -> waiting.enter(50, new CompletableFuture<>(), () -> false))
                .hasMessage(TOO_MANY);
        assertThatThrownBy(() -> waiting.enter(50, new CompletableFuture<>(), () -> {
                    throw EtcdError.STOPPED.exception();
                }))
                .hasMessage(EtcdError.STOPPED.text());
        var _ = entered(100);
    }

    @Test
    void oneAloneMayBeLarger() {
        CompletableFuture<Object> large = entered(1000);
        assertThatThrownBy(() -> entered(1)).hasMessage(TOO_MANY);
        large.complete("answer");
        var _ = entered(1);
    }

    /** Nobody is there. */
    private record Nobody() implements Peers {
        @Override
        public void send(Message message) {}

        @Override
        public void send(Message.InstallSnapshot message, Snapshot snapshot) {}

        @Override
        public void members(Membership membership) {}

        @Override
        public long activeSinceMs(long id) {
            return -1;
        }
    }

    @Test
    void aMemberWithoutALeaderHoldsNoMoreThanThat() throws IOException {
        StoreConfig config =
                new StoreConfig(Path.of("unused"), 80 * 1024, 20_000, 8 * 1024, 128, Duration.ofSeconds(5));
        ClusterConfig cluster = ClusterConfig.of(
                "m1",
                List.of(),
                new RaftWal.Identity(1, 7),
                Membership.of(List.of(
                        ClusterMember.of(1, List.of("http://127.0.0.1:1"), false),
                        ClusterMember.of(2, List.of("http://127.0.0.1:2"), false))));
        AtomicLong nowMs = new AtomicLong(1000);
        TurnedWorkers workers = new TurnedWorkers();
        SplittableRandom random = new SplittableRandom(1);
        ClusterRecovery.Recovered recovered =
                ClusterRecovery.recover(config, cluster, new MemoryDirectory(), nowMs.get(), random, workers);
        WatchHub hub =
                new WatchHub(recovered.machine().core(), config.progressInterval(), config.watchLimits(), workers);
        ClusterLoop loop = new ClusterLoop(
                recovered,
                cluster,
                hub,
                new Nobody(),
                nowMs::get,
                random,
                new WaitingBytes(10_000),
                new LeaseCheckpoints(0),
                WriterObservers.none());
        loop.start(workers);
        PutRequest put = PutRequest.of(Bytes.utf8("k"), Bytes.wrap(new byte[4000]));
        CompletableFuture<?> first = loop.submit(put);
        CompletableFuture<?> second = loop.submit(put);
        workers.turn(); // they leave the inbox, and wait still
        assertThatThrownBy(() -> loop.submit(put)).hasMessage(TOO_MANY);
        assertThat(first).isNotDone();

        nowMs.addAndGet(cluster.requestTimeoutMs() + 1);
        workers.turn();
        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        CompletableFuture<?> third = loop.submit(put);
        loop.stop();
        workers.turn();
        assertThat(third).isCompletedExceptionally();
    }
}
