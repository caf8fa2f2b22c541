package dev.carafe.etcd.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How leases come and go at a member. */
public final class LeaseMetrics {
    public final LongAdder granted = new LongAdder();
    public final LongAdder revoked = new LongAdder();
    /** Kept alive, here where the leader is. */
    public final LongAdder renewed = new LongAdder();
    /** Ended by this member, which leads. */
    public final LongAdder expired = new LongAdder();
    /** Seconds that were granted. */
    public final Histogram ttls = new Histogram(1, 24);

    public List<Family> families() {
        return List.of(
                Family.counter("etcd_debugging_lease_granted_total", "Leases granted.", granted.sum()),
                Family.counter("etcd_debugging_lease_revoked_total", "Leases ended.", revoked.sum()),
                Family.counter(
                        "etcd_debugging_lease_renewed_total", "Leases kept alive, as the leader sees.", renewed.sum()),
                Family.counter(
                        "etcd_debugging_server_lease_expired_total",
                        "Leases that ran out, as the leader sees.",
                        expired.sum()),
                Family.histogram("etcd_debugging_lease_ttl_total", "Seconds for which leases were granted.", ttls));
    }
}
