package dev.carafe.vsphere.vmomi.authorization;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.session.Sight;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The roles and permissions of a server. Safe for all threads; answering takes no lock. */
public final class Authorizations {
    /** What is known of one user while nothing changes. */
    private record Rights(List<Grant> grants, boolean unrestricted) {}

    /** The state, and what was worked out of it. */
    private record Known(AuthorizationState state, Map<Integer, Set<String>> privileges, Map<String, Rights> rights) {}

    private final AuthorizationStore store;
    private final Principals principals;
    private final ManagedObjectReference<Folder> root;
    private volatile Known known;

    private Authorizations(
            AuthorizationStore store,
            Principals principals,
            ManagedObjectReference<Folder> root,
            AuthorizationState state) {
        this.store = store;
        this.principals = principals;
        this.root = root;
        known = known(state);
    }

    /**
     * The authorizations of a server.
     *
     * @param root what all entities are below; what is no entity's is decided there
     * @param initial what is granted when nothing was ever kept: somebody must be administrator
     * @throws IOException when what was kept cannot be read, or the initial state not be kept
     */
    public static Authorizations open(
            AuthorizationStore store, Principals principals, ManagedObjectReference<Folder> root, List<Grant> initial)
            throws IOException {
        var kept = store.load();
        if (kept.isEmpty()) {
            AuthorizationState state = new AuthorizationState(List.of(), initial);
            store.save(state);
            return new Authorizations(store, principals, root, state);
        }
        return new Authorizations(store, principals, root, kept.get());
    }

    private static Known known(AuthorizationState state) {
        Map<Integer, Set<String>> privileges = new HashMap<>();
        state.roles().forEach(role -> privileges.put(role.id(), role.privileges()));
        return new Known(state, privileges, new ConcurrentHashMap<>());
    }

    Principals principals() {
        return principals;
    }

    AuthorizationState state() {
        return known.state();
    }

    /** Changes what is granted; the change is kept before it counts. */
    synchronized void change(UnaryOperator<AuthorizationState> change) throws IOException {
        AuthorizationState after = change.apply(known.state());
        AuthorizationChange.requireAdministrator(known.state(), after, root);
        store.save(after);
        known = known(after);
    }

    /** To be called when somebody came into a group, or left it. */
    public void forgetGroups() {
        known.rights().clear();
    }

    /** What a user may see, for his sessions. */
    public Sight sight(String user) {
        return new Sight() {
            @Override
            public boolean unrestricted() {
                return Authorizations.this.rights(known, user).unrestricted();
            }

            @Override
            public boolean allows(ManagedObjectReference<?> object, String privilege, ObjectSource source) {
                return Authorizations.this.allows(user, object, privilege, source);
            }
        };
    }

    /**
     * Whether a user has a privilege on an object.
     *
     * @param privilege several that are all asked for are joined by {@code +}
     */
    public boolean allows(String user, ManagedObjectReference<?> object, String privilege, ObjectSource source) {
        Known now = known;
        Rights rights = rights(now, user);
        if (rights.unrestricted() || privilege.equals(Privileges.ANONYMOUS)) {
            return true;
        }
        ManagedObjectReference<?> entity = entity(object, source);
        if (!entity.equals(object) && Privileges.SYSTEM.contains(privilege) && entity.equals(root)) {
            return true; // managers are everybody's
        }
        Set<String> held = privileges(now, rights, entity, source);
        boolean all = held.contains(privilege)
                || (privilege.contains("+") && held.containsAll(Set.of(privilege.split("\\+"))));
        return all || (privilege.equals(Privileges.VIEW) && isOnTheWay(now, rights, entity, source));
    }

    /** All privileges that a user has on an object. */
    Set<String> privileges(String user, ManagedObjectReference<?> object, ObjectSource source) {
        Known now = known;
        return privileges(now, rights(now, user), entity(object, source), source);
    }

    private static Set<String> privileges(
            Known now, Rights rights, ManagedObjectReference<?> entity, ObjectSource source) {
        Set<Integer> roles = AuthorizationState.roles(rights.grants(), entity, source);
        if (roles.size() == 1) {
            return now.privileges().getOrDefault(roles.iterator().next(), Set.of());
        }
        Set<String> all = new HashSet<>();
        roles.forEach(role -> all.addAll(now.privileges().getOrDefault(role, Set.of())));
        return all;
    }

    /** Who may see something may see what it is in. */
    private static boolean isOnTheWay(Known now, Rights rights, ManagedObjectReference<?> entity, ObjectSource source) {
        for (Grant grant : rights.grants()) {
            if (now.privileges().getOrDefault(grant.roleId(), Set.of()).contains(Privileges.VIEW)
                    && AuthorizationState.isAbove(entity, grant.entity(), source)) {
                return true;
            }
        }
        return false;
    }

    private Rights rights(Known now, String user) {
        return now.rights().computeIfAbsent(Users.canonical(user), name -> {
            List<Grant> grants = now.state().of(name, principals.groupsOf(name));
            boolean everywhere =
                    grants.stream().anyMatch(grant -> grant.entity().equals(root) && grant.propagate());
            return new Rights(grants, everywhere && grants.stream().allMatch(grant -> grant.roleId() == Role.ADMIN));
        });
    }

    /** The entity on which it is decided: the object itself, or whose it is. */
    ManagedObjectReference<?> entity(ManagedObjectReference<?> object, ObjectSource source) {
        DataObject properties = source.properties(object);
        ManagedObjectReference<?> entity = switch (properties) {
            case ManagedEntityProperties _ -> object;
            case TaskProperties task when task.info() != null -> task.info().entity();
            case VirtualMachineSnapshotProperties snapshot -> snapshot.vm();
            case null, default -> null;
        };
        return entity == null || source.properties(entity) == null ? root : entity;
    }
}
