package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.raft.ConfState;
import dev.carafe.etcd.raft.HardState;
import dev.carafe.etcd.raft.RaftConfig;
import dev.carafe.etcd.raft.RaftCore;
import dev.carafe.etcd.raft.RaftSnapshot;
import dev.carafe.etcd.raft.Ready;
import dev.carafe.etcd.raft.Role;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClusterProposalsTest {
    private final RaftCore core = new RaftCore(
            RaftConfig.of(1),
            new SplittableRandom(1),
            new HardState(1, 0, 1),
            new RaftSnapshot(1, 1, new ConfState(new TreeSet<>(List.of(1L)), new TreeSet<>()), Bytes.EMPTY),
            List.of());
    private final ClusterProposals proposals = new ClusterProposals(1, 1000, 0);
    private final ClusterProposal put = ClusterProposal.write(PutRequest.of(Bytes.utf8("key"), Bytes.utf8("value")), 0);

    @Test
    void aStopSaysNothingDefiniteOfWhatIsOnItsWay() {
        lead();
        proposals.add(put);
        proposals.propose(core, Integer.MAX_VALUE);
        ClusterProposal waiting = ClusterProposal.write(PutRequest.of(Bytes.utf8("key"), Bytes.utf8("later")), 0);
        proposals.add(waiting);
        proposals.fail(EtcdError.NO_SPACE);
        assertFailed(put, EtcdError.STOPPED);
        assertFailed(waiting, EtcdError.NO_SPACE);
    }

    @Test
    void theEndOfALeaseIsNotProposedOnceItsTermOrItsLeaderIsGone() {
        ClusterProposal end = ClusterProposal.ofTerm(core.term(), new LeaseRevokeRequest(7), 0);
        proposals.add(end);
        proposals.propose(core, Integer.MAX_VALUE); // a follower
        assertFailed(end, EtcdError.LEADER_CHANGED);
        lead();
        ClusterProposal old = ClusterProposal.ofTerm(core.term() - 1, new LeaseRevokeRequest(7), 0);
        ClusterProposal now = ClusterProposal.ofTerm(core.term(), new LeaseRevokeRequest(7), 0);
        proposals.add(old);
        proposals.add(now);
        proposals.add(put);
        proposals.propose(core, Integer.MAX_VALUE);
        assertFailed(old, EtcdError.LEADER_CHANGED);
        assertThat(now.answer()).isNotDone();
        assertThat(put.answer()).isNotDone();
        assertThat(proposals.deferring()).isFalse();
    }

    private void lead() {
        core.campaign();
        while (core.hasReady()) {
            Ready ready = core.ready();
            core.persisted();
            core.applied(ready.committed());
        }
        assertThat(core.role()).isEqualTo(Role.LEADER);
    }

    private static void assertFailed(ClusterProposal proposal, EtcdError error) {
        assertThatThrownBy(() -> proposal.answer().join()).hasMessageContaining(error.text());
    }
}
