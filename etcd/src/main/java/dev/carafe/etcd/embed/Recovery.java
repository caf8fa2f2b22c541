package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.wal.Wal;
import dev.carafe.etcd.wal.WalRecovery;
import dev.carafe.etcd.work.Workers;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings a store back from its files: the newest whole snapshot, then the log behind it. */
final class Recovery {
    private static final System.Logger LOG = System.getLogger(Recovery.class.getName());

    /** What came back. */
    record Recovered(StateMachine machine, Wal wal, Snapshotter snapshotter) {}

    private Recovery() {}

    /** Null, and nothing was done, when the files are those of a cluster's member. */
    static @Nullable Recovered recover(StoreConfig config, StorageDirectory files, long nowMs, Workers workers)
            throws IOException {
        SnapshotFiles snapshots = new SnapshotFiles(files);
        @Nullable Snapshot snapshot = snapshots.newest();
        // Who began to make a member of the store and was killed may have left the snapshot alone.
        if (snapshot != null && !snapshot.membership().members().isEmpty() && RaftWal.isBegun(files)) {
            return null;
        }
        StateMachine machine = StateMachine.empty();
        long index = 0;
        if (snapshot != null) {
            MvccCore core = new MvccCore(snapshot.state(), lessor(snapshot.state(), snapshot.leases(), nowMs));
            machine = new StateMachine(core, snapshot.control());
            index = snapshot.index();
        }
        StateMachine target = machine;
        ValueSpill spill = ValueSpill.usual(snapshots);
        spill.moved(machine.core());
        WalRecovery log = new WalRecovery(files, config.segmentBytes(), job -> workers.run("etcd-wal-prepare", job));
        Wal wal = log.open(index, (at, request) -> {
            try {
                var _ = target.apply(request, nowMs);
            } catch (EtcdException e) {
                // Refused the first time as well: what a request does depends on those before it only.
                LOG.log(System.Logger.Level.TRACE, "record {0} is of a refused request", at);
            }
            spill.relieveHeap(target.core());
        });
        while (target.prune(Integer.MAX_VALUE)) {
            // until nothing is left
        }
        target.core().lessor().refreshAll(nowMs);
        target.auth().tokens().clear(); // those that the log told of were another run's
        Snapshotter snapshotter = new Snapshotter(
                snapshots, SnapshotPace.alone(config.snapshotLogBytes()), wal.replayedBytes(), spill, workers);
        return new Recovered(target, wal, snapshotter);
    }

    private static Lessor lessor(MvccState state, List<Lessor.Granted> leases, long nowMs) {
        Lessor lessor = new Lessor();
        lessor.restore(leases, nowMs);
        state.forEachAt(state.revision(), kv -> {
            if (kv.lease() != 0) {
                lessor.attach(kv.lease(), kv.key());
            }
        });
        return lessor;
    }
}
