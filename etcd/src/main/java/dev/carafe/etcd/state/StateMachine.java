package dev.carafe.etcd.state;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmResponse;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.AuthResponse;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.DowngradeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.auth.AuthStore;
import dev.carafe.etcd.auth.RequestPermission;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.mvcc.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A member's whole state. {@link #apply} and {@link #prune} belong to its one writer; everything else may be called by any
 * thread. What an alarm stops is decided here, by the log's order, so that all members refuse the same requests.
 */
public final class StateMachine {
    /** The version that members of a cluster of ours agree on. */
    public static final String CLUSTER_VERSION = "3.7.0";

    private final MvccCore core;
    private final AuthStore auth;
    private volatile SortedSet<AlarmMember> alarms;
    private volatile String downgradeTarget;

    public StateMachine(MvccCore core, ControlState control) {
        this.core = core;
        this.auth = new AuthStore(control.auth());
        this.alarms = control.alarms();
        this.downgradeTarget = control.downgradeTarget();
    }

    /** A fresh member's. */
    public static StateMachine empty() {
        return new StateMachine(MvccCore.empty(), ControlState.empty());
    }

    public MvccCore core() {
        return core;
    }

    public AuthStore auth() {
        return auth;
    }

    /** Whether any alarm is raised. */
    public boolean hasAlarms() {
        return !alarms.isEmpty();
    }

    /** What a snapshot keeps besides keys and leases. */
    public ControlState control() {
        return new ControlState(auth.state(), alarms, downgradeTarget);
    }

    /**
     * Applies a record and publishes what came of it.
     *
     * @param nowMs monotonic time, from which a lease granted counts
     * @throws dev.carafe.etcd.EtcdException when the request is refused; nothing has changed then
     */
    public synchronized WriteResponse apply(WriteRequest request, long nowMs) {
        return switch (request) {
            case CallerRequest caller -> {
                checkCaller(caller);
                yield apply(caller.request(), nowMs);
            }
            case AlarmRequest alarm -> new AlarmResponse(revision(), apply(alarm));
            case AuthRequest change -> {
                auth.apply(change, nowMs);
                yield new AuthResponse(revision());
            }
            case DowngradeRequest(String target) -> {
                downgradeTarget = target;
                yield new DowngradeResponse(revision(), CLUSTER_VERSION);
            }
            case PutRequest _, DeleteRangeRequest _, TxnRequest _ -> applyUnlessAlarmed(request, nowMs);
            case CompactRequest _, LeaseGrantRequest _, LeaseRevokeRequest _, LeaseCheckpointRequest _ ->
                applyUnlessAlarmed(request, nowMs);
        };
    }

    /**
     * All of the state after a record.
     *
     * @param keys keys and their history
     * @param leases all leases
     * @param control all else
     */
    public record Captured(MvccState keys, List<Lessor.Granted> leases, ControlState control) {}

    /** The state as it is between two records; the writer waits meanwhile. May be called by any thread. */
    public synchronized Captured capture() {
        return new Captured(core.state(), core.lessor().all(), control());
    }

    /**
     * Takes another state in place of the whole one, as a member does that has fallen too far behind. Belongs to the
     * writer.
     *
     * @param leases those that there are; their keys are found among the keys
     */
    public synchronized void restore(MvccState keys, List<Lessor.Granted> leases, ControlState control, long nowMs) {
        core.lessor().restore(leases, nowMs);
        keys.forEachAt(keys.revision(), kv -> {
            if (kv.lease() != 0) {
                core.lessor().attach(kv.lease(), kv.key());
            }
        });
        core.restore(keys);
        auth.restore(control.auth());
        alarms = control.alarms();
        downgradeTarget = control.downgradeTarget();
    }

    /** As {@link MvccCore#prune}. */
    public boolean prune(int revisionsMax) {
        return core.prune(revisionsMax);
    }

    private long revision() {
        return core.state().revision();
    }

    private void checkCaller(CallerRequest caller) {
        RequestPermission permission = new RequestPermission(auth.state(), caller.user(), caller.authRevision());
        switch (caller.request()) {
            case PutRequest put -> permission.check(put, core.lessor());
            case DeleteRangeRequest delete -> permission.check(delete, core.lessor());
            case TxnRequest txn -> permission.check(txn, core.lessor());
            case LeaseRevokeRequest revoke -> permission.checkLease(revoke.id(), core.lessor());
            case AuthRequest.Authenticate _ -> {} // whoever has the password
            case AuthRequest _ -> auth.state().checkAdmin(caller.user());
            // Checked before they are logged, as etcd does, or open to every user.
            case AlarmRequest _, DowngradeRequest _, CompactRequest _, LeaseGrantRequest _ -> {}
            case LeaseCheckpointRequest _ -> throw new IllegalStateException("a leader's request of a caller");
            case CallerRequest _ -> throw new IllegalStateException("a caller's request within another one");
        }
    }

    /** Source: etcd {@code server/etcdserver/apply/apply.go}, the capped and the corrupt applier. */
    private WriteResponse applyUnlessAlarmed(WriteRequest request, long nowMs) {
        SortedSet<AlarmMember> raised = alarms;
        if (!raised.isEmpty()) {
            if (control().has(AlarmType.CORRUPT)) {
                throw EtcdError.CORRUPT.exception();
            }
            boolean grows = request instanceof LeaseGrantRequest || (request instanceof Op op && Quota.cost(op) > 0);
            if (grows && control().has(AlarmType.NOSPACE)) {
                throw EtcdError.NO_SPACE.exception();
            }
        }
        return core.apply(request, nowMs);
    }

    private List<AlarmMember> apply(AlarmRequest request) {
        AlarmMember alarm = new AlarmMember(request.memberId(), request.type());
        SortedSet<AlarmMember> now = new TreeSet<>(alarms);
        boolean nothing = request.type() == AlarmType.NONE;
        return switch (request.action()) {
            case GET -> {
                List<AlarmMember> asked = new ArrayList<>(now);
                asked.removeIf(raised -> !nothing && raised.type() != request.type());
                yield asked;
            }
            case ACTIVATE -> {
                if (nothing) {
                    yield List.of();
                }
                now.add(alarm);
                alarms = now;
                yield List.of(alarm);
            }
            case DEACTIVATE -> {
                boolean removed = now.remove(alarm);
                alarms = now;
                yield removed ? List.of(alarm) : List.of();
            }
        };
    }
}
