package dev.carafe.etcd.wal;

import dev.carafe.etcd.lease.Lessor;
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
 */
public record Snapshot(long index, MvccState state, List<Lessor.Granted> leases, ControlState control) {
    /** Without users, roles and alarms. */
    public Snapshot(long index, MvccState state, List<Lessor.Granted> leases) {
        this(index, state, leases, ControlState.empty());
    }
}
