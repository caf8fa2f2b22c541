package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.membership.ClusterMember;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class SharedKeepAlivesTest {
    private static final long LEADER = 7;
    private static final long OTHER_LEADER = 8;

    private final SharedKeepAlives keepAlives = new SharedKeepAlives();
    private final Leader leader = new Leader();

    /** A call that the leader has not answered. */
    private record Call(long leader, List<Long> leases, CompletableFuture<List<LeaseKeepAliveResponse>> answer) {
        void succeed() {
            answer.complete(leases.stream()
                    .map(lease -> new LeaseKeepAliveResponse(1, lease, lease + 100))
                    .toList());
        }
    }

    private static final class Leader implements LeaderCalls {
        private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

        @Override
        public List<LeaseKeepAliveResponse> keepAlive(long leaderId, List<Long> leaseIds) {
            Call call = new Call(leaderId, leaseIds, new CompletableFuture<>());
            calls.add(call);
            try {
                return call.answer.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }

        @Override
        public LeaseTimeToLiveResponse timeToLive(long leaderId, long leaseId, boolean keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ClusterMember> promote(long leaderId, long memberId) {
            throw new UnsupportedOperationException();
        }
    }

    private CompletableFuture<LeaseKeepAliveResponse> ask(long to, long lease) {
        return CompletableFuture.supplyAsync(
                () -> keepAlives.ask(leader, to, lease),
                task -> Thread.ofVirtual().start(task));
    }

    /** Asks for leases one after the other, each of which has to wait. */
    private List<CompletableFuture<LeaseKeepAliveResponse>> waitingFor(long... leases) throws InterruptedException {
        List<CompletableFuture<LeaseKeepAliveResponse>> asked = new ArrayList<>();
        for (long lease : leases) {
            asked.add(ask(LEADER, lease));
            while (keepAlives.waiting(LEADER) < asked.size()) {
                Thread.sleep(1);
            }
        }
        return asked;
    }

    @Test
    void whatComesWhileACallIsOnItsWayGoesTogether() throws InterruptedException {
        CompletableFuture<LeaseKeepAliveResponse> first = ask(LEADER, 1);
        Call alone = leader.calls.take();
        List<CompletableFuture<LeaseKeepAliveResponse>> rest = waitingFor(2, 3, 4);

        alone.succeed();
        Call together = leader.calls.take();
        together.succeed();

        assertThat(alone.leases).containsExactly(1L);
        assertThat(together.leases).containsExactly(2L, 3L, 4L);
        assertThat(first.join().ttlSeconds()).isEqualTo(101);
        assertThat(rest.stream().map(CompletableFuture::join).map(LeaseKeepAliveResponse::ttlSeconds))
                .containsExactly(102L, 103L, 104L);
        assertThat(leader.calls).isEmpty();
    }

    @Test
    void aCallThatFailsFailsAllThatAreInItAndTheNextIsMade() throws InterruptedException {
        CompletableFuture<LeaseKeepAliveResponse> first = ask(LEADER, 1);
        Call alone = leader.calls.take();
        List<CompletableFuture<LeaseKeepAliveResponse>> rest = waitingFor(2, 3);
        alone.answer.completeExceptionally(EtcdError.LEADER_CHANGED.exception());
        leader.calls.take().answer.completeExceptionally(EtcdError.NO_LEADER.exception());

        assertThatThrownBy(first::join).hasRootCauseMessage(EtcdError.LEADER_CHANGED.text());
        for (CompletableFuture<LeaseKeepAliveResponse> each : rest) {
            assertThatThrownBy(each::join).hasRootCauseMessage(EtcdError.NO_LEADER.text());
        }
        CompletableFuture<LeaseKeepAliveResponse> later = ask(LEADER, 5);
        leader.calls.take().succeed();
        assertThat(later.join().id()).isEqualTo(5);
    }

    @Test
    void nobodyWaitsForACallToAnotherLeader() throws InterruptedException {
        CompletableFuture<LeaseKeepAliveResponse> first = ask(LEADER, 1);
        Call slow = leader.calls.take();

        CompletableFuture<LeaseKeepAliveResponse> second = ask(OTHER_LEADER, 2);
        Call other = leader.calls.take();
        other.succeed();

        assertThat(second.join().id()).isEqualTo(2);
        assertThat(other.leader).isEqualTo(OTHER_LEADER);
        slow.succeed();
        assertThat(first.join().id()).isEqualTo(1);
    }
}
