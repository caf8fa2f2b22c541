package dev.carafe.etcd;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The store in the hands of one caller, with what is for administrators: alarms, hashes, snapshots, users and roles.
 * Methods throw {@link EtcdException} with etcd's codes and texts also when the caller may not do that.
 */
public interface Session extends Store {
    /**
     * Begins an operation without ever waiting, for callers whose thread must not. The answer comes as the blocking method
     * gives it; what is refused at once throws. It may be completed by the store's own thread, which waits for whoever
     * handles it there.
     *
     * @return null when only a thread that may wait can do it, by the blocking method: nothing has happened then
     */
    @Nullable
    CompletableFuture<? extends OpResponse> begin(Op op);

    AlarmResponse alarm(AlarmRequest request);

    /** The whole state as etcd's file; the caller closes it. */
    SnapshotStream snapshot();

    /** Frees what is on disk and no longer needed; returns when it is asked for. */
    void defragment();

    /**
     * A hash of all keys at all revisions; for tests only, as in etcd.
     *
     * @param revision the newest revision that it is of
     * @param hash CRC-32C
     */
    record Hash(long revision, int hash) {}

    Hash hash();

    /**
     * A hash of the keys' history.
     *
     * @param revision the store's revision
     * @param hash CRC-32C over what etcd hashes
     * @param compactRevision the oldest revision that it is of
     * @param hashRevision the newest revision that it is of
     */
    record HashKv(long revision, int hash, long compactRevision, long hashRevision) {}

    /** The hash up to a revision, 0 for the newest. All members of a cluster have the same. */
    HashKv hashKv(long revision);

    /**
     * A member of the cluster.
     *
     * @param id its id
     * @param name what it calls itself, empty until it has started
     * @param peerUrls where other members reach it
     * @param clientUrls where clients reach it
     * @param learner whether it has no vote
     */
    record MemberInfo(long id, String name, List<String> peerUrls, List<String> clientUrls, boolean learner) {}

    /**
     * The members.
     *
     * @param linearizable whether all changes that were answered before must be seen
     */
    List<MemberInfo> members(boolean linearizable);

    /**
     * A member that was added.
     *
     * @param member the new one
     * @param members all of them
     */
    record Added(MemberInfo member, List<MemberInfo> members) {}

    /** Adds a member that will be at these addresses. */
    Added memberAdd(List<String> peerUrls, boolean learner);

    /** Removes a member for good; returns those that stay. */
    List<MemberInfo> memberRemove(long memberId);

    /** Gives a member other addresses. */
    List<MemberInfo> memberUpdate(long memberId, List<String> peerUrls);

    /** Makes a learner a voter. */
    List<MemberInfo> memberPromote(long memberId);

    /** Hands leadership to another member. */
    void moveLeader(long memberId);

    /** What to do about a downgrade. */
    enum Downgrade {
        VALIDATE,
        ENABLE,
        CANCEL
    }

    /** Checks, begins or ends a downgrade to a version, such as "3.6.0". */
    DowngradeResponse downgrade(Downgrade action, String version);

    /** The users' and roles' own revision, and whether users are needed. */
    record AuthStatus(long revision, boolean enabled, long authRevision) {}

    AuthStatus authStatus();

    /** A token for the user, when the password is right. */
    String authenticate(String user, String password);

    /** Makes a user; its password is hashed before it goes anywhere. */
    AuthResponse userAdd(String name, String password, boolean noPassword);

    AuthResponse userChangePassword(String name, String password);

    /** Any change but those of passwords. */
    AuthResponse changeAuth(AuthRequest request);

    /**
     * Names found.
     *
     * @param revision the store's revision
     * @param names in order
     */
    record Names(long revision, List<String> names) {}

    Names users();

    Names rolesOf(String user);

    Names roles();

    /** What a role may do. */
    record Permissions(long revision, List<Permission> permissions) {}

    Permissions permissionsOf(String role);

    /** Throws unless the caller may change members, or ask for a snapshot. */
    void checkAdmin();

    /** Closes nothing: a session ends with its member. */
    @Override
    void close();
}
