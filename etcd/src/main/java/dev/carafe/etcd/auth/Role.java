package dev.carafe.etcd.auth;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Permission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What users who have it may do.
 *
 * @param name never empty
 * @param permissions in the order of their keys; each range once
 */
public record Role(String name, List<Permission> permissions) {
    public Role {
        permissions = List.copyOf(permissions);
    }

    Role with(Permission permission) {
        List<Permission> more = new ArrayList<>(permissions);
        more.removeIf(had -> isOf(had, permission.key(), permission.rangeEnd()));
        more.add(permission);
        more.sort(Comparator.comparing(Permission::key));
        return new Role(name, more);
    }

    Role without(Bytes key, Bytes rangeEnd) {
        return new Role(
                name,
                permissions.stream().filter(had -> !isOf(had, key, rangeEnd)).toList());
    }

    private static boolean isOf(Permission permission, Bytes key, Bytes rangeEnd) {
        return permission.key().equals(key) && permission.rangeEnd().equals(rangeEnd);
    }
}
