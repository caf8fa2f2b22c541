package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestAliasManager;
import dev.carafe.vsphere.vim.vim25.GuestAliasManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestAuthManager;
import dev.carafe.vsphere.vim.vim25.GuestAuthManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestFileManager;
import dev.carafe.vsphere.vim.vim25.GuestFileManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestOperationsManager;
import dev.carafe.vsphere.vim.vim25.GuestOperationsManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestProcessManager;
import dev.carafe.vsphere.vim.vim25.GuestProcessManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestWindowsRegistryManager;
import dev.carafe.vsphere.vim.vim25.GuestWindowsRegistryManagerProperties;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The guest operations: each call names a machine, and the manager of that machine's host carries it out. */
public final class GuestServices {
    private static final ManagedObjectReference<GuestAuthManager> AUTH =
            new ManagedObjectReference<>("GuestAuthManager", "guestOperationsAuthManager");
    private static final ManagedObjectReference<GuestFileManager> FILE =
            new ManagedObjectReference<>("GuestFileManager", "guestOperationsFileManager");
    private static final ManagedObjectReference<GuestProcessManager> PROCESS =
            new ManagedObjectReference<>("GuestProcessManager", "guestOperationsProcessManager");
    private static final ManagedObjectReference<GuestAliasManager> ALIAS =
            new ManagedObjectReference<>("GuestAliasManager", "guestOperationsAliasManager");
    private static final ManagedObjectReference<GuestWindowsRegistryManager> REGISTRY =
            new ManagedObjectReference<>("GuestWindowsRegistryManager", "guestOperationsWindowsRegistryManager");

    /** Finds one of a host's managers among them. */
    @FunctionalInterface
    private interface Which extends Function<GuestOperationsManagerProperties, @Nullable ManagedObjectReference<?>> {}

    private final VCenter vcenter;

    private GuestServices(VCenter vcenter) {
        this.vcenter = vcenter;
    }

    /** Puts the managers into the registry. */
    public static void open(ManagedObjectReference<GuestOperationsManager> reference, VCenter vcenter) {
        GuestServices services = new GuestServices(vcenter);
        vcenter.registry().change(changes -> services.add(changes, reference));
    }

    private void add(Changes changes, ManagedObjectReference<GuestOperationsManager> reference) {
        changes.add(
                object(AUTH, GuestOperationsManagerProperties::authManager),
                GuestAuthManagerProperties.builder().build());
        changes.add(
                object(FILE, GuestOperationsManagerProperties::fileManager),
                GuestFileManagerProperties.builder().build());
        changes.add(
                object(PROCESS, GuestOperationsManagerProperties::processManager),
                GuestProcessManagerProperties.builder().build());
        changes.add(
                object(ALIAS, GuestOperationsManagerProperties::aliasManager),
                GuestAliasManagerProperties.builder().build());
        changes.add(
                object(REGISTRY, GuestOperationsManagerProperties::guestWindowsRegistryManager),
                GuestWindowsRegistryManagerProperties.builder().build());
        changes.add(
                new RoutedObject(reference, vcenter, (method, _) -> {
                    throw none(method);
                }),
                GuestOperationsManagerProperties.builder()
                        .authManager(AUTH)
                        .fileManager(FILE)
                        .processManager(PROCESS)
                        .aliasManager(ALIAS)
                        .guestWindowsRegistryManager(REGISTRY)
                        .build());
    }

    private RoutedObject object(ManagedObjectReference<?> reference, Which which) {
        return new RoutedObject(reference, vcenter, (method, arguments) -> route(method, which, arguments));
    }

    private RoutedObject.Route route(ManagedMethod method, Which which, @Nullable Object... arguments) {
        if (arguments.length == 0 || !(arguments[0] instanceof ManagedObjectReference<?> named)) {
            throw none(method);
        }
        Entity.VirtualMachine machine = vcenter.inventory()
                .read(all -> all.find(named.value(), Entity.VirtualMachine.class))
                .orElseThrow(() -> Gone.fault("VirtualMachine", named.value()));
        if (machine.inTransit()) {
            throw InvalidState.builder()
                    .build()
                    .exception("The virtual machine '" + machine.name() + "' is on its way to another host.");
        }
        ManagedObjectReference<VirtualMachine> about = References.machine(machine.id());
        return vcenter.hosts()
                .facts()
                .manager(machine.host(), "GuestOperationsManager", GuestOperationsManagerProperties.class)
                .flatMap(managers -> Optional.ofNullable(which.apply(managers.properties())))
                .map(onHost -> new RoutedObject.Route(machine.host(), onHost, about))
                .orElseThrow(() -> none(method));
    }

    private static RuntimeException none(ManagedMethod method) {
        return NotSupported.builder()
                .build()
                .exception("The host of the machine has nothing that carries out " + method.wsdlName() + ".");
    }
}
