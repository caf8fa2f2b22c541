package dev.carafe.etcd.embed;

import dev.carafe.etcd.AlarmMember;
import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AlarmResponse;
import dev.carafe.etcd.AlarmType;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Member;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.auth.AuthState;
import dev.carafe.etcd.auth.AuthToken;
import dev.carafe.etcd.auth.JwtTokens;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.metrics.DiskMetrics;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.mvcc.Quota;
import dev.carafe.etcd.state.StateMachine;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An embedded store as a member that clients are served from. Safe for any thread. */
final class EmbeddedMember implements Member {
    private final EmbeddedStore store;
    private final Consensus consensus;
    private final StateMachine machine;
    private final Backups backups;
    private final Passwords passwords;
    private final LongSupplier clockMs;
    private final long quotaBytes;
    private final AuthToken authToken;

    EmbeddedMember(
            EmbeddedStore store,
            Consensus consensus,
            StateMachine machine,
            Backups backups,
            Passwords passwords,
            LongSupplier clockMs,
            StoreConfig config) {
        this.store = store;
        this.consensus = consensus;
        this.machine = machine;
        this.backups = backups;
        this.passwords = passwords;
        this.clockMs = clockMs;
        this.quotaBytes = config.quotaBytes();
        this.authToken = config.authToken();
        if (authToken instanceof AuthToken.Simple(Duration ttl)) {
            machine.auth().tokens().liveFor(ttl.toMillis());
        }
    }

    @Override
    public Session as(Caller caller) {
        AuthState auth = machine.auth().state();
        String user = "";
        if (auth.enabled()) {
            String token = caller.token();
            String commonName = caller.commonName();
            if (token != null && authToken instanceof JwtTokens jwt) {
                JwtTokens.Identity identity = jwt.verify(token);
                if (identity == null) {
                    throw EtcdError.INVALID_AUTH_TOKEN.exception();
                }
                return new EmbeddedSession(this, store, identity.user(), identity.authRevision());
            }
            if (token != null) {
                user = user(token);
            } else if (commonName != null) {
                user = commonName;
            }
        }
        return new EmbeddedSession(this, store, user, user.isEmpty() ? 0 : auth.revision());
    }

    private String user(String token) {
        @Nullable String user = machine.auth().tokens().user(token, clockMs.getAsLong());
        if (user == null) {
            throw EtcdError.INVALID_AUTH_TOKEN.exception();
        }
        return user;
    }

    @Override
    public StatusResponse status() {
        return store.status();
    }

    @Override
    public CompletableFuture<Void> read(boolean serializable) {
        EtcdError problem = consensus.problem();
        if (problem != null) {
            return CompletableFuture.failedFuture(problem.exception());
        }
        if (serializable) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> barrier;
        try {
            barrier = consensus.barrier();
        } catch (EtcdException e) {
            return CompletableFuture.failedFuture(e);
        }
        // The owner of the consensus fails reads that take too long, unless its disk keeps it.
        return barrier.copy()
                .orTimeout(ClusterConfig.requestTimeoutMs(electionMs()), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(cause(failure)));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof TimeoutException ? EtcdError.TIMEOUT.exception() : cause;
    }

    @Override
    public List<Family> metrics() {
        return MemberFamilies.of(store, machine);
    }

    @Override
    public long raftTerm() {
        return consensus.standing().term();
    }

    @Override
    public boolean hasLeader() {
        return consensus.standing().leaderId() != 0;
    }

    @Override
    public boolean learner() {
        return consensus.standing().learner();
    }

    @Override
    public long electionMs() {
        return store.cluster().electionMs();
    }

    StateMachine machine() {
        return machine;
    }

    Backups backups() {
        return backups;
    }

    Passwords passwords() {
        return passwords;
    }

    /** Returns when a snapshot of the state is on disk and the log that none needs is gone. */
    void defragment() {
        DiskMetrics disk = store.metrics().disk();
        long startNs = System.nanoTime();
        disk.defragmenting.increment();
        try {
            Consensus.await(consensus.defragment());
            disk.defragmentations.observeNs(System.nanoTime() - startNs);
        } finally {
            disk.defragmenting.decrement();
        }
    }

    /** Logs in a user whose password was right, and returns the token. */
    String authenticated(String name) {
        return switch (authToken) {
            case AuthToken.Simple _ -> {
                String token = passwords.token(consensus.standing().appliedIndex());
                var _ = write(new AuthRequest.Authenticate(name, token));
                yield token;
            }
            case JwtTokens jwt -> {
                var _ = write(new AuthRequest.Authenticate(name, ""));
                yield jwt.sign(name, machine.auth().state().revision());
            }
        };
    }

    WriteResponse write(WriteRequest request) {
        return consensus.write(request);
    }

    /**
     * The alarms of a type, of every type for {@code NONE}: those in the log, and that of a full disk, on which no record of
     * it would find room.
     */
    AlarmResponse alarms(AlarmType type) {
        SortedSet<AlarmMember> all = new TreeSet<>(machine.control().alarms());
        if (consensus.problem() == EtcdError.NO_SPACE) {
            all.add(new AlarmMember(status().memberId(), AlarmType.NOSPACE));
        }
        return new AlarmResponse(
                machine.core().state().revision(),
                all.stream()
                        .filter(alarm -> type == AlarmType.NONE || alarm.type() == type)
                        .toList());
    }

    private boolean fitsQuota(long costBytes) {
        return quotaBytes <= 0 || costBytes == 0 || machine.core().state().sizeBytes() + costBytes < quotaBytes;
    }

    /** Whether there is room for what the operation may write. */
    boolean fitsQuota(Op op) {
        return quotaBytes <= 0 || fitsQuota(Quota.cost(op));
    }

    /** Raises the alarm and refuses when so many bytes more would not fit the quota. */
    void checkQuota(long costBytes) {
        if (fitsQuota(costBytes)) {
            return;
        }
        AlarmMember alarm = new AlarmMember(status().memberId(), AlarmType.NOSPACE);
        if (!machine.control().alarms().contains(alarm)) {
            var _ = consensus.write(
                    new AlarmRequest(AlarmRequest.Action.ACTIVATE, alarm.memberId(), AlarmType.NOSPACE));
        }
        throw EtcdError.NO_SPACE.exception();
    }

    void checkQuota(Op op) {
        if (quotaBytes > 0) {
            checkQuota(Quota.cost(op));
        }
    }
}
