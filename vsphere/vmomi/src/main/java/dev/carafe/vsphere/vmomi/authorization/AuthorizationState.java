package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All roles and permissions at one moment.
 *
 * <p>What counts on an entity is what is said on it, or else what is said on the nearest entity above that says anything of
 * the user and counts downwards. What is said of a user himself goes before what is said of his groups. A virtual machine is
 * below its folder and below its resource pool, and has what either gives.
 *
 * @param made the roles that are not the system's
 * @param grants at most one of a principal on an entity
 */
public record AuthorizationState(List<Role> made, List<Grant> grants) {
    /** A parent chain that is longer is a circle. */
    private static final int DEPTH_MAX = 128;

    public AuthorizationState {
        made = List.copyOf(made);
        grants = List.copyOf(grants);
    }

    List<Role> roles() {
        return Stream.concat(Role.SYSTEM.stream(), made.stream()).toList();
    }

    Optional<Role> role(int id) {
        return roles().stream().filter(role -> role.id() == id).findFirst();
    }

    Map<ManagedObjectReference<?>, List<Grant>> byEntity() {
        return grants.stream().collect(Collectors.groupingBy(Grant::entity));
    }

    /** What is said of a user, or of the groups that he is in. */
    List<Grant> of(String user, Collection<String> groups) {
        return grants.stream()
                .filter(grant -> grant.isOf(user, false)
                        || (grant.group() && groups.stream().anyMatch(group -> grant.isOf(group, true))))
                .toList();
    }

    /**
     * The roles that count on an entity.
     *
     * @param own what is said of the user, as {@link #of} has it
     */
    static Set<Integer> roles(List<Grant> own, ManagedObjectReference<?> entity, ObjectSource source) {
        Set<Integer> roles = new HashSet<>();
        nearest(own, entity, source).forEach(grant -> roles.add(grant.roleId()));
        if (source.properties(entity) instanceof VirtualMachineProperties machine && machine.resourcePool() != null) {
            boolean onMachine = own.stream().anyMatch(grant -> grant.entity().equals(entity));
            if (!onMachine) {
                nearest(own, machine.resourcePool(), source).stream()
                        .filter(Grant::propagate)
                        .forEach(grant -> roles.add(grant.roleId()));
            }
        }
        return roles;
    }

    private static List<Grant> nearest(List<Grant> own, ManagedObjectReference<?> entity, ObjectSource source) {
        ManagedObjectReference<?> at = entity;
        for (int depth = 0; at != null && depth < DEPTH_MAX; depth++) {
            List<Grant> users = new ArrayList<>();
            List<Grant> groups = new ArrayList<>();
            for (Grant grant : own) {
                if (grant.entity().equals(at) && (depth == 0 || grant.propagate())) {
                    (grant.group() ? groups : users).add(grant);
                }
            }
            if (!users.isEmpty() || !groups.isEmpty()) {
                return users.isEmpty() ? groups : users;
            }
            at = parent(at, source);
        }
        return List.of();
    }

    /** Whether an entity is above another, so that who may see that one may see the way to it. */
    static boolean isAbove(ManagedObjectReference<?> entity, ManagedObjectReference<?> other, ObjectSource source) {
        ManagedObjectReference<?> at = parent(other, source);
        for (int depth = 0; at != null && depth < DEPTH_MAX; depth++) {
            if (at.equals(entity)) {
                return true;
            }
            at = parent(at, source);
        }
        return false;
    }

    private static @Nullable ManagedObjectReference<?> parent(ManagedObjectReference<?> of, ObjectSource source) {
        return source.properties(of) instanceof ManagedEntityProperties entity ? entity.parent() : null;
    }
}
