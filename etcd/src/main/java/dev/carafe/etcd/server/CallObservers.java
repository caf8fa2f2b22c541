package dev.carafe.etcd.server;

import dev.carafe.etcd.http.CallCounters;
import dev.carafe.etcd.slow.SlowApplies;
import io.grpc.ServerInterceptor;
import java.util.List;

/**
 * What looks at the calls of all of a member's servers.
 *
 * @param counters counts them, for the metrics that each server tells
 * @param others the outermost last
 */
public record CallObservers(CallCounters counters, List<ServerInterceptor> others) {
    public CallObservers {
        others = List.copyOf(others);
    }

    /** As etcd looks at them unless it is told otherwise. */
    public static CallObservers usual() {
        return new CallObservers(
                new CallCounters(), List.of(new SlowCalls(SlowCalls.USUAL, new SlowApplies(SlowApplies.USUAL))));
    }
}
