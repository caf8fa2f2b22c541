package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.state.StateMachine;
import org.jspecify.annotations.Nullable;

/** Applies records, looks at the time that each takes, in real time and not that of leases, and counts them. Belongs to the one writer. */
final class TimedApplier {
    private final StateMachine machine;
    private final WriterObservers observers;
    private final AppliedCounts counts;

    TimedApplier(StateMachine machine, WriterObservers observers) {
        this.machine = machine;
        this.observers = observers;
        this.counts = new AppliedCounts(observers.metrics());
    }

    /** As {@link StateMachine#apply}. */
    WriteResponse apply(WriteRequest request, long nowMs) {
        long before = machine.core().state().revision();
        long startNs = System.nanoTime();
        WriteResponse response;
        try {
            response = machine.apply(request, nowMs);
        } catch (EtcdException e) {
            tell(System.nanoTime() - startNs, request, null, e);
            throw e;
        }
        tell(System.nanoTime() - startNs, request, response, null);
        counts.applied(request, response, before, machine.core().state());
        return response;
    }

    private void tell(
            long tookNs, WriteRequest request, @Nullable WriteResponse response, @Nullable EtcdException refusal) {
        boolean success = refusal == null || refusal.is(EtcdError.COMPACTED);
        observers.metrics().server().applied(RequestKind.of(request), success, tookNs);
        if (observers.slow().isSlow(tookNs)) {
            observers.metrics().server().slowApplies.increment();
            observers.slow().applied(tookNs, request, response, refusal);
        }
    }
}
