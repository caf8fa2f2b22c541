package dev.carafe.etcd.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.bolt.BoltException;
import dev.carafe.etcd.bolt.BoltReader;
import dev.carafe.etcd.bolt.BoltWriter;
import dev.carafe.etcd.bolt.MemoryFile;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.KvHash;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.testing.RandomRequests;
import dev.carafe.etcd.wal.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    private static final Origin ORIGIN = new Origin(0xabcL, "default", List.of(), List.of(), 3, "3.7.0");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void aStateWrittenIsReadBackWithItsHistory(long seed) throws IOException {
        StateMachine machine = StateMachine.empty();
        SplittableRandom random = new SplittableRandom(seed);
        RandomRequests requests = new RandomRequests(random, 30);
        for (int i = 0; i < 500; i++) {
            long revision = machine.core().state().revision();
            try {
                var _ = machine.apply(
                        switch (random.nextInt(60)) {
                            case 0 -> new CompactRequest(revision - random.nextInt(10), false);
                            case 1 -> new LeaseGrantRequest(60, random.nextInt(1, 9));
                            default -> requests.write(revision);
                        },
                        0);
            } catch (EtcdException e) {
                assertThat(e).hasMessageStartingWith("etcdserver:"); // refused, as some are
            }
        }
        while (machine.prune(Integer.MAX_VALUE)) {
            // until nothing is left
        }
        Snapshot read = SchemaReader.read(BoltReader.open(written(machine)), 0);
        assertThat(history(read.state()))
                .as("seed %d", seed)
                .isEqualTo(history(machine.core().state()));
        assertThat(KvHash.of(read.state(), 0))
                .isEqualTo(KvHash.of(machine.core().state(), 0));
        assertThat(read.leases())
                .containsExactlyInAnyOrderElementsOf(machine.core().lessor().all());
    }

    @Test
    void usersRolesAlarmsAndADowngradeAreReadBack() throws IOException {
        StateMachine machine = StateMachine.empty();
        Permission permission = new Permission(Permission.Type.READWRITE, Bytes.utf8("a"), Bytes.utf8("b"));
        var _ = machine.apply(new AuthRequest.UserAdd("root", "hash", false), 0);
        var _ = machine.apply(new AuthRequest.UserAdd("cert", "", true), 0);
        var _ = machine.apply(new AuthRequest.RoleAdd("some"), 0);
        var _ = machine.apply(new AuthRequest.RoleGrantPermission("some", permission), 0);
        var _ = machine.apply(new AuthRequest.UserGrantRole("root", "root"), 0);
        var _ = machine.apply(new AuthRequest.UserGrantRole("cert", "some"), 0);
        var _ = machine.apply(new AuthRequest.Enable(), 0);
        var _ = machine.apply(new AlarmRequest(AlarmRequest.Action.ACTIVATE, -7, AlarmType.NOSPACE), 0);
        var _ = machine.apply(new DowngradeRequest("3.6.0"), 0);
        Snapshot read = SchemaReader.read(BoltReader.open(written(machine)), 0);
        assertThat(read.control().alarms()).isEqualTo(machine.control().alarms());
        assertThat(read.control().downgradeTarget()).isEqualTo("3.6.0");
        assertThat(read.control().auth().users())
                .isEqualTo(machine.auth().state().users());
        assertThat(read.control().auth().roles())
                .isEqualTo(machine.auth().state().roles());
        assertThat(read.control().auth().revision())
                .isEqualTo(machine.auth().state().revision());
        assertThat(read.control().auth().enabled()).isTrue();
    }

    @Test
    void aRaisedRevisionCompactsAllBefore() throws IOException {
        StateMachine machine = StateMachine.empty();
        var _ = machine.apply(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")), 0);
        var _ = machine.apply(PutRequest.of(Bytes.utf8("b"), Bytes.utf8("1")), 0);
        var _ = machine.apply(DeleteRangeRequest.of(Bytes.utf8("b")), 0);
        MvccState raised =
                SchemaReader.read(BoltReader.open(written(machine)), 1000).state();
        assertThat(raised.revision()).isEqualTo(1004);
        assertThat(raised.compactRevision()).isEqualTo(1004);
        assertThat(raised.at(Bytes.utf8("a"), 1004))
                .isEqualTo(new KeyValue(Bytes.utf8("a"), Bytes.utf8("1"), 2, 2, 1, 0));
        assertThat(raised.at(Bytes.utf8("b"), 1004)).isNull();
    }

    @Test
    void aDeleteAtTheCompactRevisionIsKept() throws IOException {
        StateMachine machine = StateMachine.empty();
        var _ = machine.apply(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")), 0);
        var _ = machine.apply(DeleteRangeRequest.of(Bytes.utf8("a")), 0);
        var _ = machine.apply(new CompactRequest(3, true), 0);
        MvccState read = SchemaReader.read(BoltReader.open(written(machine)), 0).state();
        assertThat(history(read)).isEqualTo(List.of("compacted 3", "3 " + KeyValue.tombstone(Bytes.utf8("a"), 3)));
    }

    @Test
    void theStatusOfAFileTellsWhatIsInIt() throws IOException {
        StateMachine machine = StateMachine.empty();
        var _ = machine.apply(new LeaseGrantRequest(60, 7), 0);
        var _ = machine.apply(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")), 0);
        var _ = machine.apply(PutRequest.of(Bytes.utf8("b"), Bytes.utf8("1")), 0);
        var _ = machine.apply(DeleteRangeRequest.of(Bytes.utf8("b")), 0);
        MemoryFile file = written(machine);
        SnapshotStatus status = SnapshotStatus.of(BoltReader.open(file));
        assertThat(status.revision()).isEqualTo(4);
        assertThat(status.keys()).isEqualTo(1);
        assertThat(status.sizeBytes()).isEqualTo(file.size());
        assertThat(status.version()).isEqualTo("3.7.0");
    }

    @Test
    void aFileOfBboltThatIsNotEtcdsIsRefused() throws IOException {
        MemoryFile file = new MemoryFile();
        var _ = new BoltWriter(file).finish();
        assertThatThrownBy(() -> SchemaReader.read(BoltReader.open(file), 0))
                .isInstanceOf(BoltException.class)
                .hasMessage("the file is none of etcd's: it has no buckets 'key' and 'meta'");
    }

    @Test
    void damageIsRefusedOrReadButNeverCrashes() throws IOException {
        StateMachine machine = StateMachine.empty();
        for (int i = 0; i < 50; i++) {
            var _ = machine.apply(PutRequest.of(Bytes.utf8("k" + i), Bytes.utf8("1")), 0);
        }
        var _ = machine.apply(new AuthRequest.UserAdd("root", "hash", false), 0);
        var _ = machine.apply(new LeaseGrantRequest(60, 7), 0);
        byte[] bytes = written(machine).bytes();
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                var _ = SchemaReader.read(BoltReader.open(new MemoryFile(damaged)), 0);
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static MemoryFile written(StateMachine machine) throws IOException {
        StateMachine.Captured captured = machine.capture();
        MemoryFile file = new MemoryFile();
        long size = SchemaWriter.write(
                new Snapshot(9, captured.keys(), captured.leases(), captured.control()), ORIGIN, file);
        assertThat(size).isEqualTo(file.size());
        return file;
    }

    private static List<String> history(MvccState state) {
        List<String> lines = new ArrayList<>(List.of("compacted " + state.compactRevision()));
        if (state.compactRevision() > 0) {
            state.forEachAt(state.compactRevision(), kv -> lines.add(kv.toString()));
        }
        for (long revision = state.firstChange(); revision <= state.revision(); revision++) {
            Change change = state.change(revision);
            for (int i = 0; i < change.size(); i++) {
                lines.add(revision + " " + change.kv(i));
            }
        }
        return lines;
    }
}
