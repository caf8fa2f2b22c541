package dev.carafe.etcd.robustness.model;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.linearizability.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * etcd, one operation after the other: what an operation answers, and what it leaves. Answers must be equal to the told
 * ones in everything, revisions too. Of a read of a past revision only the revision told and the refusal are compared here;
 * its keys are, with the log; so it is within transactions. When a lease ends by its time is left open: the end is an operation of the history.
 */
public final class EtcdModel implements Model<ModelState> {
    /** As the revision of a keep-alive: a member that passed it on to the leader told one of its own, of before. */
    public static final long NOT_TOLD = 0;

    /**
     * What a call does in a state.
     *
     * @param state the state after it
     * @param response what it answers
     */
    private record Step(ModelState state, Record response) {}

    @Override
    public ModelState initial() {
        return ModelState.EMPTY;
    }

    @Override
    public @Nullable ModelState step(ModelState state, Operation operation) {
        @Nullable Step step;
        @Nullable EtcdException refusal = null;
        try {
            step = call(state, operation.call());
        } catch (EtcdException e) {
            step = null;
            refusal = e;
        }
        return switch (operation.outcome()) {
            case Outcome.Unknown() -> step == null || step.state().equals(state) ? null : step.state();
            case Outcome.Refused(EtcdException cause) -> unknowable(cause) || same(refusal, cause) ? state : null;
            case Outcome.Answered(Record response) ->
                step != null && told(operation.call(), step.response(), response) ? step.state() : null;
        };
    }

    /** A full disk or queue, too large a request, or a member without a vote, of which the model knows nothing. */
    private static boolean unknowable(EtcdException cause) {
        return cause.code() == EtcdError.Code.RESOURCE_EXHAUSTED
                || cause.is(EtcdError.REQUEST_TOO_LARGE)
                || cause.is(EtcdError.NOT_SUPPORTED_FOR_LEARNER);
    }

    private static boolean same(@Nullable EtcdException expected, EtcdException told) {
        return expected != null
                && expected.code() == told.code()
                && String.valueOf(expected.getMessage()).equals(told.getMessage());
    }

    private static boolean told(Call call, Record expected, Record response) {
        if (call instanceof Call.Range(RangeRequest request)
                && request.revision() > 0
                && response instanceof RangeResponse range) {
            return expected instanceof RangeResponse now && now.revision() == range.revision();
        }
        if (call instanceof Call.KeepAlive && response instanceof LeaseKeepAliveResponse alive) {
            // Past its time, a lease cannot be prolonged though it has not ended yet: 0 is told of both.
            return expected instanceof LeaseKeepAliveResponse now
                    && (alive.revision() == NOT_TOLD || now.revision() == alive.revision())
                    && (alive.ttlSeconds() == 0 || now.ttlSeconds() != 0);
        }
        if (response instanceof LeaseTimeToLiveResponse left) { // how much is left is not the order's matter
            return expected instanceof LeaseTimeToLiveResponse now
                    && now.revision() == left.revision()
                    && now.id() == left.id()
                    && now.ttlSeconds() < 0 == left.ttlSeconds() < 0
                    && now.keys().equals(left.keys());
        }
        if (response
                instanceof LeaseLeasesResponse leases) { // told soonest to end first, which the model does not know
            return expected instanceof LeaseLeasesResponse now
                    && now.revision() == leases.revision()
                    && now.ids().equals(leases.ids().stream().sorted().toList());
        }
        if (response instanceof LeaseGrantResponse granted) { // more may be granted than was asked for
            return expected instanceof LeaseGrantResponse asked
                    && asked.revision() == granted.revision()
                    && asked.id() == granted.id()
                    && asked.ttlSeconds() <= granted.ttlSeconds();
        }
        if (call instanceof Call.Write(WriteRequest write)
                && write instanceof TxnRequest request
                && response instanceof TxnResponse txn) {
            return expected instanceof TxnResponse now
                    && ToldTxn.of(request, now).equals(ToldTxn.of(request, txn));
        }
        return expected.equals(response);
    }

    private static Step call(ModelState state, Call call) {
        return switch (call) {
            case Call.Range(RangeRequest request) -> new Step(state, range(state, request));
            case Call.Write(WriteRequest request) -> write(state, request);
            case Call.KeepAlive(long lease) ->
                new Step(
                        state,
                        new LeaseKeepAliveResponse(
                                state.revision(), lease, state.leases().contains(lease) ? 1 : 0));
            case Call.TimeToLive(long lease, boolean keys) -> new Step(state, timeToLive(state, lease, keys));
            case Call.Leases() ->
                new Step(state, new LeaseLeasesResponse(state.revision(), List.copyOf(state.leases())));
        };
    }

    /** Without what is left of its time, of which the model knows nothing: 0 for a lease that is there. */
    private static LeaseTimeToLiveResponse timeToLive(ModelState state, long lease, boolean keys) {
        if (!state.leases().contains(lease)) {
            return new LeaseTimeToLiveResponse(state.revision(), lease, -1, 0, List.of());
        }
        List<Bytes> attached = state.keys().values().stream()
                .filter(kv -> keys && kv.lease() == lease)
                .map(KeyValue::key)
                .toList();
        return new LeaseTimeToLiveResponse(state.revision(), lease, 0, 0, attached);
    }

    private static RangeResponse range(ModelState state, RangeRequest request) {
        state.checkReadable(request.revision());
        return ModelRange.read(state.revision(), state.keys().values(), request);
    }

    private static Step write(ModelState state, WriteRequest request) {
        ModelTxn txn = new ModelTxn(state);
        return switch (request) {
            case PutRequest put -> {
                Record response = txn.put(put);
                yield new Step(txn.after(), response);
            }
            case DeleteRangeRequest delete -> {
                Record response = txn.delete(delete);
                yield new Step(txn.after(), response);
            }
            case TxnRequest ops -> {
                Record response = txn.txn(ops);
                yield new Step(txn.after(), response);
            }
            case CompactRequest compact -> compact(state, compact.revision());
            case LeaseGrantRequest grant -> {
                if (state.leases().contains(grant.id())) {
                    throw EtcdError.LEASE_EXISTS.exception();
                }
                yield new Step(
                        state.withLease(grant.id()),
                        new LeaseGrantResponse(state.revision(), grant.id(), grant.ttlSeconds()));
            }
            case LeaseRevokeRequest revoke -> {
                if (!state.leases().contains(revoke.id())) {
                    throw EtcdError.LEASE_NOT_FOUND.exception();
                }
                ModelState after = state.withoutLease(revoke.id());
                yield new Step(after, new LeaseRevokeResponse(after.revision()));
            }
            case LeaseCheckpointRequest _ ->
                throw new IllegalArgumentException("clients ask for no checkpoints of leases: " + request);
            case AlarmRequest _, AuthRequest _, DowngradeRequest _, CallerRequest _ ->
                throw new IllegalArgumentException(
                        "the model has no users and no alarms, and was asked for " + request);
        };
    }

    private static Step compact(ModelState state, long revision) {
        if (revision == 0 && state.compactRevision() == 0) {
            return new Step(state, new CompactResponse(state.revision()));
        }
        if (revision <= state.compactRevision()) {
            throw EtcdError.COMPACTED.exception();
        }
        if (revision > state.revision()) {
            throw EtcdError.FUTURE_REVISION.exception();
        }
        return new Step(state.compacted(revision), new CompactResponse(state.revision()));
    }

    /** Revisions only grow: an answer that tells a smaller one than the state's cannot come any more. */
    @Override
    public boolean hopeless(ModelState state, Operation waiting) {
        long told = waiting.toldRevision();
        return told != 0 && told < state.revision();
    }
}
