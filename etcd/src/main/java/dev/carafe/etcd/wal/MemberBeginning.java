package dev.carafe.etcd.wal;

import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.HardState;
import java.io.IOException;

/**
 * The files with which a cluster's member begins that holds something already. All members that begin with the same content
 * have logs that fit together.
 *
 * @param identity who it is
 * @param membership who all are
 */
public record MemberBeginning(RaftWal.Identity identity, Membership membership) {
    private static final long INDEX = 1;
    private static final long TERM = 1;
    private static final int SEGMENT_BYTES = 64 << 10; // only what is said here; the member's own segments follow

    /** Writes them, durably, to a directory that is empty. */
    public void write(StorageDirectory directory, Snapshot content) throws IOException {
        var _ = new SnapshotFiles(directory)
                .write(new Snapshot(INDEX, content.state(), content.leases(), content.control(), TERM, membership));
        try (RaftWal wal = RaftWal.open(directory, SEGMENT_BYTES, Runnable::run, 0, new Nothing())) {
            wal.begin(identity);
            wal.state(new HardState(TERM, 0, INDEX));
            wal.flush(true);
        }
    }

    /** What an empty directory replays. */
    private static final class Nothing implements RaftWal.Replay {
        private static CorruptException found() {
            return new CorruptException("the directory holds a log already");
        }

        @Override
        public void request(long index, WriteRequest request) throws IOException {
            throw found();
        }

        @Override
        public void entry(Entry entry) throws IOException {
            throw found();
        }

        @Override
        public void state(HardState state) throws IOException {
            throw found();
        }

        @Override
        public void snapshot(long index, long term) throws IOException {
            throw found();
        }
    }
}
