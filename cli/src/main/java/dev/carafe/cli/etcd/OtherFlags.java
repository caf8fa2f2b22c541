package dev.carafe.cli.etcd;

import dev.carafe.cli.command.UnusedFlags;
import java.util.List;

/** The flags of etcd 3.7 that this member has no use for. */
final class OtherFlags extends UnusedFlags {
    OtherFlags() {
        super(List.of(
                ignored(
                        "snapshot-count",
                        "10000",
                        "a snapshot is made when as much log has been written as the store is large"),
                ignored(
                        "initial-election-tick-advance",
                        "true",
                        "a member waits a whole election\'s timeout for a leader"),
                ignored("max-snapshots", "5", "as many snapshots are kept as are needed"),
                ignored("max-wals", "5", "as much of the log is kept as is needed"),
                refused(
                        "memory-mlock",
                        "false",
                        "the store is no single file in memory; forbid swapping for the process instead"),
                ignored("backend-bbolt-freelist-type", "map", "there is no bbolt file"),
                ignored("backend-batch-interval", "", "there is no bbolt file"),
                ignored("backend-batch-limit", "0", "there is no bbolt file"),
                ignored("socket-reuse-address", "false", "addresses in TIME_WAIT are always bound again"),
                refused(
                        "discovery",
                        "",
                        "etcd has no discovery by HTTP any more; take --discovery-endpoints, --discovery-srv or --initial-cluster"),
                ignored("discovery-dial-timeout", "2s", "--discovery-request-timeout counts the dialling too"),
                ignored("discovery-keepalive-time", "2s", "the discovery service is asked until all members are known"),
                ignored(
                        "discovery-keepalive-timeout",
                        "6s",
                        "the discovery service is asked until all members are known"),
                refused("discovery-fallback", "exit", "there is no proxy to become; leave it out"),
                ignored("discovery-proxy", "", "etcd has no discovery by HTTP any more"),
                ignored("v2-deprecation", "write-only", "there is no v2 store"),
                ignored("client-cert-file", "", "the server is no client of itself"),
                ignored("client-key-file", "", "the server is no client of itself"),
                ignored(
                        "peer-skip-client-san-verification",
                        "false",
                        "addresses in a caller's certificate are not looked at"),
                ignored("logger", "zap", "there is one logger"),
                ignored("compaction-batch-limit", "1000", "compacted history is freed in steps of its own size"),
                ignored("compaction-sleep-interval", "10ms", "compacted history is freed in steps of its own size"),
                ignored("bootstrap-defrag-threshold-megabytes", "0", "there is no file to defragment at the start"),
                ignored("downgrade-check-time", "5s", "a downgrade is looked at when it is asked for"),
                ignored("snapshot-catchup-entries", "5000", "entries are kept for members that lag by their size")));
    }
}
