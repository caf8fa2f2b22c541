package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.authorization.Permissions;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.UserDirectory;
import dev.carafe.vsphere.vim.vim25.UserNotFound;
import dev.carafe.vsphere.vim.vim25.UserSearchResult;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.user.FileUserStore;
import dev.carafe.vsphere.vmomi.user.User;
import dev.carafe.vsphere.vmomi.user.Users;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class UsersOfVCenterTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void aUserWhoIsAddedWhileItRunsLogsInAndMayDoWhatHeIsPermitted() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            VCenterUsers users = VCenterServer.users(directory);
            assertThat(users.add("Ann", "Ann Example", "secret of Ann", List.of()))
                    .isTrue();
            assertThat(users.add("ann@vsphere.local", "", "x", List.of())).isFalse();
            UserDirectory found = UserDirectory.stub(
                    vcenter.client.connection(),
                    Objects.requireNonNull(vcenter.client.content().userDirectory()));
            assertThat(found.retrieveUserGroups("vsphere.local", "ann", null, null, true, true, false))
                    .extracting(UserSearchResult::principal)
                    .containsExactly("Ann@vsphere.local");
            assertThat(found.retrieveUserGroups(null, "admin", null, null, false, true, true))
                    .extracting(UserSearchResult::principal)
                    .containsExactly("administrator@vsphere.local", "Administrators");
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> found.retrieveUserGroups("elsewhere", "", null, null, false, true, true))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(NotFound.class));

            var root = vcenter.client.content().rootFolder();
            Permissions permissions = new Permissions(vcenter.client);
            int readOnly = permissions.role("ReadOnly").orElseThrow().roleId();
            permissions.set(root, "VSPHERE.LOCAL\\ann", false, readOnly, true);
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> permissions.set(root, "bob@vsphere.local", false, readOnly, true))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(UserNotFound.class));
            try (VSphereClient ann = VSphereClient.connect(ConnectionConfig.of(
                    "127.0.0.1:" + vcenter.server.address().getPort(),
                    new Trust.CaFile(vcenter.server.certificateFile())))) {
                ann.login("ann@vsphere.local", "secret of Ann");
                assertThatExceptionOfType(FaultException.class)
                        .isThrownBy(() -> Folder.stub(ann.connection(), root).createDatacenter("dc"))
                        .satisfies(e -> assertThat(e.fault()).isInstanceOfSatisfying(NoPermission.class, denied -> {
                            assertThat(denied.privilegeId()).isEqualTo("Datacenter.Create");
                            assertThat(denied.object()).isEqualTo(root);
                        }));
                SessionManager hers = sessions(ann);
                assertThatExceptionOfType(FaultException.class)
                        .isThrownBy(() -> hers.impersonateUser(VCenterServer.administrator(), null))
                        .satisfies(e -> assertThat(e.fault())
                                .isInstanceOfSatisfying(
                                        NoPermission.class,
                                        denied -> assertThat(denied.privilegeId())
                                                .isEqualTo("Sessions.ImpersonateUser")));
                assertThat(sessions(vcenter.client)
                                .impersonateUser("ann@vsphere.local", null)
                                .userName())
                        .isEqualTo("Ann@vsphere.local");
                assertThatExceptionOfType(FaultException.class)
                        .as("the administrator is no more than the other now")
                        .isThrownBy(() -> vcenter.root().createDatacenter("dc"))
                        .satisfies(e -> assertThat(e.fault()).isInstanceOf(NoPermission.class));
                users.remove("ann");
                assertThatExceptionOfType(FaultException.class)
                        .isThrownBy(() -> ann.login("ann@vsphere.local", "secret of Ann"));
            }
        }
    }

    private static SessionManager sessions(VSphereClient client) {
        return SessionManager.stub(
                client.connection(), Objects.requireNonNull(client.content().sessionManager()));
    }

    @Test
    void whoIsNoUserAnyMoreIsLoggedOut() throws Exception {
        Users users = Users.open(new FileUserStore(directory.resolve("users")), () -> Instant.EPOCH, 10);
        users.add("ann", "", "secret", List.of());
        AtomicInteger secrets = new AtomicInteger();
        Sessions sessions = new Sessions(
                new ObjectRegistry(),
                () -> Instant.EPOCH,
                () -> "secret " + secrets.incrementAndGet(),
                Duration.ofHours(1),
                10);
        sessions.open("Ann");
        sessions.open("bob");
        ClientSessions.endOfRemoved(sessions, users);
        assertThat(sessions.all()).extracting(Session::userName).containsExactly("Ann");
    }

    @Test
    void theAdministratorStaysAndAFolderWithoutAVCenterHasNoUsers() throws Exception {
        assertThatIOException().isThrownBy(() -> VCenterServer.users(directory)).withMessageContaining("no vCenter");
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            assertThat(vcenter.server.address()).isNotNull();
        }
        VCenterUsers users = VCenterServer.users(directory);
        assertThatIllegalArgumentException().isThrownBy(() -> users.remove("Administrator"));
        assertThatIllegalArgumentException().isThrownBy(() -> users.add("ann@example.com", "", "x", List.of()));
        assertThat(users.remove("ann")).isFalse();
        assertThat(users.all()).extracting(User::name).containsExactly("administrator@vsphere.local");
    }
}
