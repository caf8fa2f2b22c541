package dev.carafe.etcd.auth;

import java.util.ArrayList;
import java.util.List;

/**
 * A user.
 *
 * @param name never empty
 * @param passwordHash bcrypt's string, empty when there is no password
 * @param noPassword whether only a certificate can tell who it is
 * @param roles in the order of their names, each once
 */
public record User(String name, String passwordHash, boolean noPassword, List<String> roles) {
    /** The user and the role that may do everything. */
    public static final String ROOT = "root";

    public User {
        roles = List.copyOf(roles);
    }

    boolean isRoot() {
        return roles.contains(ROOT);
    }

    User withPassword(String hash) {
        return new User(name, hash, noPassword, roles);
    }

    User with(String role) {
        List<String> more = new ArrayList<>(roles);
        more.add(role);
        more.sort(null);
        return new User(name, passwordHash, noPassword, more);
    }

    User without(String role) {
        return new User(
                name,
                passwordHash,
                noPassword,
                roles.stream().filter(had -> !had.equals(role)).toList());
    }

    /** Without the password's hash, which belongs in no log. */
    @Override
    public String toString() {
        return "User[name=" + name + ", roles=" + roles + "]";
    }
}
