package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.AuthMinimumAdminPermission;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.RemoveFailed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Changes of roles and permissions as values: each gives the state after it, or the fault that says why not. */
final class AuthorizationChange {
    private static final int FIRST_MADE = 1001;
    private static final int NAME_MAX = 80;
    private static final int ROLES_MAX = 1_000;
    private static final int GRANTS_MAX = 100_000;

    private AuthorizationChange() {}

    static int freeId(AuthorizationState state) {
        return state.made().stream().mapToInt(Role::id).max().orElse(FIRST_MADE - 1) + 1;
    }

    static AuthorizationState withRole(AuthorizationState state, Role role) {
        requireName(state, role.name(), role.id());
        requirePrivileges(role.privileges());
        List<Role> made = new ArrayList<>(state.made());
        int at = indexOf(made, role.id());
        if (at >= 0) {
            made.set(at, role);
        } else {
            if (made.size() >= ROLES_MAX) {
                throw refused("name", "There are " + ROLES_MAX + " roles already.");
            }
            made.add(role);
        }
        return new AuthorizationState(made, state.grants());
    }

    /** @param failIfUsed whether permissions that give the role keep it */
    static AuthorizationState withoutRole(AuthorizationState state, int id, boolean failIfUsed) {
        Role role = changeable(state, id);
        if (failIfUsed && state.grants().stream().anyMatch(grant -> grant.roleId() == id)) {
            throw RemoveFailed.builder().build().exception("The role " + role.name() + " is in use.");
        }
        return new AuthorizationState(
                state.made().stream().filter(other -> other.id() != id).toList(),
                state.grants().stream().filter(grant -> grant.roleId() != id).toList());
    }

    /** Has all permissions that gave one role give another. */
    static AuthorizationState merged(AuthorizationState state, int from, int to) {
        known(state, from);
        known(state, to);
        return new AuthorizationState(
                state.made(),
                state.grants().stream()
                        .map(grant -> grant.roleId() != from
                                ? grant
                                : new Grant(grant.entity(), grant.principal(), grant.group(), to, grant.propagate()))
                        .toList());
    }

    /** @param alone whether they take the place of all that there were on the entity */
    static AuthorizationState withGrants(
            AuthorizationState state, ManagedObjectReference<?> entity, List<Grant> more, boolean alone) {
        for (Grant grant : more) {
            if (!known(state, grant.roleId()).isGrantable()) {
                throw refused("permission.roleId", "The role " + grant.roleId() + " cannot be granted.");
            }
        }
        List<Grant> grants = new ArrayList<>(state.grants());
        grants.removeIf(old -> old.entity().equals(entity)
                && (alone || more.stream().anyMatch(grant -> grant.isOf(old.principal(), old.group()))));
        grants.addAll(more);
        if (grants.size() > GRANTS_MAX) {
            throw refused("permission", "There are " + GRANTS_MAX + " permissions already.");
        }
        return new AuthorizationState(state.made(), grants);
    }

    static AuthorizationState withoutGrant(
            AuthorizationState state, ManagedObjectReference<?> entity, String principal, boolean group) {
        List<Grant> grants = new ArrayList<>(state.grants());
        if (!grants.removeIf(grant -> grant.entity().equals(entity) && grant.isOf(principal, group))) {
            throw NotFound.builder()
                    .build()
                    .exception("There is no permission of " + principal + " on " + entity + ".");
        }
        return new AuthorizationState(state.made(), grants);
    }

    static Role known(AuthorizationState state, int id) {
        return state.role(id).orElseThrow(() -> NotFound.builder().build().exception("There is no role " + id + "."));
    }

    static Role changeable(AuthorizationState state, int id) {
        Role role = known(state, id);
        if (role.isSystem()) {
            throw refused("roleId", "The role " + role.name() + " is the system's.");
        }
        return role;
    }

    /**
     * Whatever was granted last, somebody must be able to grant again.
     *
     * @param root where an administrator of everything has his permission
     * @throws FaultException AuthMinimumAdminPermission when there was one and would be none
     */
    static void requireAdministrator(
            AuthorizationState before, AuthorizationState after, ManagedObjectReference<?> root) {
        if (hasAdministrator(before, root) && !hasAdministrator(after, root)) {
            throw AuthMinimumAdminPermission.builder()
                    .build()
                    .exception("The change would leave the system with no permission to administer permissions.");
        }
    }

    private static boolean hasAdministrator(AuthorizationState state, ManagedObjectReference<?> root) {
        return state.grants().stream()
                .anyMatch(grant -> grant.roleId() == Role.ADMIN
                        && grant.propagate()
                        && grant.entity().equals(root));
    }

    private static void requireName(AuthorizationState state, String name, int id) {
        if (name.isBlank() || name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw InvalidName.builder()
                    .name(name)
                    .build()
                    .exception("The name '" + name + "' is not valid: a role's has 1 to " + NAME_MAX + " characters.");
        }
        if (state.roles().stream()
                .anyMatch(role -> role.id() != id && role.name().equalsIgnoreCase(name))) {
            throw AlreadyExists.builder()
                    .name(name)
                    .build()
                    .exception("The specified key, name, or identifier '" + name + "' already exists.");
        }
    }

    private static void requirePrivileges(Set<String> privileges) {
        Set<String> unknown = new HashSet<>(privileges);
        unknown.removeAll(Privileges.ALL);
        if (!unknown.isEmpty()) {
            throw refused(
                    "privIds", "There is no privilege " + unknown.iterator().next() + ".");
        }
    }

    private static int indexOf(List<Role> roles, int id) {
        for (int i = 0; i < roles.size(); i++) {
            if (roles.get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    static FaultException refused(String argument, String why) {
        return InvalidArgument.builder()
                .invalidProperty(argument)
                .build()
                .exception("A specified parameter was not correct: " + argument + ": " + why);
    }
}
