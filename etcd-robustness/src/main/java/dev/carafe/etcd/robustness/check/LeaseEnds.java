package dev.carafe.etcd.robustness.check;

import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store may do of its own accord: end each lease once, when its time is over by the fastest clock, and not before.
 * Time counts from the call that granted the lease or prolonged it last with success; how late it ends is left open.
 */
public final class LeaseEnds {
    /** How a history's ticks tell time. */
    public interface Clock {
        /** The first tick at which so much time may be over by the fastest clock, negative when it has not come yet. */
        long tickAfter(long tick, long seconds);
    }

    private LeaseEnds() {}

    /** The ends of leases that may have come. */
    public static List<Operation> of(List<Operation> history, Clock clock) {
        List<Operation> ends = new ArrayList<>();
        for (Operation grant : history) {
            if (grant.call() instanceof Call.Write(LeaseGrantRequest request)
                    && !(grant.outcome() instanceof Outcome.Refused)) {
                long from = lastProlonged(history, grant, request.id());
                long end = clock.tickAfter(from, ttlSeconds(grant, request));
                if (end >= 0) {
                    ends.add(new Operation(
                            -1,
                            new Call.Write(new LeaseRevokeRequest(request.id())),
                            end,
                            Operation.NEVER,
                            new Outcome.Unknown()));
                }
            }
        }
        return ends;
    }

    private static long ttlSeconds(Operation grant, LeaseGrantRequest request) {
        return grant.outcome() instanceof Outcome.Answered(LeaseGrantResponse granted)
                ? granted.ttlSeconds()
                : Math.max(request.ttlSeconds(), Lessor.TTL_MIN_SECONDS);
    }

    /** When the lease was granted, or prolonged the last time before it may have been granted again. */
    private static long lastProlonged(List<Operation> history, Operation grant, long id) {
        long until = Operation.NEVER;
        for (Operation other : history) {
            if (other.call() instanceof Call.Write(LeaseGrantRequest again)
                    && again.id() == id
                    && other.calledAt() > grant.calledAt()) {
                until = Math.min(until, other.calledAt());
            }
        }
        long last = grant.calledAt();
        for (Operation other : history) {
            if (other.call() instanceof Call.KeepAlive(long lease)
                    && lease == id
                    && other.outcome() instanceof Outcome.Answered(LeaseKeepAliveResponse alive)
                    && alive.ttlSeconds() > 0
                    && other.calledAt() > grant.returnedAt()
                    && other.returnedAt() < until) {
                last = Math.max(last, other.calledAt());
            }
        }
        return last;
    }
}
