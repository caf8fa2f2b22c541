package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AuthorizationManager;
import dev.carafe.vsphere.vim.vim25.HostLocalAccountManager;
import dev.carafe.vsphere.vim.vim25.HostLocalAccountManagerProperties;
import dev.carafe.vsphere.vim.vim25.UserDirectory;
import dev.carafe.vsphere.vmomi.authorization.Authorizations;
import dev.carafe.vsphere.vmomi.authorization.FileAuthorizationStore;
import dev.carafe.vsphere.vmomi.authorization.Grant;
import dev.carafe.vsphere.vmomi.authorization.Principals;
import dev.carafe.vsphere.vmomi.authorization.Role;
import dev.carafe.vsphere.vmomi.authorization.ServedAuthorizationManager;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.user.ServedUserDirectory;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Who may log in, what he may do, and who is logged in.
 *
 * @param authorizations with root as administrator of everything at first
 */
record HostAccounts(Users users, Authorizations authorizations, HostSessions sessions) implements AutoCloseable {
    static final ManagedObjectReference<AuthorizationManager> AUTHORIZATION_MANAGER =
            new ManagedObjectReference<>("AuthorizationManager", "ha-authmgr");
    static final ManagedObjectReference<HostLocalAccountManager> ACCOUNT_MANAGER =
            new ManagedObjectReference<>("HostLocalAccountManager", "ha-localacctmgr");
    static final ManagedObjectReference<UserDirectory> USER_DIRECTORY =
            new ManagedObjectReference<>("UserDirectory", "ha-user-directory");

    /** The group that exists though nobody may be in it. */
    static final String ADMINISTRATORS = "Administrators";

    static HostAccounts open(
            EsxiConfig config, StateFolder state, ObjectRegistry registry, Events events, InstantSource clock)
            throws IOException {
        Users users = HostUsers.open(state, config.rootPassword(), clock);
        Authorizations authorizations = Authorizations.open(
                new FileAuthorizationStore(state.file("authorization")),
                Principals.of(users, Set.of(ADMINISTRATORS)),
                HostNames.ROOT,
                List.of(
                        new Grant(HostNames.ROOT, HostUsers.ROOT, false, Role.ADMIN, true),
                        new Grant(HostNames.ROOT, ADMINISTRATORS, true, Role.ADMIN, true)));
        HostSessions sessions = HostSessions.open(registry, users, authorizations, events, clock);
        ServedAuthorizationManager.open(AUTHORIZATION_MANAGER, registry, authorizations, sessions.sessions(), events);
        registry.change(changes -> {
            changes.add(
                    new ServedAccountManager(ACCOUNT_MANAGER, users, authorizations),
                    HostLocalAccountManagerProperties.builder().build());
        });
        new ServedUserDirectory(USER_DIRECTORY, users, List.of(), Set.of(ADMINISTRATORS)).open(registry);
        users.onRefresh(authorizations::forgetGroups);
        return new HostAccounts(users, authorizations, sessions);
    }

    /** Logs everybody out. */
    @Override
    public void close() {
        sessions.close();
    }
}
