package dev.carafe.etcd.schema;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.auth.AuthState;
import dev.carafe.etcd.auth.Role;
import dev.carafe.etcd.auth.User;
import dev.carafe.etcd.bolt.BoltSink;
import dev.carafe.etcd.bolt.BoltWriter;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.mvcc.KeptHistory;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.mvcc.StoredKeyValue;
import dev.carafe.etcd.proto.Auth;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.proto.StoredLease;
import dev.carafe.etcd.rpc.ValueCodec;
import dev.carafe.etcd.wal.Snapshot;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a member's state as etcd's file, which etcd and etcdutl take for their own. */
public final class SchemaWriter {
    private final Snapshot snapshot;
    private final Origin origin;
    private final BoltWriter file;

    private SchemaWriter(Snapshot snapshot, Origin origin, BoltSink sink) {
        this.snapshot = snapshot;
        this.origin = origin;
        this.file = new BoltWriter(sink);
    }

    /** Writes the file and returns its size in bytes. */
    public static long write(Snapshot snapshot, Origin origin, BoltSink sink) throws IOException {
        return new SchemaWriter(snapshot, origin, sink).write();
    }

    private long write() throws IOException {
        keys();
        put(Buckets.META, meta());
        put(Buckets.LEASE, leases());
        put(Buckets.ALARM, alarms());
        auth();
        SortedMap<Bytes, Bytes> cluster = new TreeMap<>();
        cluster.put(Buckets.CLUSTER_VERSION, Bytes.utf8(origin.version()));
        String target = snapshot.control().downgradeTarget();
        if (!target.isEmpty()) {
            cluster.put(Buckets.DOWNGRADE, Bytes.utf8(MemberJson.downgrade(target)));
        }
        put(Buckets.CLUSTER, cluster);
        SortedMap<Bytes, Bytes> members = new TreeMap<>();
        String id = HexFormat.of().toHexDigits(origin.memberId()).replaceFirst("^0+(?=.)", "");
        members.put(Bytes.utf8(id), Bytes.utf8(MemberJson.member(origin)));
        put(Buckets.MEMBERS, members);
        put(Buckets.MEMBERS_REMOVED, new TreeMap<>());
        return file.finish();
    }

    private void put(Bytes bucket, SortedMap<Bytes, Bytes> entries) throws IOException {
        file.beginBucket(bucket);
        for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
            file.put(entry.getKey(), entry.getValue());
        }
        file.endBucket();
    }

    private void keys() throws IOException {
        MvccState state = snapshot.state();
        file.beginBucket(Buckets.KEY);
        KeptHistory.<IOException>forEachKept(state, state.compactRevision(), true, this::put);
        KeptHistory.<IOException>forEachChange(state, state.revision(), this::put);
        file.endBucket();
    }

    private void put(long revision, long sub, KeyValue kv) throws IOException {
        file.put(KeptHistory.name(revision, sub, kv.isTombstone()), Bytes.copyOf(StoredKeyValue.encode(kv)));
    }

    private SortedMap<Bytes, Bytes> meta() {
        SortedMap<Bytes, Bytes> meta = new TreeMap<>();
        meta.put(Buckets.CONSISTENT_INDEX, Buckets.number(snapshot.index()));
        meta.put(Buckets.TERM, Buckets.number(origin.term()));
        meta.put(Buckets.CONF_STATE, Bytes.utf8(MemberJson.confState(origin.memberId())));
        meta.put(Buckets.STORAGE_VERSION, Bytes.utf8(origin.version()));
        long compact = snapshot.state().compactRevision();
        if (compact > 0) {
            meta.put(Buckets.SCHEDULED_COMPACT, KeptHistory.name(compact, 0, false));
            meta.put(Buckets.FINISHED_COMPACT, KeptHistory.name(compact, 0, false));
        }
        return meta;
    }

    private SortedMap<Bytes, Bytes> leases() {
        SortedMap<Bytes, Bytes> leases = new TreeMap<>();
        for (Lessor.Granted lease : snapshot.leases()) {
            leases.put(
                    Buckets.number(lease.id()),
                    Bytes.wrap(StoredLease.Lease.newBuilder()
                            .setID(lease.id())
                            .setTTL(lease.ttlSeconds())
                            .setRemainingTTL(lease.remainingSeconds())
                            .build()
                            .toByteArray()));
        }
        return leases;
    }

    private SortedMap<Bytes, Bytes> alarms() {
        SortedMap<Bytes, Bytes> alarms = new TreeMap<>();
        for (AlarmMember alarm : snapshot.control().alarms()) {
            byte[] name = Rpc.AlarmMember.newBuilder()
                    .setMemberID(alarm.memberId())
                    .setAlarmValue(alarm.type().number())
                    .build()
                    .toByteArray();
            alarms.put(Bytes.wrap(name), Bytes.EMPTY);
        }
        return alarms;
    }

    private void auth() throws IOException {
        AuthState auth = snapshot.control().auth();
        SortedMap<Bytes, Bytes> about = new TreeMap<>();
        about.put(Buckets.AUTH_ENABLED, Bytes.copyOf((byte) (auth.enabled() ? 1 : 0)));
        about.put(Buckets.AUTH_REVISION, Buckets.number(auth.revision()));
        put(Buckets.AUTH, about);
        SortedMap<Bytes, Bytes> users = new TreeMap<>();
        for (User user : auth.users().values()) {
            Auth.User message = Auth.User.newBuilder()
                    .setName(ValueCodec.utf8(user.name()))
                    .setPassword(ValueCodec.utf8(user.passwordHash()))
                    .addAllRoles(user.roles())
                    .setOptions(Auth.UserAddOptions.newBuilder().setNoPassword(user.noPassword()))
                    .build();
            users.put(Bytes.utf8(user.name()), Bytes.wrap(message.toByteArray()));
        }
        put(Buckets.AUTH_USERS, users);
        SortedMap<Bytes, Bytes> roles = new TreeMap<>();
        for (Role role : auth.roles().values()) {
            Auth.Role.Builder message = Auth.Role.newBuilder().setName(ValueCodec.utf8(role.name()));
            for (Permission permission : role.permissions()) {
                message.addKeyPermission(ValueCodec.encode(permission));
            }
            roles.put(Bytes.utf8(role.name()), Bytes.wrap(message.build().toByteArray()));
        }
        put(Buckets.AUTH_ROLES, roles);
    }
}
