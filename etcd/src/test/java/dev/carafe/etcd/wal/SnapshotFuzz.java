package dev.carafe.etcd.wal;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.testing.RandomRequests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** The snapshot reader takes any bytes, which get their checksum here, or refuses them; what it takes can be written again. */
public final class SnapshotFuzz {
    private static final String NAME = "any.snap";

    private SnapshotFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(data);
        byte[] file = ByteBuffer.allocate(data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(data)
                .putInt((int) crc.getValue())
                .array();
        Snapshot read;
        try (StorageFile open = new MemoryDirectory().with(NAME, file).open(NAME)) {
            read = new SnapshotReader(open).read();
        } catch (CorruptException _) {
            return;
        }
        byte[] once = written(read);
        Snapshot again;
        try (StorageFile open = new MemoryDirectory().with(NAME, once).open(NAME)) {
            again = new SnapshotReader(open).read();
        }
        if (!Arrays.equals(written(again), once)) {
            throw new AssertionError("a snapshot that was read and written twice has changed");
        }
    }

    private static byte[] written(Snapshot snapshot) throws IOException {
        MemoryDirectory directory = new MemoryDirectory();
        try (StorageFile file = directory.create(NAME)) {
            var _ = new SnapshotWriter(file, () -> {}).write(snapshot);
        }
        return directory.bytes(NAME);
    }

    public static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (int compact : new int[] {0, 10}) {
            StateMachine machine = StateMachine.empty();
            RandomRequests random = new RandomRequests(new SplittableRandom(3), 7);
            for (int i = 0; i < 20; i++) {
                var _ = machine.apply(random.write(i + 1), 0);
            }
            var _ = machine.apply(new LeaseGrantRequest(60, 7), 0);
            var _ = machine.apply(new AuthRequest.UserAdd("root", "hash", false), 0);
            if (compact > 0) {
                var _ = machine.apply(new CompactRequest(compact, false), 0);
            }
            StateMachine.Captured all = machine.capture();
            byte[] file = written(new Snapshot(20, all.keys(), all.leases(), all.control()));
            seeds.add(Arrays.copyOf(file, file.length - Integer.BYTES));
        }
        return seeds;
    }
}
