package dev.carafe.etcd.corruption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CorruptionCheckerTest {
    private static final int SOUND = 77;
    private static final int OTHER = 78;

    /** Members that say what they are told to. */
    private static final class Told implements MemberHashes {
        private Session.HashKv own = hash(SOUND, 3, 10, 10);
        private Session.@Nullable HashKv afterwards;
        private long compacted = 3;
        private final Map<Long, Session.HashKv> theirs = new TreeMap<>();
        private final Map<Long, Integer> asked = new HashMap<>();
        private final List<Long> alarms = new ArrayList<>();

        Told member(long id, Session.@Nullable HashKv hash) {
            theirs.put(id, hash);
            return this;
        }

        @Override
        public long self() {
            return 1;
        }

        @Override
        public List<Long> others() {
            return List.copyOf(theirs.keySet());
        }

        @Override
        public boolean leads() {
            return true;
        }

        @Override
        public long compactRevision() {
            return compacted;
        }

        @Override
        public Session.HashKv own(long revision) {
            return own;
        }

        @Override
        public Session.HashKv of(long member, long revision) {
            asked.merge(member, 1, Integer::sum);
            Session.HashKv hash = theirs.get(member);
            if (hash == null) {
                throw EtcdError.FUTURE_REVISION.exception();
            }
            return hash;
        }

        @Override
        public void awaitLinearizable() {
            own = Objects.requireNonNullElse(afterwards, own);
        }

        @Override
        public void alarm(long member) {
            alarms.add(member);
        }
    }

    private static Session.HashKv hash(int hash, long compactRevision, long upTo, long revision) {
        return new Session.HashKv(revision, hash, compactRevision, upTo);
    }

    private static Session.HashKv sound() {
        return hash(SOUND, 3, 10, 10);
    }

    @Test
    void aMemberThatStartsSeesWhoHasAnotherHistory() {
        assertThat(new CorruptionChecker(new Told().member(2, sound()).member(3, null)).agreesWithOthers())
                .isTrue();
        assertThat(new CorruptionChecker(new Told().member(2, sound()).member(3, hash(OTHER, 3, 10, 12)))
                        .agreesWithOthers())
                .isFalse();
        assertThat(new CorruptionChecker(new Told().member(2, hash(OTHER, 5, 10, 12))).agreesWithOthers())
                .as("what another has compacted cannot be compared")
                .isTrue();
    }

    @Test
    void theFirstWhoseNewestHistoryIsNotTheLeadersIsTold() {
        Told told =
                new Told().member(2, sound()).member(3, hash(OTHER, 3, 10, 10)).member(4, hash(OTHER, 3, 10, 10));
        new CorruptionChecker(told).compareNewest();
        assertThat(told.alarms).containsExactly(3L);
    }

    @Test
    void nobodyIsAheadOfTheLeader() {
        Told revision = new Told().member(2, hash(SOUND, 3, 10, 11));
        new CorruptionChecker(revision).compareNewest();
        assertThat(revision.alarms).containsExactly(2L);
        Told compaction = new Told().member(2, hash(OTHER, 4, 10, 10));
        new CorruptionChecker(compaction).compareNewest();
        assertThat(compaction.alarms).containsExactly(2L);
    }

    @Test
    void whatTheLeaderDidWhileOthersWereAskedIsNoCorruption() {
        Told told = new Told().member(2, hash(SOUND, 3, 10, 11)).member(3, hash(OTHER, 4, 10, 11));
        told.afterwards = hash(OTHER, 4, 12, 12);
        new CorruptionChecker(told).compareNewest();
        assertThat(told.alarms).isEmpty();
    }

    @Test
    void aLeaderWhoseHistoryChangesInPlaceIsCorruptItself() {
        Told told = new Told().member(2, sound());
        told.afterwards = hash(OTHER, 3, 10, 10);
        new CorruptionChecker(told).compareNewest();
        assertThat(told.alarms).containsExactly(1L);
    }

    @Test
    void whoDiffersFromMostAtACompactionIsToldTheLeaderToo() {
        Told few = new Told().member(2, hash(SOUND, 3, 3, 9)).member(3, hash(OTHER, 3, 3, 9));
        new CorruptionChecker(few).compareCompacted();
        assertThat(few.alarms).containsExactly(3L);
        Told leader = new Told().member(2, hash(OTHER, 3, 3, 9)).member(3, hash(OTHER, 3, 3, 9));
        new CorruptionChecker(leader).compareCompacted();
        assertThat(leader.alarms).containsExactly(1L);
    }

    @Test
    void withoutAMajorityTheWholeClusterIsTold() {
        Told told = new Told().member(2, hash(OTHER, 3, 3, 9)).member(3, null);
        new CorruptionChecker(told).compareCompacted();
        assertThat(told.alarms).containsExactly(0L);
    }

    @Test
    void aCompactionIsComparedUntilAllHaveAnswered() {
        Told told = new Told().member(2, hash(SOUND, 3, 3, 9)).member(3, null);
        CorruptionChecker checker = new CorruptionChecker(told);
        checker.compareCompacted();
        told.member(3, hash(SOUND, 2, 3, 9)); // has not compacted yet
        checker.compareCompacted();
        told.member(3, hash(SOUND, 3, 3, 9));
        checker.compareCompacted();
        checker.compareCompacted();
        assertThat(told.asked).containsEntry(2L, 3);
        assertThat(told.alarms).isEmpty();
        told.compacted = 7;
        told.own = hash(SOUND, 7, 7, 9);
        checker.compareCompacted();
        assertThat(told.asked).containsEntry(2L, 4);
    }
}
