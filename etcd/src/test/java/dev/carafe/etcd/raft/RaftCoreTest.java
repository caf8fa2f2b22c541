package dev.carafe.etcd.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class RaftCoreTest {
    private static RaftCore member(Long... voters) {
        return member(RaftConfig.of(1), voters);
    }

    private static RaftCore member(RaftConfig config, Long... voters) {
        ConfState conf = new ConfState(new TreeSet<>(List.of(voters)), new TreeSet<>());
        return new RaftCore(
                config,
                new SplittableRandom(1),
                new HardState(1, 0, 1),
                new RaftSnapshot(1, 1, conf, Bytes.EMPTY),
                List.of());
    }

    private static void persist(RaftCore core) {
        while (core.hasReady()) {
            Ready ready = core.ready();
            core.persisted();
            core.applied(ready.committed());
        }
    }

    @Test
    void aMemberAloneCommitsWhatIsOnItsDiskAndNothingBefore() {
        RaftCore core = member(1L);
        core.campaign();
        persist(core);
        assertThat(core.role()).isEqualTo(Role.LEADER);
        long before = core.commitIndex();

        assertThat(core.propose(Entry.Kind.NORMAL, Bytes.utf8("a"))).isTrue();
        Ready ready = core.ready();
        assertThat(ready.mustSync()).isTrue();
        assertThat(ready.committed()).isEmpty();
        assertThat(core.commitIndex()).isEqualTo(before);

        core.persisted();
        assertThat(core.commitIndex()).isEqualTo(before + 1);
        assertThat(core.ready().committed()).extracting(Entry::data).containsExactly(Bytes.utf8("a"));
    }

    @Test
    void askingBeforeAnElectionChangesNoTerm() {
        RaftCore core = member(1L, 2L, 3L);
        core.campaign();
        assertThat(core.role()).isEqualTo(Role.PRE_CANDIDATE);
        assertThat(core.term()).isEqualTo(1);
        assertThat(core.ready().messagesAfterPersist())
                .allSatisfy(message -> assertThat(message)
                        .isInstanceOfSatisfying(
                                Message.VoteRequest.class,
                                request -> assertThat(request.pre()).isTrue()));
    }

    @Test
    void aMemberThatAsksNobodyHoldsItsElectionAtOnce() {
        RaftCore core = member(new RaftConfig(1, 10, false, 1, 1 << 20, 512, 64L << 20), 1L, 2L, 3L);
        while (core.role() == Role.FOLLOWER) {
            core.tick();
        }
        assertThat(core.role()).isEqualTo(Role.CANDIDATE);
        assertThat(core.term()).isEqualTo(2);
        assertThat(core.ready().messagesAfterPersist())
                .containsExactly(
                        new Message.VoteRequest(1, 2, 2, 1, 1, false, false),
                        new Message.VoteRequest(1, 3, 2, 1, 1, false, false));
        core.persisted();
        core.step(new Message.VoteResponse(2, 1, 2, false, false));
        assertThat(core.role()).isEqualTo(Role.LEADER);
    }

    @Test
    void aVoteIsSentOnlyOnceItIsDurable() {
        RaftCore core = member(1L, 2L, 3L);
        core.step(new Message.VoteRequest(2, 1, 2, 1, 1, false, false));
        Ready ready = core.ready();
        assertThat(ready.messages()).isEmpty();
        assertThat(ready.mustSync()).isTrue();
        assertThat(ready.hardState()).isEqualTo(new HardState(2, 2, 1));
        assertThat(ready.messagesAfterPersist()).containsExactly(new Message.VoteResponse(1, 2, 2, false, false));
    }

    @Test
    void nobodyIsVotedForWhileALeaderIsHeard() {
        RaftCore core = member(1L, 2L, 3L);
        core.step(new Message.Heartbeat(2, 1, 2, 1, 0));
        persist(core);
        core.step(new Message.VoteRequest(3, 1, 9, 5, 5, false, false));
        assertThat(core.term()).isEqualTo(2);
        assertThat(core.hasReady()).isFalse();
    }

    @Test
    void aLeaderThatHearsNobodyLeadsNoMore() {
        RaftCore core = member(1L, 2L, 3L);
        core.campaign();
        core.step(new Message.VoteResponse(2, 1, 2, true, false));
        core.step(new Message.VoteResponse(2, 1, 2, false, false));
        assertThat(core.role()).isEqualTo(Role.LEADER);
        for (int i = 0; i < 3 * RaftConfig.of(1).electionTicks() && core.role() == Role.LEADER; i++) {
            core.tick();
        }
        assertThat(core.role()).isNotEqualTo(Role.LEADER);
        assertThat(core.leader()).isZero();
    }

    /** A member that leads two others, which have taken all that it has. */
    private static RaftCore leader() {
        RaftCore core = member(1L, 2L, 3L);
        core.campaign();
        core.step(new Message.VoteResponse(2, 1, 2, true, false));
        core.step(new Message.VoteResponse(2, 1, 2, false, false));
        persist(core);
        core.step(new Message.AppendResponse(2, 1, 2, core.lastIndex(), false, 0, 0));
        core.step(new Message.AppendResponse(3, 1, 2, core.lastIndex(), false, 0, 0));
        persist(core);
        assertThat(core.commitIndex()).isEqualTo(core.lastIndex());
        return core;
    }

    private static List<Message.Append> appends(Ready ready) {
        return ready.messages().stream()
                .filter(Message.Append.class::isInstance)
                .map(Message.Append.class::cast)
                .toList();
    }

    @Test
    void whatIsProposedTogetherIsSentTogether() {
        RaftCore core = leader();
        for (String data : List.of("a", "b", "c")) {
            assertThat(core.propose(Entry.Kind.NORMAL, Bytes.utf8(data))).isTrue();
        }
        assertThat(appends(core.ready()))
                .hasSize(2)
                .allSatisfy(append -> assertThat(append.entries())
                        .extracting(Entry::data)
                        .containsExactly(Bytes.utf8("a"), Bytes.utf8("b"), Bytes.utf8("c")));
    }

    @Test
    void aCommitTravelsWithWhatIsProposedBesideIt() {
        RaftCore core = leader();
        assertThat(core.propose(Entry.Kind.NORMAL, Bytes.utf8("a"))).isTrue();
        persist(core);
        long first = core.lastIndex();

        core.step(new Message.AppendResponse(2, 1, 2, first, false, 0, 0));
        assertThat(core.propose(Entry.Kind.NORMAL, Bytes.utf8("b"))).isTrue();
        assertThat(appends(core.ready())).hasSize(2).allSatisfy(append -> {
            assertThat(append.commit()).isEqualTo(first);
            assertThat(append.entries()).extracting(Entry::data).containsExactly(Bytes.utf8("b"));
        });
    }

    @Test
    void readsOfOneTurnShareAHeartbeat() {
        RaftCore core = leader();
        assertThat(core.readIndex(1)).isTrue();
        core.step(new Message.ReadIndexRequest(2, 1, 7));
        assertThat(core.ready().messages())
                .filteredOn(Message.Heartbeat.class::isInstance)
                .hasSize(2);
    }

    @Test
    void whatAFollowerTakesInOneTurnItAnswersOnce() {
        RaftCore core = member(1L, 2L, 3L);
        for (long index = 2; index <= 4; index++) {
            Entry entry = new Entry(2, index, Entry.Kind.NORMAL, Bytes.utf8("a"));
            core.step(new Message.Append(2, 1, 2, index - 1, index == 2 ? 1 : 2, List.of(entry), 1));
        }
        assertThat(core.ready().messagesAfterPersist())
                .containsExactly(new Message.AppendResponse(1, 2, 2, 4, false, 0, 0));
    }

    @Test
    void theLastVoterCannotBeRemoved() {
        RaftCore core = member(1L);
        ConfState conf = core.applyConfChange(new ConfChange(ConfChange.Kind.REMOVE, 1, Bytes.EMPTY));
        assertThat(conf.voters()).containsExactly(1L);
    }

    @Test
    void aChangeOfMembersComesBackAsItWasAndJunkIsRefused() {
        ConfChange change = new ConfChange(ConfChange.Kind.ADD_LEARNER, -7, Bytes.utf8("http://a:2380"));
        assertThat(ConfChange.decode(change.encode())).isEqualTo(change);
        assertThatThrownBy(() -> ConfChange.decode(Bytes.utf8("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ConfChange.decode(Bytes.utf8("zzzzzzzzz")))
                .isInstanceOf(IllegalArgumentException.class);

        RaftCore core = member(1L);
        core.campaign();
        assertThat(core.propose(Entry.Kind.CONF_CHANGE, Bytes.utf8("x"))).isFalse();
    }
}
