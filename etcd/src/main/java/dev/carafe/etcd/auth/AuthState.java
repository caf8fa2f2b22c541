package dev.carafe.etcd.auth;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All users and roles at one revision of their own. Immutable. */
public final class AuthState {
    /** What a user may read and write. */
    private record Allowed(Grants read, Grants write) {}

    private final boolean enabled;
    private final long revision;
    private final SortedMap<String, User> users;
    private final SortedMap<String, Role> roles;
    /** Made when first asked for; which thread makes an entry makes no difference. */
    private final ConcurrentHashMap<String, Allowed> allowed = new ConcurrentHashMap<>();

    public AuthState(boolean enabled, long revision, SortedMap<String, User> users, SortedMap<String, Role> roles) {
        this.enabled = enabled;
        this.revision = revision;
        this.users = Collections.unmodifiableSortedMap(new TreeMap<>(users));
        this.roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    }

    /** Nobody, and nobody is asked for; etcd counts from revision 1. */
    public static AuthState empty() {
        return new AuthState(false, 1, new TreeMap<>(), new TreeMap<>());
    }

    /** Whether requests need a user. */
    public boolean enabled() {
        return enabled;
    }

    /** Grows by one with each change of users and roles. */
    public long revision() {
        return revision;
    }

    /** By name. */
    public SortedMap<String, User> users() {
        return users;
    }

    /** By name. */
    public SortedMap<String, Role> roles() {
        return roles;
    }

    /** Throws unless the user may do what only root may. */
    public void checkAdmin(String user) {
        if (!enabled) {
            return;
        }
        if (user.isEmpty()) {
            throw EtcdError.USER_EMPTY.exception();
        }
        User known = users.get(user);
        if (known == null) {
            throw EtcdError.USER_NOT_FOUND.exception();
        }
        if (!known.isRoot()) {
            throw EtcdError.PERMISSION_DENIED.exception();
        }
    }

    boolean isAdmin(String user) {
        User known = users.get(user);
        return !enabled || (known != null && known.isRoot());
    }

    /**
     * Throws unless the user may access the whole range.
     *
     * @param authRevision the revision of users and roles when the user was identified, 0 for no user
     * @param type {@code READ} or {@code WRITE}
     */
    void check(String user, long authRevision, KeyRange range, Permission.Type type) {
        if (!enabled) {
            return;
        }
        if (authRevision == 0) {
            throw EtcdError.USER_EMPTY.exception();
        }
        if (authRevision < revision) {
            throw EtcdError.AUTH_OLD_REVISION.exception();
        }
        User known = users.get(user);
        if (known == null) {
            throw EtcdError.PERMISSION_DENIED.exception();
        }
        if (known.isRoot()) {
            return;
        }
        Allowed may = allowed.computeIfAbsent(user, _ -> allowed(known));
        if (!(type == Permission.Type.READ ? may.read : may.write).allow(range)) {
            throw EtcdError.PERMISSION_DENIED.exception();
        }
    }

    private Allowed allowed(User user) {
        List<Permission> permissions = new ArrayList<>();
        for (String name : user.roles()) {
            @Nullable Role role = roles.get(name);
            if (role != null) {
                permissions.addAll(role.permissions());
            }
        }
        return new Allowed(Grants.of(permissions, Permission.Type.WRITE), Grants.of(permissions, Permission.Type.READ));
    }
}
