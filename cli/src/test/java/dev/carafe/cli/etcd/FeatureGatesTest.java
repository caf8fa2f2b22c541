package dev.carafe.cli.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.command.CommandException;
import org.junit.jupiter.api.Test;

class FeatureGatesTest {
    @Test
    void leasesAreCheckpointedWhereTheGateSaysSo() {
        assertThat(FeatureGates.parse("").leaseCheckpointMs()).isZero();
        assertThat(FeatureGates.parse("LeaseCheckpoint=true").leaseCheckpointMs())
                .isEqualTo(300_000);
        assertThat(FeatureGates.parse("LeaseCheckpoint=true, LeaseCheckpointPersist=true")
                        .leaseCheckpointMs())
                .isEqualTo(300_000);
        assertThat(FeatureGates.parse("AllAlpha=true,LeaseCheckpoint=false,LeaseCheckpointPersist=false")
                        .leaseCheckpointMs())
                .isZero();
    }

    @Test
    void membersAreComparedWhereTheGatesSaySo() {
        assertThat(FeatureGates.parse("").initialCorruptCheck()).isFalse();
        assertThat(FeatureGates.parse("").compactHashCheck()).isFalse();
        FeatureGates gates = FeatureGates.parse("InitialCorruptCheck=true,CompactHashCheck=true");
        assertThat(gates.initialCorruptCheck()).isTrue();
        assertThat(gates.compactHashCheck()).isTrue();
        assertThat(gates.warnings()).isEmpty();
    }

    @Test
    void whatChangesNothingIsToldAndWhatIsNoGateIsRefused() {
        assertThat(FeatureGates.parse("PriorityRequest=true,FastLeaseKeepAlive=true")
                        .warnings())
                .containsExactly("--feature-gates: PriorityRequest has no effect");
        refused("Bogus=true", "unrecognized feature gate: Bogus");
        refused("LeaseCheckpoint", "LeaseCheckpoint=true or LeaseCheckpoint=false, not ''");
        refused("LeaseCheckpoint=1", "not '1'");
        refused("LeaseCheckpointPersist=true", "requires enabling feature gate LeaseCheckpoint");
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> FeatureGates.parse(text))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(why);
    }
}
