package dev.carafe.etcd.schema;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.auth.AuthState;
import dev.carafe.etcd.auth.Role;
import dev.carafe.etcd.auth.User;
import dev.carafe.etcd.bolt.BoltException;
import dev.carafe.etcd.bolt.BoltReader;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.proto.Auth;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.proto.StoredLease;
import dev.carafe.etcd.rpc.ValueCodec;
import dev.carafe.etcd.state.ControlState;
import dev.carafe.etcd.wal.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads etcd's file into a member's state: keys with their history, leases, users and roles, alarms. Who the members were
 * is left behind, as by {@code etcdutl snapshot restore}.
 */
public final class SchemaReader {
    private final BoltReader file;

    private SchemaReader(BoltReader file) {
        this.file = file;
    }

    /**
     * Reads all.
     *
     * @param bumpRevision how much higher the newest revision is to be, with all before it counted as compacted; 0 for the
     *     file's own
     * @throws BoltException when the file is damaged or none of etcd's
     */
    public static Snapshot read(BoltReader file, long bumpRevision) throws IOException {
        SchemaReader reader = new SchemaReader(file);
        try {
            return new Snapshot(0, reader.keys(bumpRevision), reader.leases(), reader.control());
        } catch (EtcdException e) {
            throw new BoltException("the file holds what etcd would have refused: " + e.getMessage());
        }
    }

    private MvccState keys(long bumpRevision) throws IOException {
        SortedMap<Bytes, Bytes> meta = file.entries(Buckets.META);
        if (meta.isEmpty() || !file.buckets().contains(Buckets.KEY)) {
            throw new BoltException("the file is none of etcd's: it has no buckets 'key' and 'meta'");
        }
        long compact =
                Math.max(revision(meta.get(Buckets.SCHEDULED_COMPACT)), revision(meta.get(Buckets.FINISHED_COMPACT)));
        KeyHistory history = new KeyHistory(compact);
        file.forEach(Buckets.KEY, history::add);
        if (bumpRevision > 0) {
            history.compactAt(Math.addExact(history.revision(), bumpRevision));
        }
        return history.finish();
    }

    private static long revision(@Nullable Bytes name) throws BoltException {
        if (name == null) {
            return 0;
        }
        if (name.length() < Long.BYTES || name.asByteBuffer().getLong(0) < 0) {
            throw new BoltException("the revision compacted at is none");
        }
        return name.asByteBuffer().getLong(0);
    }

    private List<Lessor.Granted> leases() throws IOException {
        List<Lessor.Granted> leases = new ArrayList<>();
        file.forEach(Buckets.LEASE, (_, value) -> {
            StoredLease.Lease lease = parse(StoredLease.Lease.parser(), value);
            if (lease.getID() == 0 || lease.getTTL() < 1 || lease.getTTL() > Lessor.TTL_MAX_SECONDS) {
                throw new BoltException("lease " + lease.getID() + " of " + lease.getTTL() + " s cannot be");
            }
            long remaining = Math.clamp(lease.getRemainingTTL(), 0, lease.getTTL());
            leases.add(new Lessor.Granted(lease.getID(), lease.getTTL(), remaining, 0));
        });
        leases.sort(Comparator.comparingLong(Lessor.Granted::id));
        return leases;
    }

    private ControlState control() throws IOException {
        SortedSet<AlarmMember> alarms = new TreeSet<>();
        file.forEach(Buckets.ALARM, (name, _) -> {
            Rpc.AlarmMember alarm = parse(Rpc.AlarmMember.parser(), name);
            for (AlarmType type : AlarmType.values()) {
                if (type != AlarmType.NONE && type.number() == alarm.getAlarmValue()) {
                    alarms.add(new AlarmMember(alarm.getMemberID(), type));
                }
            }
        });
        @Nullable Bytes downgrade = file.entries(Buckets.CLUSTER).get(Buckets.DOWNGRADE);
        String target = downgrade == null ? "" : MemberJson.downgradeTarget(downgrade.toUtf8());
        return new ControlState(auth(), alarms, target);
    }

    private AuthState auth() throws IOException {
        Map<Bytes, Bytes> about = file.entries(Buckets.AUTH);
        @Nullable Bytes enabled = about.get(Buckets.AUTH_ENABLED);
        @Nullable Bytes revision = about.get(Buckets.AUTH_REVISION);
        SortedMap<String, User> users = new TreeMap<>();
        file.forEach(Buckets.AUTH_USERS, (_, value) -> {
            Auth.User user = parse(Auth.User.parser(), value);
            String name = user.getName().toStringUtf8();
            users.put(
                    name,
                    new User(
                            name,
                            user.getPassword().toStringUtf8(),
                            user.getOptions().getNoPassword(),
                            user.getRolesList().stream().distinct().sorted().toList()));
        });
        SortedMap<String, Role> roles = new TreeMap<>();
        file.forEach(Buckets.AUTH_ROLES, (_, value) -> {
            Auth.Role role = parse(Auth.Role.parser(), value);
            List<Permission> permissions = role.getKeyPermissionList().stream()
                    .map(ValueCodec::decode)
                    .sorted(Comparator.comparing(Permission::key))
                    .toList();
            String name = role.getName().toStringUtf8();
            roles.put(name, new Role(name, permissions));
        });
        long at = revision == null || revision.length() != Long.BYTES
                ? AuthState.empty().revision()
                : revision.asByteBuffer().getLong();
        return new AuthState(enabled != null && enabled.equals(Bytes.copyOf((byte) 1)), at, users, roles);
    }

    private static <M extends MessageLite> M parse(Parser<M> parser, Bytes bytes) throws BoltException {
        try {
            return parser.parseFrom(bytes.asByteBuffer());
        } catch (InvalidProtocolBufferException e) {
            throw new BoltException("an entry is no message of etcd's: " + e.getMessage());
        }
    }
}
