package dev.carafe.etcd.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmResponse;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.mvcc.KvHash;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StateMachineTest {
    private static final PutRequest PUT = PutRequest.of(Bytes.utf8("k"), Bytes.utf8("v"));
    private static final AlarmMember FULL = new AlarmMember(7, AlarmType.NOSPACE);

    private final StateMachine machine = StateMachine.empty();

    @Test
    void takesDeletesOnlyWhileThereIsNoSpace() {
        apply(PUT);
        apply(new AlarmRequest(AlarmRequest.Action.ACTIVATE, 7, AlarmType.NOSPACE));
        refused(PUT, EtcdError.NO_SPACE);
        refused(new LeaseGrantRequest(10, 1), EtcdError.NO_SPACE);
        apply(DeleteRangeRequest.of(Bytes.utf8("k")));
        assertThat(alarms(AlarmRequest.Action.DEACTIVATE, AlarmType.NOSPACE).alarms())
                .containsExactly(FULL);
        apply(PUT);
    }

    @Test
    void tellsOfTheAlarmsAskedFor() {
        apply(new AlarmRequest(AlarmRequest.Action.ACTIVATE, 7, AlarmType.NOSPACE));
        assertThat(alarms(AlarmRequest.Action.GET, AlarmType.NONE).alarms()).containsExactly(FULL);
        assertThat(alarms(AlarmRequest.Action.GET, AlarmType.CORRUPT).alarms()).isEmpty();
        assertThat(alarms(AlarmRequest.Action.DEACTIVATE, AlarmType.CORRUPT).alarms())
                .isEmpty();
    }

    @Test
    void writesNothingThatIsCorrupt() {
        apply(new AlarmRequest(AlarmRequest.Action.ACTIVATE, 7, AlarmType.CORRUPT));
        refused(DeleteRangeRequest.of(Bytes.utf8("k")), EtcdError.CORRUPT);
    }

    @Test
    void checksAUsersRequestWhenItIsApplied() {
        users();
        long known = machine.auth().state().revision();
        refused(new CallerRequest("u", known, PUT), EtcdError.PERMISSION_DENIED);
        apply(new CallerRequest(
                "root",
                known,
                new AuthRequest.RoleGrantPermission(
                        "r", new Permission(Permission.Type.WRITE, Bytes.utf8("k"), Bytes.EMPTY))));
        refused(new CallerRequest("u", known, PUT), EtcdError.AUTH_OLD_REVISION);
        apply(new CallerRequest("u", known + 1, PUT));
        refused(new CallerRequest("u", known + 1, new AuthRequest.RoleAdd("x")), EtcdError.PERMISSION_DENIED);
        refused(new CallerRequest("", 0, PUT), EtcdError.USER_EMPTY);
    }

    @Test
    void isWholeInASnapshot() throws IOException {
        users();
        apply(new AlarmRequest(AlarmRequest.Action.ACTIVATE, 7, AlarmType.NOSPACE));
        SnapshotFiles files = new SnapshotFiles(new MemoryDirectory());
        var _ = files.write(
                new Snapshot(9, machine.core().state(), machine.core().lessor().all(), machine.control()));
        ControlState read = Objects.requireNonNull(files.newest()).control();
        assertThat(read.alarms()).containsExactly(FULL);
        assertThat(read.auth().enabled()).isTrue();
        assertThat(read.auth().revision()).isEqualTo(machine.auth().state().revision());
        assertThat(read.auth().users()).isEqualTo(machine.auth().state().users());
        assertThat(read.auth().roles()).isEqualTo(machine.auth().state().roles());
    }

    /** The numbers are what etcd 3.7.3 answers for the same requests on a fresh member. */
    @Test
    void hashesHistoryAsEtcdDoes() {
        apply(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")));
        apply(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("2")));
        apply(PutRequest.of(Bytes.utf8("b"), Bytes.utf8("3")));
        apply(DeleteRangeRequest.of(Bytes.utf8("a")));
        assertThat(hash()).isEqualTo(2_759_016_142L);
        apply(new CompactRequest(4, false));
        assertThat(hash()).isEqualTo(2_221_601_066L);
    }

    private long hash() {
        return Integer.toUnsignedLong(KvHash.of(machine.core().state(), 0).hash());
    }

    private void users() {
        apply(new AuthRequest.UserAdd("root", "hash", false));
        apply(new AuthRequest.UserGrantRole("root", "root"));
        apply(new AuthRequest.RoleAdd("r"));
        apply(new AuthRequest.UserAdd("u", "", true));
        apply(new AuthRequest.UserGrantRole("u", "r"));
        apply(new AuthRequest.Enable());
    }

    private AlarmResponse alarms(AlarmRequest.Action action, AlarmType type) {
        return (AlarmResponse) machine.apply(new AlarmRequest(action, 7, type), 0);
    }

    private void apply(WriteRequest request) {
        var _ = machine.apply(request, 0);
    }

    private void refused(WriteRequest request, EtcdError error) {
        assertThatThrownBy(() -> apply(request)).hasMessage(error.text());
    }
}
