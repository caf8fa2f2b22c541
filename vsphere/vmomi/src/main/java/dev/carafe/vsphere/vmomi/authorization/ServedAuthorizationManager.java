package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AuthorizationManager;
import dev.carafe.vsphere.vim.vim25.AuthorizationManagerProperties;
import dev.carafe.vsphere.vim.vim25.AuthorizationRole;
import dev.carafe.vsphere.vim.vim25.EntityPrivilege;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.Permission;
import dev.carafe.vsphere.vim.vim25.PrivilegeAvailability;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.UserNotFound;
import dev.carafe.vsphere.vim.vim25.UserPrivilegeResult;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Shows and changes roles and permissions. */
public final class ServedAuthorizationManager implements AuthorizationManager, ServedObject {
    private static final int DEPTH_MAX = 128;

    private final ManagedObjectReference<AuthorizationManager> reference;
    private final ObjectRegistry registry;
    private final Authorizations authorizations;
    private final Sessions sessions;
    private final AuthorizationTrail trail;

    private ServedAuthorizationManager(
            ManagedObjectReference<AuthorizationManager> reference,
            ObjectRegistry registry,
            Authorizations authorizations,
            Sessions sessions,
            Events events) {
        this.reference = reference;
        this.registry = registry;
        this.authorizations = authorizations;
        this.sessions = sessions;
        trail = new AuthorizationTrail(events, registry);
    }

    /**
     * An authorization manager among the server's objects.
     *
     * @param reference {@code AuthorizationManager} in a vCenter, {@code ha-authmgr} on a host
     */
    public static ServedAuthorizationManager open(
            ManagedObjectReference<AuthorizationManager> reference,
            ObjectRegistry registry,
            Authorizations authorizations,
            Sessions sessions,
            Events events) {
        ServedAuthorizationManager manager =
                new ServedAuthorizationManager(reference, registry, authorizations, sessions, events);
        List<AuthorizationRole> roles = described(authorizations.state());
        registry.change(changes -> changes.add(
                manager,
                AuthorizationManagerProperties.builder()
                        .privilegeList(Privileges.list())
                        .description(Privileges.description())
                        .roleList(roles)
                        .build()));
        return manager;
    }

    private static List<AuthorizationRole> described(AuthorizationState state) {
        return state.roles().stream().map(Role::described).toList();
    }

    @Override
    public ManagedObjectReference<AuthorizationManager> reference() {
        return reference;
    }

    private void change(UnaryOperator<AuthorizationState> change) {
        try {
            authorizations.change(change);
        } catch (IOException e) {
            throw SystemError.builder()
                    .reason("the change cannot be kept")
                    .build()
                    .exception("A general system error occurred: the change cannot be kept: " + e.getMessage());
        }
    }

    private void changeRoles(UnaryOperator<AuthorizationState> change) {
        change(change);
        registry.change(changes -> changes.update(
                reference,
                AuthorizationManagerProperties.class,
                properties -> properties.toBuilder()
                        .roleList(described(authorizations.state()))
                        .build()));
    }

    @Override
    public int addAuthorizationRole(String name, List<String> privIds) {
        List<Role> made = new ArrayList<>();
        changeRoles(state -> {
            Role role = Role.made(AuthorizationChange.freeId(state), name, privIds);
            made.add(role);
            return AuthorizationChange.withRole(state, role);
        });
        trail.roleAdded(made.getFirst());
        return made.getFirst().id();
    }

    @Override
    public void updateAuthorizationRole(int roleId, String newName, List<String> privIds) {
        changeRoles(state -> {
            AuthorizationChange.changeable(state, roleId);
            return AuthorizationChange.withRole(state, Role.made(roleId, newName, privIds));
        });
        trail.roleUpdated(AuthorizationChange.known(authorizations.state(), roleId));
    }

    @Override
    public void removeAuthorizationRole(int roleId, boolean failIfUsed) {
        Role role = AuthorizationChange.changeable(authorizations.state(), roleId);
        changeRoles(state -> AuthorizationChange.withoutRole(state, roleId, failIfUsed));
        trail.roleRemoved(role);
    }

    @Override
    public void mergePermissions(int srcRoleId, int dstRoleId) {
        change(state -> AuthorizationChange.merged(state, srcRoleId, dstRoleId));
    }

    @Override
    public List<Permission> retrieveRolePermissions(int roleId) {
        AuthorizationState state = authorizations.state();
        AuthorizationChange.known(state, roleId);
        return state.grants().stream()
                .filter(grant -> grant.roleId() == roleId)
                .map(Grant::described)
                .toList();
    }

    @Override
    public List<Permission> retrieveAllPermissions() {
        return authorizations.state().grants().stream().map(Grant::described).toList();
    }

    @Override
    public List<Permission> retrieveEntityPermissions(
            ManagedObjectReference<? extends ManagedEntity> entity, boolean inherited) {
        var byEntity = authorizations.state().byEntity();
        List<Permission> permissions = new ArrayList<>();
        registry.read(source -> {
            if (source.type(entity) == null) {
                throw MissingObject.fault(entity);
            }
            ManagedObjectReference<?> at = entity;
            for (int depth = 0; at != null && depth < DEPTH_MAX; depth++) {
                for (Grant grant : byEntity.getOrDefault(at, List.of())) {
                    if (at.equals(entity) || grant.propagate()) {
                        permissions.add(grant.described());
                    }
                }
                at = inherited && source.properties(at) instanceof ManagedEntityProperties of ? of.parent() : null;
            }
            return null;
        });
        return permissions;
    }

    @Override
    public void setEntityPermissions(
            ManagedObjectReference<? extends ManagedEntity> entity, List<Permission> permission) {
        grant(entity, permission, false);
    }

    @Override
    public void resetEntityPermissions(
            ManagedObjectReference<? extends ManagedEntity> entity, List<Permission> permission) {
        grant(entity, permission, true);
    }

    private void grant(
            ManagedObjectReference<? extends ManagedEntity> entity, List<Permission> permissions, boolean alone) {
        require(entity);
        List<Grant> grants = new ArrayList<>();
        for (Permission permission : permissions) {
            if (!authorizations.principals().exists(permission.principal(), permission.group())) {
                throw UserNotFound.builder()
                        .principal(permission.principal())
                        .unresolved(false)
                        .build()
                        .exception("The user or group '" + permission.principal() + "' does not exist.");
            }
            grants.add(new Grant(
                    entity, permission.principal(), permission.group(), permission.roleId(), permission.propagate()));
        }
        List<Grant> before = authorizations.state().byEntity().getOrDefault(entity, List.of());
        change(state -> AuthorizationChange.withGrants(state, entity, grants, alone));
        for (Grant grant : grants) {
            boolean updated = before.stream().anyMatch(old -> old.isOf(grant.principal(), grant.group()));
            trail.granted(grant, AuthorizationChange.known(authorizations.state(), grant.roleId()), updated);
        }
    }

    @Override
    public void removeEntityPermission(
            ManagedObjectReference<? extends ManagedEntity> entity, String user, boolean isGroup) {
        require(entity);
        change(state -> AuthorizationChange.withoutGrant(state, entity, user, isGroup));
        trail.taken(new Grant(entity, user, isGroup, Role.NO_ACCESS, false));
    }

    private void require(ManagedObjectReference<?> entity) {
        if (registry.find(entity).isEmpty()) {
            throw MissingObject.fault(entity);
        }
    }

    @Override
    public List<Boolean> hasPrivilegeOnEntity(
            ManagedObjectReference<? extends ManagedEntity> entity, String sessionId, List<String> privId) {
        return has(userOf(sessionId), entity, privId);
    }

    @Override
    public List<EntityPrivilege> hasPrivilegeOnEntities(
            List<ManagedObjectReference<? extends ManagedEntity>> entity, String sessionId, List<String> privId) {
        String user = userOf(sessionId);
        return entity.stream().map(one -> availability(user, one, privId)).toList();
    }

    @Override
    public List<EntityPrivilege> hasUserPrivilegeOnEntities(
            List<ManagedObjectReference<?>> entities, String userName, List<String> privId) {
        return entities.stream().map(one -> availability(userName, one, privId)).toList();
    }

    @Override
    public List<UserPrivilegeResult> fetchUserPrivilegeOnEntities(
            List<ManagedObjectReference<? extends ManagedEntity>> entities, String userName) {
        return entities.stream()
                .map(entity -> UserPrivilegeResult.builder()
                        .entity(entity)
                        .privileges(List.copyOf(registry.read(
                                source -> new TreeSet<>(authorizations.privileges(userName, entity, source)))))
                        .build())
                .toList();
    }

    private EntityPrivilege availability(String user, ManagedObjectReference<?> entity, List<String> privileges) {
        List<Boolean> granted = has(user, entity, privileges);
        List<PrivilegeAvailability> all = new ArrayList<>();
        for (int i = 0; i < privileges.size(); i++) {
            all.add(PrivilegeAvailability.builder()
                    .privId(privileges.get(i))
                    .isGranted(granted.get(i))
                    .build());
        }
        return EntityPrivilege.builder()
                .entity(new ManagedObjectReference<ManagedEntity>(entity.type(), entity.value()))
                .privAvailability(all)
                .build();
    }

    private List<Boolean> has(String user, ManagedObjectReference<?> entity, List<String> privileges) {
        return registry.read(source -> {
            if (source.type(entity) == null) {
                throw MissingObject.fault(entity);
            }
            return privileges.stream()
                    .map(privilege -> authorizations.allows(user, entity, privilege, source))
                    .toList();
        });
    }

    private String userOf(String sessionId) {
        return sessions.all().stream()
                .filter(session -> session.key().equals(sessionId))
                .map(Session::userName)
                .findFirst()
                .orElseThrow(() -> unknownSession(sessionId));
    }

    private static FaultException unknownSession(String sessionId) {
        return AuthorizationChange.refused("sessionId", "There is no session " + sessionId + ".");
    }
}
