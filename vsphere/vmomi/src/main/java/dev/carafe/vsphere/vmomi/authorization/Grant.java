package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Permission;
import dev.carafe.vsphere.vmomi.user.Users;

/**
 * A permission: somebody has a role on an entity.
 *
 * @param principal a user, or a group of them
 * @param propagate whether it counts for all below as well
 */
public record Grant(
        ManagedObjectReference<? extends ManagedEntity> entity,
        String principal,
        boolean group,
        int roleId,
        boolean propagate) {
    /** Whether it is this principal's, however he is written: {@code DOMAIN\\user}, {@code user@domain}, in any case. */
    boolean isOf(String other, boolean isGroup) {
        return group == isGroup && Users.canonical(principal).equals(Users.canonical(other));
    }

    Permission described() {
        return Permission.builder()
                .entity(entity)
                .principal(principal)
                .group(group)
                .roleId(roleId)
                .propagate(propagate)
                .build();
    }
}
