package dev.carafe.etcd.auth;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Permission;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Applies changes of users and roles. {@link #apply} belongs to the store's writer; {@link #state} to anyone. Source of
 * the rules and of their order: etcd {@code server/auth/store.go}.
 */
public final class AuthStore {
    private final Tokens tokens;
    private volatile AuthState state;

    public AuthStore(AuthState initial) {
        this.state = initial;
        this.tokens = new Tokens();
    }

    public AuthState state() {
        return state;
    }

    public Tokens tokens() {
        return tokens;
    }

    /** Takes another state in place of the whole one; tokens stay, as etcd's do. Belongs to the writer. */
    public void restore(AuthState other) {
        state = other;
    }

    /**
     * Applies a change and publishes the state after it.
     *
     * @param nowMs monotonic time, from which a token counts
     * @throws dev.carafe.etcd.EtcdException when it is refused; nothing has changed then
     */
    public void apply(AuthRequest request, long nowMs) {
        switch (request) {
            case AuthRequest.Enable() -> enable();
            case AuthRequest.Disable() -> disable();
            case AuthRequest.Authenticate(String name, String token) -> authenticate(name, token, nowMs);
            case AuthRequest.UserAdd add -> addUser(add);
            case AuthRequest.UserDelete(String name) -> deleteUser(name);
            case AuthRequest.UserChangePassword(String name, String hash) -> changePassword(name, hash);
            case AuthRequest.UserGrantRole(String user, String role) -> grantRole(user, role);
            case AuthRequest.UserRevokeRole(String user, String role) -> revokeRole(user, role);
            case AuthRequest.RoleAdd(String role) -> addRole(role);
            case AuthRequest.RoleDelete(String role) -> deleteRole(role);
            case AuthRequest.RoleGrantPermission(String role, Permission permission) -> grant(role, permission);
            case AuthRequest.RoleRevokePermission(String role, Bytes key, Bytes end) -> revoke(role, key, end);
        }
    }

    private void enable() {
        if (state.enabled()) {
            return;
        }
        User root = state.users().get(User.ROOT);
        if (root == null) {
            throw EtcdError.ROOT_USER_NOT_EXIST.exception();
        }
        if (!root.isRoot()) {
            throw EtcdError.ROOT_ROLE_NOT_EXIST.exception();
        }
        state = new AuthState(true, state.revision(), state.users(), state.roles());
    }

    private void disable() {
        if (state.enabled()) {
            state = new AuthState(false, state.revision() + 1, state.users(), state.roles());
            tokens.clear();
        }
    }

    private void authenticate(String name, String token, long nowMs) {
        if (!state.enabled()) {
            throw EtcdError.AUTH_NOT_ENABLED.exception();
        }
        User user = state.users().get(name);
        if (user == null || user.noPassword()) {
            throw EtcdError.AUTH_FAILED.exception();
        }
        if (!token.isEmpty()) { // otherwise it is one that tells by itself whose it is
            tokens.assign(token, name, nowMs);
        }
    }

    private void addUser(AuthRequest.UserAdd add) {
        if (add.name().isEmpty()) {
            throw EtcdError.USER_EMPTY.exception();
        }
        if (state.users().containsKey(add.name())) {
            throw EtcdError.USER_ALREADY_EXIST.exception();
        }
        put(new User(add.name(), add.passwordHash(), add.noPassword(), List.of()));
    }

    private void deleteUser(String name) {
        if (state.enabled() && name.equals(User.ROOT)) {
            throw EtcdError.INVALID_AUTH_MGMT.exception();
        }
        var _ = user(name);
        SortedMap<String, User> users = new TreeMap<>(state.users());
        users.remove(name);
        publish(users, state.roles());
        tokens.forget(name);
    }

    private void changePassword(String name, String hash) {
        User user = user(name);
        put(user.noPassword() ? user : user.withPassword(hash));
        tokens.forget(name);
    }

    private void grantRole(String name, String role) {
        User user = user(name);
        if (!role.equals(User.ROOT)) {
            var _ = role(role);
        }
        if (!user.roles().contains(role)) {
            put(user.with(role));
        }
    }

    private void revokeRole(String name, String role) {
        if (state.enabled() && name.equals(User.ROOT) && role.equals(User.ROOT)) {
            throw EtcdError.INVALID_AUTH_MGMT.exception();
        }
        User user = user(name);
        if (!user.roles().contains(role)) {
            throw EtcdError.ROLE_NOT_GRANTED.exception();
        }
        put(user.without(role));
    }

    private void addRole(String role) {
        if (role.isEmpty()) {
            throw EtcdError.ROLE_EMPTY.exception();
        }
        if (state.roles().containsKey(role)) {
            throw EtcdError.ROLE_ALREADY_EXIST.exception();
        }
        put(new Role(role, List.of()));
    }

    private void deleteRole(String role) {
        if (state.enabled() && role.equals(User.ROOT)) {
            throw EtcdError.INVALID_AUTH_MGMT.exception();
        }
        var _ = role(role);
        SortedMap<String, Role> roles = new TreeMap<>(state.roles());
        roles.remove(role);
        SortedMap<String, User> users = new TreeMap<>(state.users());
        users.replaceAll((_, user) -> user.without(role));
        publish(users, roles);
    }

    private void grant(String role, Permission permission) {
        if (!isRange(permission.key(), permission.rangeEnd())) {
            throw EtcdError.INVALID_AUTH_MGMT.exception();
        }
        put(role(role).with(permission));
    }

    private static boolean isRange(Bytes key, Bytes end) {
        return !key.isEmpty() && (end.isEmpty() || end.equals(Bytes.ZERO) || key.compareTo(end) < 0);
    }

    private void revoke(String role, Bytes key, Bytes end) {
        Role before = role(role);
        Role after = before.without(key, end);
        if (after.permissions().size() == before.permissions().size()) {
            throw EtcdError.PERMISSION_NOT_GRANTED.exception();
        }
        put(after);
    }

    private User user(String name) {
        User user = state.users().get(name);
        if (user == null) {
            throw EtcdError.USER_NOT_FOUND.exception();
        }
        return user;
    }

    private Role role(String name) {
        Role role = state.roles().get(name);
        if (role == null) {
            throw EtcdError.ROLE_NOT_FOUND.exception();
        }
        return role;
    }

    private void put(User user) {
        SortedMap<String, User> users = new TreeMap<>(state.users());
        users.put(user.name(), user);
        publish(users, state.roles());
    }

    private void put(Role role) {
        SortedMap<String, Role> roles = new TreeMap<>(state.roles());
        roles.put(role.name(), role);
        publish(state.users(), roles);
    }

    private void publish(SortedMap<String, User> users, SortedMap<String, Role> roles) {
        state = new AuthState(state.enabled(), state.revision() + 1, users, roles);
    }
}
