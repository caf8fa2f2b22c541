package dev.carafe.vsphere.client.authorization;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AuthorizationManager;
import dev.carafe.vsphere.vim.vim25.AuthorizationRole;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Permission;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may do what where: roles are sets of privileges, permissions give them to users on objects. Safe for all threads. */
public final class Permissions {
    private final VSphereClient client;
    private final ManagedObjectReference<AuthorizationManager> reference;
    private final AuthorizationManager manager;

    public Permissions(VSphereClient client) {
        this.client = client;
        this.reference = VSphereClient.present(client.content().authorizationManager(), "authorization manager");
        this.manager = AuthorizationManager.stub(client.connection(), reference);
    }

    public List<AuthorizationRole> roles() throws IOException, InterruptedException {
        return new PropertyReader(client)
                .read(reference, List.of("roleList"))
                .whole()
                .list("roleList", AuthorizationRole.class);
    }

    public Optional<AuthorizationRole> role(String name) throws IOException, InterruptedException {
        return roles().stream().filter(role -> role.name().equals(name)).findFirst();
    }

    /** Makes a role and gives its ID. */
    public int addRole(String name, List<String> privileges) throws IOException, InterruptedException {
        return Connection.checked(() -> manager.addAuthorizationRole(name, privileges));
    }

    public void updateRole(int id, String name, List<String> privileges) throws IOException, InterruptedException {
        Connection.run(() -> manager.updateAuthorizationRole(id, name, privileges));
    }

    /** @param failIfUsed whether a role that permissions name stays; else they go with it */
    public void removeRole(int id, boolean failIfUsed) throws IOException, InterruptedException {
        Connection.run(() -> manager.removeAuthorizationRole(id, failIfUsed));
    }

    /** @param inherited whether those that come from above are given too */
    public List<Permission> of(ManagedObjectReference<? extends ManagedEntity> entity, boolean inherited)
            throws IOException, InterruptedException {
        return Connection.checked(() -> manager.retrieveEntityPermissions(entity, inherited));
    }

    /** The permissions that name a role, wherever they are. */
    public List<Permission> ofRole(int id) throws IOException, InterruptedException {
        return Connection.checked(() -> manager.retrieveRolePermissions(id));
    }

    /**
     * Gives a user or group a role on an object, in place of what it had there.
     *
     * @param propagate whether it holds for all that is in the object too
     */
    public void set(
            ManagedObjectReference<? extends ManagedEntity> entity,
            String principal,
            boolean group,
            int roleId,
            boolean propagate)
            throws IOException, InterruptedException {
        Permission permission = Permission.builder()
                .principal(principal)
                .group(group)
                .roleId(roleId)
                .propagate(propagate)
                .build();
        Connection.run(() -> manager.setEntityPermissions(entity, List.of(permission)));
    }

    public void remove(ManagedObjectReference<? extends ManagedEntity> entity, String principal, boolean group)
            throws IOException, InterruptedException {
        Connection.run(() -> manager.removeEntityPermission(entity, principal, group));
    }

    /** Which of these privileges a session has on an object. */
    public Map<String, Boolean> has(
            ManagedObjectReference<? extends ManagedEntity> entity, String sessionKey, List<String> privileges)
            throws IOException, InterruptedException {
        List<Boolean> answers = Connection.checked(() -> manager.hasPrivilegeOnEntity(entity, sessionKey, privileges));
        Map<String, Boolean> has = new LinkedHashMap<>();
        for (int i = 0; i < privileges.size() && i < answers.size(); i++) {
            has.put(privileges.get(i), answers.get(i));
        }
        return has;
    }
}
