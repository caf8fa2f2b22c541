package dev.carafe.vsphere.vmomi.authorization;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.AuthMinimumAdminPermission;
import dev.carafe.vsphere.vim.vim25.AuthorizationManager;
import dev.carafe.vsphere.vim.vim25.AuthorizationRole;
import dev.carafe.vsphere.vim.vim25.DynamicProperty;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidName;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.MissingProperty;
import dev.carafe.vsphere.vim.vim25.NoPermission;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ObjectSpec;
import dev.carafe.vsphere.vim.vim25.Permission;
import dev.carafe.vsphere.vim.vim25.PermissionAddedEvent;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.PropertyFilterSpec;
import dev.carafe.vsphere.vim.vim25.PropertySpec;
import dev.carafe.vsphere.vim.vim25.RemoveFailed;
import dev.carafe.vsphere.vim.vim25.RetrieveOptions;
import dev.carafe.vsphere.vim.vim25.UserNotFound;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.testing.Inventory;
import dev.carafe.vsphere.vmomi.testing.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthorizationTest {
    private static final ManagedObjectReference<AuthorizationManager> MANAGER =
            new ManagedObjectReference<>("AuthorizationManager", "AuthorizationManager");

    @TempDir
    Path folder;

    private final Served.Gate gate = new Served.Gate();
    private final Served served = new Served(gate, gate::opened);

    private Authorizations open() throws IOException {
        return Authorizations.open(
                new FileAuthorizationStore(folder.resolve("authorization")),
                Principals.of(served.users, Set.of("Administrators")),
                Inventory.ROOT,
                List.of(new Grant(Inventory.ROOT, "ann", false, Role.ADMIN, true)));
    }

    @BeforeEach
    void close() throws Exception {
        Authorizations authorizations = open();
        served.users.add("bob", "", "secret", List.of("Operators"));
        ServedAuthorizationManager.open(
                MANAGER, served.inventory.registry, authorizations, served.sessions, served.events);
        gate.close(
                new EnforcedAccess(authorizations, served.inventory.registry),
                session -> session.see(authorizations.sight(session.userName())));
        served.inventory.add(1, "one");
        served.inventory.add(2, "two");
    }

    private AuthorizationManager manager() {
        return AuthorizationManager.stub(served.loggedIn(), MANAGER);
    }

    private Served.Client bob() {
        Served.Client client = served.client();
        client.sessions().login("bob", "secret", null);
        return client;
    }

    private static Permission permission(String principal, boolean group, int role, boolean propagate) {
        return Permission.builder()
                .principal(principal)
                .group(group)
                .roleId(role)
                .propagate(propagate)
                .build();
    }

    private void grant(ManagedObjectReference<? extends ManagedEntity> entity, int role, boolean propagate) {
        manager().setEntityPermissions(entity, List.of(permission("bob", false, role, propagate)));
    }

    @Test
    void anAdministratorMayDoEverything() {
        VirtualMachine machine = VirtualMachine.stub(served.loggedIn(), Inventory.machine(1));
        Served.assertFault(NotSupported.class, () -> machine.powerOnVM_Task(null));
    }

    @Test
    void whoMayReadOnlyIsRefusedWhatChanges() {
        grant(Inventory.ROOT, Role.READ_ONLY, true);
        Served.Client bob = bob();
        assertThat(bob.fetch(Inventory.machine(1), "name")).isEqualTo("one");
        VirtualMachine machine = VirtualMachine.stub(bob, Inventory.machine(1));
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> machine.powerOnVM_Task(null))
                .withMessageStartingWith("Permission to perform this operation was denied.")
                .satisfies(e -> {
                    NoPermission fault = (NoPermission) e.fault();
                    assertThat(fault.object()).isEqualTo(Inventory.machine(1));
                    assertThat(fault.privilegeId()).isEqualTo("VirtualMachine.Interact.PowerOn");
                });
        Served.assertFault(NoPermission.class, () -> machine.rename_Task("x"));
        Served.assertFault(NoPermission.class, machine::destroy_Task);
        Served.assertFault(
                NoPermission.class,
                () -> machine.reconfigVM_Task(
                        VirtualMachineConfigSpec.builder().memoryMB(1024L).build()));
        Served.assertFault(
                NoPermission.class,
                () -> Folder.stub(bob, Inventory.ROOT).moveIntoFolder_Task(List.of(Inventory.machine(1))));
        Served.assertFault(
                NoPermission.class,
                () -> AuthorizationManager.stub(bob, MANAGER).addAuthorizationRole("mine", List.of()));
        Served.assertFault(
                NoPermission.class,
                () -> AuthorizationManager.stub(bob, MANAGER)
                        .setEntityPermissions(Inventory.ROOT, List.of(permission("bob", false, Role.ADMIN, true))));
    }

    @Test
    void whoHasNothingSeesNothingAndWhoHasOneMachineSeesTheWayToIt() {
        Served.assertFault(ManagedObjectNotFound.class, () -> bob().fetch(Inventory.machine(1), "name"));
        grant(Inventory.machine(1), Role.READ_ONLY, false);
        Served.Client bob = bob();
        assertThat(bob.fetch(Inventory.machine(1), "name")).isEqualTo("one");
        assertThat(String.valueOf(bob.fetch(Inventory.ROOT, "childEntity")))
                .contains("vm-1")
                .doesNotContain("vm-2");
        assertThat(bob.fetch(Inventory.ROOT, "effectiveRole")).isNull();
        Served.assertFault(ManagedObjectNotFound.class, () -> bob.fetch(Inventory.machine(2), "name"));
        var view = ViewManager.stub(bob, new ManagedObjectReference<ViewManager>("ViewManager", "ViewManager"))
                .createContainerView(Inventory.ROOT, List.of("VirtualMachine"), true);
        assertThat(String.valueOf(bob.fetch(view, "view"))).contains("vm-1").doesNotContain("vm-2");
    }

    @Test
    void aPropertyThatMayNotBeReadIsToldAsThatAndNotAsUnset() {
        grant(Inventory.machine(1), Role.READ_ONLY, false);
        Served.Client bob = bob(); // who sees of the root only that it is on the way
        PropertyCollector collector = PropertyCollector.stub(
                bob, new ManagedObjectReference<PropertyCollector>("PropertyCollector", "propertyCollector"));
        PropertyFilterSpec filter = PropertyFilterSpec.builder()
                .propSet(List.of(PropertySpec.builder()
                        .type("Folder")
                        .pathSet(List.of("name", "overallStatus"))
                        .build()))
                .objectSet(List.of(ObjectSpec.builder().obj(Inventory.ROOT).build()))
                .build();
        var found = Objects.requireNonNull(collector.retrievePropertiesEx(
                        List.of(filter), RetrieveOptions.builder().build()))
                .objects()
                .getFirst();
        assertThat(found.propSet()).extracting(DynamicProperty::name).containsExactly("name");
        assertThat(found.missingSet()).singleElement().satisfies(missing -> {
            assertThat(missing.path()).isEqualTo("overallStatus");
            assertThat(missing.fault().fault()).isInstanceOfSatisfying(NoPermission.class, fault -> {
                assertThat(fault.object()).isEqualTo(Inventory.ROOT);
                assertThat(fault.privilegeId()).isEqualTo("System.Read");
            });
        });
        collector.createFilter(filter, false);
        assertThat(Objects.requireNonNull(collector.waitForUpdatesEx("", null))
                        .filterSet()
                        .getFirst()
                        .objectSet()
                        .getFirst()
                        .missingSet())
                .extracting(MissingProperty::path)
                .containsExactly("overallStatus");
        Served.assertFault(NoPermission.class, () -> bob.fetch(Inventory.ROOT, "overallStatus"));
    }

    @Test
    void whatIsSaidBelowCountsMoreThanWhatIsSaidAbove() {
        grant(Inventory.ROOT, Role.ADMIN, true);
        grant(Inventory.machine(1), Role.NO_ACCESS, true);
        Served.Client bob = bob();
        Served.assertFault(ManagedObjectNotFound.class, () -> bob.fetch(Inventory.machine(1), "name"));
        assertThat(bob.fetch(Inventory.machine(2), "name")).isEqualTo("two");
        grant(Inventory.ROOT, Role.READ_ONLY, false);
        Served.assertFault(ManagedObjectNotFound.class, () -> bob.fetch(Inventory.machine(2), "name"));
    }

    @Test
    void whatIsSaidOfAUserCountsMoreThanWhatIsSaidOfHisGroups() {
        AuthorizationManager manager = manager();
        manager.setEntityPermissions(Inventory.ROOT, List.of(permission("operators", true, Role.ADMIN, true)));
        VirtualMachine machine = VirtualMachine.stub(bob(), Inventory.machine(1));
        Served.assertFault(NotSupported.class, () -> machine.powerOnVM_Task(null));
        grant(Inventory.ROOT, Role.READ_ONLY, true);
        Served.assertFault(NoPermission.class, () -> machine.powerOnVM_Task(null));
    }

    @Test
    void aRoleOfOnesOwnGivesWhatItSays() {
        AuthorizationManager manager = manager();
        int role = manager.addAuthorizationRole("Switcher", List.of("VirtualMachine.Interact.PowerOn"));
        grant(Inventory.ROOT, role, true);
        VirtualMachine machine = VirtualMachine.stub(bob(), Inventory.machine(1));
        Served.assertFault(NotSupported.class, () -> machine.powerOnVM_Task(null));
        Served.assertFault(NoPermission.class, machine::powerOffVM_Task);
        assertThat(manager.hasUserPrivilegeOnEntities(
                                List.of(Inventory.machine(1)),
                                "bob",
                                List.of("VirtualMachine.Interact.PowerOn", "VirtualMachine.Interact.PowerOff"))
                        .getFirst()
                        .privAvailability())
                .extracting(one -> one.isGranted())
                .containsExactly(true, false);
        manager.updateAuthorizationRole(role, "Switch", List.of("VirtualMachine.Interact.PowerOff"));
        Served.assertFault(NoPermission.class, () -> machine.powerOnVM_Task(null));
        Served.assertFault(RemoveFailed.class, () -> manager.removeAuthorizationRole(role, true));
        manager.removeAuthorizationRole(role, false);
        assertThat(manager.retrieveAllPermissions())
                .extracting(Permission::principal)
                .containsExactly("ann");
    }

    @Test
    void theSystemsRolesHaveUpstreamsNumbersAndNamesAndStay() {
        AuthorizationManager manager = manager();
        assertThat(String.valueOf(served.loggedIn().fetch(MANAGER, "roleList")))
                .contains("roleId=-1", "name=Admin", "name=ReadOnly", "name=NoAccess", "name=NoCryptoAdmin");
        Served.assertFault(InvalidArgument.class, () -> manager.removeAuthorizationRole(Role.ADMIN, false));
        Served.assertFault(
                InvalidArgument.class, () -> manager.updateAuthorizationRole(Role.READ_ONLY, "x", List.of()));
        Served.assertFault(InvalidArgument.class, () -> grant(Inventory.ROOT, -4, true));
    }

    @Test
    void whatCannotBeIsRefused() {
        AuthorizationManager manager = manager();
        Served.assertFault(AlreadyExists.class, () -> manager.addAuthorizationRole("admin", List.of()));
        Served.assertFault(InvalidName.class, () -> manager.addAuthorizationRole(" ", List.of()));
        Served.assertFault(InvalidArgument.class, () -> manager.addAuthorizationRole("x", List.of("No.Such")));
        Served.assertFault(NotFound.class, () -> grant(Inventory.ROOT, 4711, true));
        Served.assertFault(
                UserNotFound.class,
                () -> manager.setEntityPermissions(
                        Inventory.ROOT, List.of(permission("eve", false, Role.READ_ONLY, true))));
        Served.assertFault(NotFound.class, () -> manager.removeEntityPermission(Inventory.ROOT, "bob", false));
        Served.assertFault(
                AuthMinimumAdminPermission.class, () -> manager.removeEntityPermission(Inventory.ROOT, "ann", false));
        Served.assertFault(ManagedObjectNotFound.class, () -> grant(Inventory.machine(99), Role.READ_ONLY, true));
    }

    @Test
    void rolesAndPermissionsOutliveARestart() throws Exception {
        int role = manager().addAuthorizationRole("A b,c", List.of("Folder.Create"));
        grant(Inventory.machine(1), role, true);
        AuthorizationState state = open().state();
        AuthorizationRole kept =
                requireNonNull(state.role(role).map(Role::described).orElse(null));
        assertThat(kept.name()).isEqualTo("A b,c");
        assertThat(kept.privilege()).containsExactly("Folder.Create", "System.Anonymous", "System.Read", "System.View");
        assertThat(state.grants())
                .contains(new Grant(Inventory.machine(1), "bob", false, role, true))
                .hasSize(2);
        Files.writeString(folder.resolve("authorization"), "nonsense\n");
        assertThatIOException().isThrownBy(this::open).withMessageContaining("is not understood");
    }

    @Test
    void whoGrantsIsTold() {
        grant(Inventory.machine(1), Role.READ_ONLY, true);
        PermissionAddedEvent event = served.events.history().stream()
                .filter(PermissionAddedEvent.class::isInstance)
                .map(PermissionAddedEvent.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(event.fullFormattedMessage())
                .isEqualTo("Permission created for bob on one, role is ReadOnly, propagation is true");
        assertThat(event.userName()).isEqualTo("ann");
    }

    @Test
    void inheritedPermissionsAreThoseThatCountDownwards() {
        AuthorizationManager manager = manager();
        grant(Inventory.ROOT, Role.READ_ONLY, false);
        assertThat(manager.retrieveEntityPermissions(Inventory.machine(1), false))
                .isEmpty();
        assertThat(manager.retrieveEntityPermissions(Inventory.machine(1), true))
                .extracting(Permission::principal)
                .containsExactly("ann");
        assertThat(manager.retrieveRolePermissions(Role.READ_ONLY))
                .extracting(Permission::principal)
                .containsExactly("bob");
    }

    @Test
    void aPrincipalIsTheSameHoweverHeIsWritten() {
        Grant grant = new Grant(Inventory.ROOT, "VSPHERE.LOCAL\\Administrator", false, Role.ADMIN, true);
        assertThat(grant.isOf("administrator@vsphere.local", false)).isTrue();
        assertThat(grant.isOf("Administrator@VSPHERE.LOCAL", false)).isTrue();
        assertThat(grant.isOf("administrator@vsphere.local", true)).isFalse();
        assertThat(grant.isOf("administrator", false)).isFalse();
    }
}
