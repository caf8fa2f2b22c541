package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AuthorizationManager;
import dev.carafe.vsphere.vim.vim25.EntityPrivilege;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.Permission;
import dev.carafe.vsphere.vim.vim25.PrivilegeAvailability;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what, where, as tools ask for it before they try. */
@Timeout(120)
class RightsOfVCenterTest {
    private static final String ANN = "ann@vsphere.local";

    @TempDir
    Path directory = Path.of("");

    private static AuthorizationManager rights(RunningVCenter vcenter) {
        return AuthorizationManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().authorizationManager()));
    }

    private static Permission permission(int role) {
        return Permission.builder()
                .principal(ANN)
                .group(false)
                .roleId(role)
                .propagate(true)
                .build();
    }

    @Test
    void tellsWhatAUserMayDoOnEntities() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            VCenterServer.users(directory).add("ann", "", "secret of Ann", List.of());
            AuthorizationManager rights = rights(vcenter);
            ManagedObjectReference<? extends Folder> folder = vcenter.root().createFolder("hers");
            int keeper = rights.addAuthorizationRole("keeper", List.of("Folder.Create", "Folder.Delete"));
            rights.setEntityPermissions(folder, List.of(permission(keeper)));

            assertThat(rights.fetchUserPrivilegeOnEntities(List.of(folder), ANN))
                    .singleElement()
                    .satisfies(result -> assertThat(result.privileges())
                            .contains("Folder.Create", "Folder.Delete", "System.View")
                            .doesNotContain("Folder.Rename"));
            String session =
                    Objects.requireNonNull(vcenter.client.currentSession()).key();
            assertThat(rights.hasPrivilegeOnEntities(
                            List.of(folder), session, List.of("Folder.Create", "Folder.Rename")))
                    .as("the administrator's own session")
                    .singleElement()
                    .extracting(EntityPrivilege::privAvailability)
                    .satisfies(all -> assertThat(all)
                            .extracting(PrivilegeAvailability::isGranted)
                            .containsExactly(true, true));
        }
    }

    @Test
    void givesThePermissionsOfARoleToAnotherAndReplacesThoseOfAnEntity() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            VCenterServer.users(directory).add("ann", "", "secret of Ann", List.of());
            AuthorizationManager rights = rights(vcenter);
            ManagedObjectReference<? extends Folder> folder = vcenter.root().createFolder("hers");
            int keeper = rights.addAuthorizationRole("keeper", List.of("Folder.Create"));
            int owner = rights.addAuthorizationRole("owner", List.of("Folder.Delete"));
            rights.setEntityPermissions(folder, List.of(permission(keeper)));
            rights.mergePermissions(keeper, owner);
            assertThat(rights.retrieveRolePermissions(keeper)).isEmpty();
            assertThat(rights.retrieveRolePermissions(owner))
                    .singleElement()
                    .extracting(Permission::principal)
                    .isEqualTo(ANN);
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> rights.mergePermissions(owner, 9_999))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(NotFound.class));

            rights.resetEntityPermissions(folder, List.of());
            assertThat(rights.retrieveEntityPermissions(folder, false)).isEmpty();
            assertThat(rights.retrieveRolePermissions(owner)).isEmpty();
        }
    }
}
