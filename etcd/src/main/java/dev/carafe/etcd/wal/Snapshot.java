package dev.carafe.etcd.wal;

import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.state.ControlState;
import java.util.List;

/**
 * All that the store holds after a record.
 *
 * @param index the last record it holds, 0 for none
 * @param state keys and history
 * @param leases the leases; which keys hang on them is in the keys
 * @param control all else: users, roles, alarms
 * @param term the record's term, 0 of a member that is alone
 * @param membership the cluster's members, none of a member that is alone
 */
public record Snapshot(
        long index,
        MvccState state,
        List<Lessor.Granted> leases,
        ControlState control,
        long term,
        Membership membership) {
    /** Of a member that is alone. */
    public Snapshot(long index, MvccState state, List<Lessor.Granted> leases, ControlState control) {
        this(index, state, leases, control, 0, Membership.EMPTY);
    }

    /** Without users, roles and alarms. */
    public Snapshot(long index, MvccState state, List<Lessor.Granted> leases) {
        this(index, state, leases, ControlState.empty());
    }
}
