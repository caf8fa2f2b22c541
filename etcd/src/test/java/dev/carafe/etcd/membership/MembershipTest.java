package dev.carafe.etcd.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.raft.ConfChange;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MembershipTest {
    private static final ClusterMember A = ClusterMember.of(1, List.of("http://a:2380"), false);
    private static final ClusterMember B = ClusterMember.of(2, List.of("http://b:2380"), false);

    @Test
    void idsAreEtcdsOwn() {
        long member = MemberIds.initial(List.of("http://localhost:2380"), "etcd-cluster");
        assertThat(MemberIds.text(member)).isEqualTo("8e9e05c52164694d");
        assertThat(MemberIds.text(MemberIds.cluster(List.of(member)))).isEqualTo("cdf818194e3a8c32");
    }

    @Test
    void whoWasRemovedNeverComesBack() {
        Membership both = Membership.of(List.of(A, B));
        Membership one = both.with(ConfChange.Kind.REMOVE, ProposedMember.of(B));
        assertThat(one.conf().voters()).containsExactly(1L);
        assertThatThrownBy(() -> one.with(ConfChange.Kind.ADD_VOTER, ProposedMember.of(B)))
                .hasMessage("etcdserver: member not found");
        assertThatThrownBy(() -> one.with(ConfChange.Kind.REMOVE, ProposedMember.of(A)))
                .hasMessage("etcdserver: re-configuration failed due to not enough started members")
                .extracting(e -> ((EtcdException) e).code())
                .isEqualTo(EtcdError.Code.UNKNOWN); // as etcd's server was seen to answer it
    }

    @Test
    void anAddressBelongsToOneMember() {
        Membership one = Membership.of(List.of(A));
        ClusterMember thief = ClusterMember.of(3, List.of("http://a:2380"), true);
        assertThatThrownBy(() -> one.with(ConfChange.Kind.ADD_LEARNER, ProposedMember.of(thief)))
                .hasMessage("etcdserver: Peer URLs already exists");
        assertThatThrownBy(() -> one.with(ConfChange.Kind.ADD_VOTER, ProposedMember.of(A)))
                .hasMessage("etcdserver: member ID already exist");
    }

    @Test
    void aLearnerIsPromotedAndThereIsOneAtMost() {
        ClusterMember learner = ClusterMember.of(3, List.of("http://c:2380"), true);
        Membership with = Membership.of(List.of(A, B)).with(ConfChange.Kind.ADD_LEARNER, ProposedMember.of(learner));
        assertThat(with.conf().learners()).containsExactly(3L);
        ClusterMember second = ClusterMember.of(4, List.of("http://d:2380"), true);
        assertThatThrownBy(() -> with.with(ConfChange.Kind.ADD_LEARNER, ProposedMember.of(second)))
                .hasMessage("etcdserver: too many learner members in cluster");
        assertThat(with.with(ConfChange.Kind.ADD_VOTER, ProposedMember.of(learner))
                        .conf()
                        .voters())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void aProposalBringsItsLimitOfLearners() {
        ClusterMember learner = ClusterMember.of(3, List.of("http://c:2380"), true);
        ClusterMember second = ClusterMember.of(4, List.of("http://d:2380"), true);
        Membership one = Membership.of(List.of(A)).with(ConfChange.Kind.ADD_LEARNER, ProposedMember.of(learner));
        assertThat(one.with(ConfChange.Kind.ADD_LEARNER, new ProposedMember(second, 2))
                        .conf()
                        .learners())
                .containsExactly(3L, 4L);
        assertThatThrownBy(() ->
                        Membership.of(List.of(A)).with(ConfChange.Kind.ADD_LEARNER, new ProposedMember(learner, 0)))
                .hasMessage("etcdserver: too many learner members in cluster");
        assertThat(one.with(ConfChange.Kind.ADD_VOTER, new ProposedMember(B, 0)).members())
                .hasSize(3);
    }

    @Test
    void aProposalComesBackFromItsBytesAndOneOfBeforeThereWereLimitsHasTheUsualOne() {
        assertThat(ProposedMember.decode(A.encode())).isEqualTo(new ProposedMember(A, 1));
        for (int limit : new int[] {0, 1, 2, Integer.MAX_VALUE}) {
            ProposedMember proposed = new ProposedMember(B, limit);
            assertThat(ProposedMember.decode(proposed.encode())).isEqualTo(proposed);
        }
        byte[] bytes = new ProposedMember(A, 2).encode().toByteArray();
        for (int length = 0; length <= bytes.length + 1; length++) {
            if (length != bytes.length && length != A.encode().length()) {
                Bytes cut = Bytes.wrap(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> ProposedMember.decode(cut)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void comesBackFromItsBytesAndJunkIsRefused() {
        Membership book = Membership.of(List.of(A, B))
                .with(1, "a", List.of("http://a:2379"))
                .with(ConfChange.Kind.REMOVE, ProposedMember.of(B));
        assertThat(Membership.decode(book.encode())).isEqualTo(book);
        byte[] bytes = book.encode().toByteArray();
        for (int length = 0; length < bytes.length; length++) {
            Bytes cut = Bytes.wrap(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Membership.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
