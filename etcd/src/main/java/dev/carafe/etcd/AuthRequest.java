package dev.carafe.etcd;

/** A change of users, roles and what they may do (etcd's Auth service). */
public sealed interface AuthRequest extends WriteRequest {
    /** From now on every request needs a user. */
    record Enable() implements AuthRequest {}

    /** From now on no request needs a user. */
    record Disable() implements AuthRequest {}

    /**
     * Hands a token to a user whose password was found right.
     *
     * @param name the user
     * @param token what was drawn for it
     */
    record Authenticate(String name, String token) implements AuthRequest {}

    /**
     * Makes a user.
     *
     * @param name the user
     * @param passwordHash bcrypt's string; empty when the user has none
     * @param noPassword whether the user can only be known by a certificate
     */
    record UserAdd(String name, String passwordHash, boolean noPassword) implements AuthRequest {}

    /** Removes a user. */
    record UserDelete(String name) implements AuthRequest {}

    /**
     * Gives a user another password.
     *
     * @param name the user
     * @param passwordHash bcrypt's string
     */
    record UserChangePassword(String name, String passwordHash) implements AuthRequest {}

    /** Gives a user a role. */
    record UserGrantRole(String user, String role) implements AuthRequest {}

    /** Takes a role from a user. */
    record UserRevokeRole(String user, String role) implements AuthRequest {}

    /** Makes a role. */
    record RoleAdd(String role) implements AuthRequest {}

    /** Removes a role, from all users too. */
    record RoleDelete(String role) implements AuthRequest {}

    /** Lets a role do something; replaces what it might do with just that range. */
    record RoleGrantPermission(String role, Permission permission) implements AuthRequest {}

    /** Takes what a role might do with just that range. */
    record RoleRevokePermission(String role, Bytes key, Bytes rangeEnd) implements AuthRequest {}
}
