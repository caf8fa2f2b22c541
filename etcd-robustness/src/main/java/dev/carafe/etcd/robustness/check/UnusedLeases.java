package dev.carafe.etcd.robustness.check;

import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Leases of which nobody can tell whether they were ever there: they were asked for and given back without an answer, and no
 * key was put on them. Each would double what a search for an order has to try, and none makes a difference.
 */
final class UnusedLeases {
    private UnusedLeases() {}

    /** A history without the requests for such leases. */
    static List<Operation> left(List<Operation> history) {
        Set<Long> used = new HashSet<>();
        for (Operation operation : history) {
            if (!open(operation)) {
                switch (operation.call()) {
                    case Call.KeepAlive(long lease) -> used.add(lease);
                    case Call.TimeToLive(long lease, boolean _) -> used.add(lease);
                    case Call.Leases() -> told(operation, used);
                    case Call.Write(WriteRequest request) -> named(request, used::add);
                    case Call.Range _ -> {}
                }
            }
        }
        return history.stream()
                .filter(operation -> !open(operation) || used.contains(id(operation)))
                .toList();
    }

    private static void told(Operation leases, Set<Long> used) {
        if (leases.outcome() instanceof Outcome.Answered(LeaseLeasesResponse response)) {
            used.addAll(response.ids());
        }
    }

    private static boolean open(Operation operation) {
        return operation.unknown()
                && operation.call() instanceof Call.Write(WriteRequest request)
                && (request instanceof LeaseGrantRequest || request instanceof LeaseRevokeRequest);
    }

    private static long id(Operation open) {
        return switch (open.call()) {
            case Call.Write(LeaseGrantRequest grant) -> grant.id();
            case Call.Write(LeaseRevokeRequest revoke) -> revoke.id();
            default -> throw new IllegalArgumentException("names no lease: " + open);
        };
    }

    private static void named(WriteRequest request, LongConsumer lease) {
        switch (request) {
            case LeaseGrantRequest grant -> lease.accept(grant.id());
            case LeaseRevokeRequest revoke -> lease.accept(revoke.id());
            case PutRequest put -> lease.accept(put.lease());
            case TxnRequest txn -> named(txn, lease);
            default -> {}
        }
    }

    private static void named(TxnRequest txn, LongConsumer lease) {
        for (Op op :
                Stream.concat(txn.success().stream(), txn.failure().stream()).toList()) {
            switch (op) {
                case PutRequest put -> lease.accept(put.lease());
                case TxnRequest nested -> named(nested, lease);
                default -> {}
            }
        }
    }
}
