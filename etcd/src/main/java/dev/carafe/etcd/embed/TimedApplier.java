package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.slow.SlowApplies;
import dev.carafe.etcd.state.StateMachine;

/**
 * Applies records, and looks at the time that each takes. Belongs to the one writer.
 *
 * @param slow told of each record, with real time and not that of leases
 */
record TimedApplier(StateMachine machine, SlowApplies slow) {
    /** As {@link StateMachine#apply}. */
    WriteResponse apply(WriteRequest request, long nowMs) {
        long startNs = System.nanoTime();
        WriteResponse response;
        try {
            response = machine.apply(request, nowMs);
        } catch (EtcdException e) {
            slow.applied(System.nanoTime() - startNs, request, null, e);
            throw e;
        }
        slow.applied(System.nanoTime() - startNs, request, response, null);
        return response;
    }
}
