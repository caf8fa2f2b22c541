package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SnapshotPaceTest {
    private static final Membership THREE = members(7, 3, -1);

    @Test
    void aStoreOnItsOwnWaitsForAsMuchLogAsItsLastSnapshotHas() {
        SnapshotPace pace = SnapshotPace.alone(1_000);

        assertThat(pace.isDue(0, 0)).isFalse();
        assertThat(pace.isDue(999, 0)).isFalse();
        assertThat(pace.isDue(1_000, 0)).isTrue();
        assertThat(pace.isDue(1_000, 5_000)).isFalse();
        assertThat(pace.isDue(5_000, 5_000)).isTrue();
        assertThat(SnapshotPace.alone(1).isDue(0, 0)).isFalse();
    }

    @Test
    void noTwoMembersHaveTheSamePace() {
        List<Integer> paces = Stream.of(3L, 7L, -1L)
                .map(id -> SnapshotPace.among(THREE, id, 1_000).percent())
                .toList();

        assertThat(paces).containsExactly(100, 116, 133);
    }

    @Test
    void aMembersPaceHoldsForSmallAndLargeStores() {
        SnapshotPace pace = SnapshotPace.among(THREE, 7, 1_000);

        assertThat(pace.isDue(1_159, 0)).isFalse();
        assertThat(pace.isDue(1_160, 0)).isTrue();
        assertThat(pace.isDue(1_160_001, 1_000_001)).isTrue();
        assertThat(pace.isDue(1_160_000, 1_000_001)).isFalse();
    }

    @Test
    void aMemberThatTheBookDoesNotKnowHasAPaceToo() {
        assertThat(SnapshotPace.among(Membership.EMPTY, 7, 1_000).percent()).isEqualTo(100);
        assertThat(SnapshotPace.among(members(1, 2), 7, 1_000).percent()).isEqualTo(125);
    }

    private static Membership members(long... ids) {
        return Membership.of(Arrays.stream(ids)
                .mapToObj(id -> ClusterMember.of(id, List.of("http://m" + id), false))
                .toList());
    }
}
