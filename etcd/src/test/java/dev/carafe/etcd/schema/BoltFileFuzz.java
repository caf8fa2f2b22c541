package dev.carafe.etcd.schema;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.bolt.BoltException;
import dev.carafe.etcd.bolt.BoltReader;
import dev.carafe.etcd.bolt.MemoryFile;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.testing.RandomRequests;
import dev.carafe.etcd.wal.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** The reader of etcd's file takes any bytes or refuses them as damaged: pages, buckets and what stands in them. */
public final class BoltFileFuzz {
    private static final Origin ORIGIN = new Origin(0xabcL, "default", List.of(), List.of(), 3, "3.7.0");

    private BoltFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        BoltReader reader;
        try {
            reader = BoltReader.open(new MemoryFile(data));
        } catch (BoltException _) {
            return;
        }
        for (var bucket : reader.buckets()) {
            try {
                reader.forEach(bucket, (_, _) -> {});
            } catch (BoltException _) {
                // the other buckets may be whole
            }
        }
        try {
            var _ = SnapshotStatus.of(reader);
        } catch (BoltException _) {
            // as bbolt's checks
        }
        try {
            var _ = SchemaReader.read(reader, 0);
        } catch (BoltException _) {
            // refused
        }
    }

    public static List<byte[]> seeds() throws IOException {
        StateMachine machine = StateMachine.empty();
        RandomRequests random = new RandomRequests(new SplittableRandom(3), 7);
        for (int i = 0; i < 30; i++) {
            var _ = machine.apply(random.write(i + 1), 0);
        }
        var _ = machine.apply(new LeaseGrantRequest(60, 7), 0);
        var _ = machine.apply(new AuthRequest.UserAdd("root", "hash", false), 0);
        var _ = machine.apply(new AuthRequest.RoleAdd("some"), 0);
        var _ = machine.apply(new AuthRequest.UserGrantRole("root", "root"), 0);
        var _ = machine.apply(new AlarmRequest(AlarmRequest.Action.ACTIVATE, -7, AlarmType.NOSPACE), 0);
        StateMachine.Captured all = machine.capture();
        MemoryFile file = new MemoryFile();
        var _ = SchemaWriter.write(new Snapshot(34, all.keys(), all.leases(), all.control()), ORIGIN, file);
        return List.of(file.bytes());
    }
}
