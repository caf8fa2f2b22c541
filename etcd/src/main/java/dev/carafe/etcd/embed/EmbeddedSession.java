package dev.carafe.etcd.embed;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmResponse;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.AuthResponse;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.DowngradeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.SnapshotStream;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.auth.AuthState;
import dev.carafe.etcd.auth.RequestPermission;
import dev.carafe.etcd.auth.Role;
import dev.carafe.etcd.auth.User;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.PeerUrls;
import dev.carafe.etcd.mvcc.KvHash;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.mvcc.Quota;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One caller's requests. What reads is checked here; what writes goes to the log in the user's name and is checked when
 * it is applied. Which requests need which right: etcd {@code server/etcdserver/v3_server.go} and {@code api/v3rpc}.
 *
 * @param user who asks, empty for nobody
 * @param authRevision the revision of users and roles when the user was identified, 0 for nobody
 */
record EmbeddedSession(EmbeddedMember member, EmbeddedStore store, String user, long authRevision) implements Session {
    /** What the role of root may do, whatever is written about it. */
    private static final Permission ALL = new Permission(Permission.Type.READWRITE, Bytes.EMPTY, Bytes.ZERO);

    @Override
    public @Nullable CompletableFuture<? extends OpResponse> begin(Op op) {
        if (auth().enabled()) {
            return null; // what a user may do is looked up before and after, and may take long
        }
        return switch (op) {
            case RangeRequest range -> range.rangeEnd().isEmpty() ? store.beginRange(range) : null;
            case PutRequest put -> beginWrite(put, put);
            case DeleteRangeRequest delete -> beginWrite(delete, delete);
            case TxnRequest txn -> txn.readOnly() ? null : beginWrite(txn, txn);
        };
    }

    private @Nullable CompletableFuture<OpResponse> beginWrite(Op op, WriteRequest request) {
        store.check(op);
        if (!(op instanceof DeleteRangeRequest) && !member.fitsQuota(op)) {
            return null; // the alarm is written first
        }
        return store.consensus()
                .submit(new CallerRequest(user, authRevision, request))
                .thenApply(OpResponse.class::cast);
    }

    @Override
    public RangeResponse range(RangeRequest request) {
        return read(request, () -> store.range(request));
    }

    @Override
    public PutResponse put(PutRequest request) {
        store.check(request);
        member.checkQuota(request);
        return (PutResponse) write(request);
    }

    @Override
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        store.check(request);
        return (DeleteRangeResponse) write(request);
    }

    @Override
    public TxnResponse txn(TxnRequest request) {
        store.check(request);
        if (request.readOnly()) {
            return read(request, () -> store.txn(request));
        }
        member.checkQuota(request);
        return (TxnResponse) write(request);
    }

    @Override
    public CompactResponse compact(CompactRequest request) {
        checkAdmin();
        return store.compact(request);
    }

    @Override
    public Watcher watch(WatchRequest request, WatchListener listener) {
        permission().checkRead(request.key(), request.rangeEnd());
        return store.watch(request, listener);
    }

    @Override
    public LeaseGrantResponse leaseGrant(LeaseGrantRequest request) {
        requireUser();
        member.checkQuota(Quota.LEASE_BYTES);
        long id = request.id();
        while (id == 0) {
            id = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
        }
        return (LeaseGrantResponse) write(new LeaseGrantRequest(request.ttlSeconds(), id));
    }

    @Override
    public LeaseRevokeResponse leaseRevoke(LeaseRevokeRequest request) {
        requireUser();
        return (LeaseRevokeResponse) write(request);
    }

    @Override
    public LeaseKeepAliveResponse leaseKeepAlive(long id) {
        return store.leaseKeepAlive(id);
    }

    @Override
    public LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys) {
        requireUser();
        if (keys) {
            checkLeaseKeys(id);
        }
        return store.leaseTimeToLive(id, keys);
    }

    @Override
    public LeaseLeasesResponse leaseLeases() {
        LeaseLeasesResponse leases = store.leaseLeases();
        if (auth().enabled()) {
            requireUser();
            leases.ids().forEach(this::checkLeaseKeys);
        }
        return leases;
    }

    @Override
    public StatusResponse status() {
        requireUser();
        return store.status();
    }

    @Override
    public AlarmResponse alarm(AlarmRequest request) {
        return switch (request.action()) {
            case GET -> {
                requireUser();
                yield member.alarms(request.type());
            }
            case ACTIVATE, DEACTIVATE -> {
                checkAdmin();
                yield (AlarmResponse) member.write(request);
            }
        };
    }

    @Override
    public SnapshotStream snapshot() {
        checkAdmin();
        return measured(member.backups().open(store.status()));
    }

    private SnapshotStream measured(SnapshotStream snapshot) {
        long startNs = System.nanoTime();
        return new SnapshotStream(snapshot.sizeBytes(), snapshot.version(), new FilterInputStream(snapshot.bytes()) {
            @Override
            public void close() throws IOException {
                super.close();
                store.metrics().disk().snapshots.observeNs(System.nanoTime() - startNs);
            }
        });
    }

    @Override
    public void defragment() {
        checkAdmin();
        member.defragment();
    }

    @Override
    public Hash hash() {
        checkAdmin();
        long startNs = System.nanoTime();
        KvHash.Result result = KvHash.of(state(), 0);
        store.metrics().mvcc().hashes.observeNs(System.nanoTime() - startNs);
        return new Hash(result.revision(), result.hash());
    }

    @Override
    public HashKv hashKv(long revision) {
        checkAdmin();
        return store.hashKv(revision);
    }

    @Override
    public List<MemberInfo> members(boolean linearizable) {
        requireUser();
        if (linearizable) {
            store.cluster().awaitLinearizable();
        }
        return infos(store.cluster().members());
    }

    @Override
    public Added memberAdd(List<String> peerUrls, boolean learner) {
        checkAdmin();
        ClusterMember added = store.cluster().add(PeerUrls.checked(peerUrls), learner);
        return new Added(info(added), infos(store.cluster().members()));
    }

    @Override
    public List<MemberInfo> memberRemove(long memberId) {
        checkAdmin();
        return infos(store.cluster().remove(memberId));
    }

    @Override
    public List<MemberInfo> memberUpdate(long memberId, List<String> peerUrls) {
        checkAdmin();
        return infos(store.cluster().update(memberId, PeerUrls.checked(peerUrls)));
    }

    @Override
    public List<MemberInfo> memberPromote(long memberId) {
        checkAdmin();
        return infos(store.cluster().promote(memberId));
    }

    private static MemberInfo info(ClusterMember member) {
        return new MemberInfo(member.id(), member.name(), member.peerUrls(), member.clientUrls(), member.learner());
    }

    private static List<MemberInfo> infos(List<ClusterMember> members) {
        return members.stream().map(EmbeddedSession::info).toList();
    }

    @Override
    public void moveLeader(long memberId) {
        checkAdmin();
        store.cluster().moveLeader(memberId);
    }

    @Override
    public DowngradeResponse downgrade(Downgrade action, String version) {
        checkAdmin();
        return switch (action) {
            case VALIDATE -> DowngradeVersion.validated(state().revision(), version, member.machine());
            case ENABLE -> {
                var _ = DowngradeVersion.validated(state().revision(), version, member.machine());
                yield (DowngradeResponse) member.write(new DowngradeRequest(DowngradeVersion.parse(version)));
            }
            case CANCEL -> (DowngradeResponse) member.write(new DowngradeRequest(""));
        };
    }

    @Override
    public AuthStatus authStatus() {
        AuthState auth = auth();
        return new AuthStatus(revision(), auth.enabled(), auth.revision());
    }

    @Override
    public String authenticate(String name, String password) {
        AuthState auth = auth();
        if (!auth.enabled()) {
            throw EtcdError.AUTH_NOT_ENABLED.exception();
        }
        User known = auth.users().get(name);
        if (known == null) {
            throw EtcdError.AUTH_FAILED.exception();
        }
        if (known.noPassword()) {
            throw EtcdError.NO_PASSWORD_USER.exception();
        }
        if (!Passwords.matches(known.passwordHash(), password)) {
            throw EtcdError.AUTH_FAILED.exception();
        }
        return member.authenticated(name);
    }

    @Override
    public AuthResponse userAdd(String name, String password, boolean noPassword) {
        if (name.isEmpty()) {
            throw EtcdError.USER_EMPTY.exception();
        }
        auth().checkAdmin(user); // before the work of hashing
        String hash = noPassword ? "" : member.passwords().hash(password);
        return changeAuth(new AuthRequest.UserAdd(name, hash, noPassword));
    }

    @Override
    public AuthResponse userChangePassword(String name, String password) {
        auth().checkAdmin(user);
        String hash = password.isEmpty() ? "" : member.passwords().hash(password);
        return changeAuth(new AuthRequest.UserChangePassword(name, hash));
    }

    @Override
    public AuthResponse changeAuth(AuthRequest request) {
        return (AuthResponse) write(request);
    }

    @Override
    public Names users() {
        checkAdmin();
        return new Names(revision(), List.copyOf(auth().users().keySet()));
    }

    @Override
    public Names rolesOf(String name) {
        if (!name.equals(user)) {
            checkAdmin();
        }
        User known = auth().users().get(name);
        if (known == null) {
            throw EtcdError.USER_NOT_FOUND.exception();
        }
        return new Names(revision(), known.roles());
    }

    @Override
    public Names roles() {
        checkAdmin();
        return new Names(revision(), List.copyOf(auth().roles().keySet()));
    }

    @Override
    public Permissions permissionsOf(String name) {
        User self = auth().users().get(user);
        if (self == null || !self.roles().contains(name)) {
            checkAdmin();
        }
        Role role = auth().roles().get(name);
        if (role == null) {
            throw EtcdError.ROLE_NOT_FOUND.exception();
        }
        return new Permissions(revision(), name.equals(User.ROOT) ? List.of(ALL) : role.permissions());
    }

    @Override
    public void checkAdmin() {
        auth().checkAdmin(user);
    }

    @Override
    public void close() {
        // the member goes on
    }

    private void requireUser() {
        if (auth().enabled() && user.isEmpty()) {
            throw EtcdError.USER_EMPTY.exception();
        }
    }

    private void checkLeaseKeys(long id) {
        Lessor lessor = member.machine().core().lessor();
        if (auth().enabled() && !auth().users().containsKey(user)) {
            throw EtcdError.PERMISSION_DENIED.exception();
        }
        permission().checkLeaseKeys(id, lessor);
    }

    /** Reads, and checks again when users or roles have changed meanwhile. */
    private <R> R read(Op op, Supplier<R> reading) {
        AuthState before = auth();
        if (!before.enabled()) {
            return reading.get();
        }
        permission().check(op, member.machine().core().lessor());
        R response = reading.get();
        if (auth().revision() != before.revision()) {
            throw EtcdError.AUTH_OLD_REVISION.exception();
        }
        return response;
    }

    private WriteResponse write(WriteRequest request) {
        // Named also while nobody is asked for: users may be asked for once the record's turn comes.
        return member.write(new CallerRequest(user, authRevision, request));
    }

    private RequestPermission permission() {
        return new RequestPermission(auth(), user, authRevision);
    }

    private AuthState auth() {
        return member.machine().auth().state();
    }

    private MvccState state() {
        return member.machine().core().state();
    }

    private long revision() {
        return state().revision();
    }
}
