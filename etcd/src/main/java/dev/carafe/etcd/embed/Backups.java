package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.SnapshotStream;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.schema.Origin;
import dev.carafe.etcd.schema.SchemaWriter;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.wal.NoSpaceException;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.StorageDirectory;
import dev.carafe.etcd.wal.StorageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes etcd's file of a member's state, beside the store's work. Safe for any thread; the file is made and read by the
 * thread that asks, and is gone when it is closed.
 */
final class Backups {
    /** Files that may be there at once. */
    private static final int FILES_MAX = 4;

    private static final System.Logger LOG = System.getLogger(Backups.class.getName());
    private static final List<String> PEER_URLS = List.of("http://localhost:2380");

    private final StorageDirectory directory;
    private final StateMachine machine;
    private final Snapshotter snapshotter;
    private final Semaphore permits = new Semaphore(FILES_MAX);
    private final AtomicLong number = new AtomicLong();

    Backups(StorageDirectory directory, StateMachine machine, Snapshotter snapshotter) {
        this.directory = directory;
        this.machine = machine;
        this.snapshotter = snapshotter;
    }

    /** Makes the file and opens it. */
    SnapshotStream open(StatusResponse status) {
        if (!permits.tryAcquire()) {
            throw EtcdError.TOO_MANY_REQUESTS.exception();
        }
        String name = "backup-" + number.incrementAndGet() + ".tmp"; // what is left behind goes at the next start
        @Nullable StorageFile file = null;
        try {
            file = directory.create(name);
            long size = write(file, status);
            return new SnapshotStream(size, status.version(), new FileBytes(name, file, size));
        } catch (IOException e) {
            release(name, file);
            throw new EtcdException(
                    e instanceof NoSpaceException ? EtcdError.NO_SPACE.code() : EtcdError.Code.INTERNAL,
                    e instanceof NoSpaceException
                            ? EtcdError.NO_SPACE.text()
                            : "etcdserver: no snapshot could be made: " + e.getMessage(),
                    e);
        } catch (RuntimeException e) {
            release(name, file);
            throw e;
        }
    }

    private long write(StorageFile file, StatusResponse status) throws IOException {
        snapshotter.holdHistory();
        try {
            StateMachine.Captured captured = machine.capture();
            Snapshot snapshot =
                    new Snapshot(status.raftAppliedIndex(), captured.keys(), captured.leases(), captured.control());
            Origin origin =
                    new Origin(status.memberId(), "default", PEER_URLS, List.of(), status.raftTerm(), status.version());
            return SchemaWriter.write(snapshot, origin, file::write);
        } finally {
            snapshotter.letHistoryGo();
        }
    }

    private void release(String name, @Nullable StorageFile file) {
        try {
            if (file != null) {
                file.close();
                directory.delete(name);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a file made for a snapshot was left behind: " + name, e);
        } finally {
            permits.release();
        }
    }

    /** Reads the file from its start to its end. */
    private final class FileBytes extends InputStream {
        private final String name;
        private final StorageFile file;
        private final long size;
        private final AtomicBoolean closed = new AtomicBoolean();
        private long offset;

        FileBytes(String name, StorageFile file, long size) {
            this.name = name;
            this.file = file;
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int wanted = (int) Math.min(length, size - offset);
            if (wanted == 0) {
                return length == 0 ? 0 : -1;
            }
            ByteBuffer buffer = ByteBuffer.wrap(into, from, wanted);
            file.read(buffer, offset);
            int done = wanted - buffer.remaining();
            if (done == 0) {
                throw new IOException("the file " + name + " is shorter than it was written");
            }
            offset += done;
            return done;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                release(name, file);
            }
        }
    }
}
