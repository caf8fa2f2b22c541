package dev.carafe.etcd.state;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.auth.AuthState;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a member holds besides keys and leases. Immutable.
 *
 * @param auth users and roles
 * @param alarms those raised and not disarmed
 * @param downgradeTarget the version that the cluster is being downgraded to, empty for none
 */
public record ControlState(AuthState auth, SortedSet<AlarmMember> alarms, String downgradeTarget) {
    public ControlState {
        alarms = Collections.unmodifiableSortedSet(new TreeSet<>(alarms));
    }

    /** A fresh member's. */
    public static ControlState empty() {
        return new ControlState(AuthState.empty(), new TreeSet<>(), "");
    }

    /** Whether any member has raised such an alarm. */
    public boolean has(AlarmType type) {
        return alarms.stream().anyMatch(alarm -> alarm.type() == type);
    }
}
