package dev.carafe.etcd.metrics;

import java.util.List;
import java.util.stream.Stream;

/** All that a member's store counts. */
public record StoreMetrics(ServerMetrics server, DiskMetrics disk, MvccMetrics mvcc, LeaseMetrics leases) {
    /** Nothing counted. */
    public static StoreMetrics fresh() {
        return new StoreMetrics(new ServerMetrics(), new DiskMetrics(), new MvccMetrics(), new LeaseMetrics());
    }

    public List<Family> families() {
        return Stream.of(server.families(), disk.families(), mvcc.families(), leases.families())
                .flatMap(List::stream)
                .toList();
    }
}
