package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.http.HttpHandler;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestAuthManager;
import dev.carafe.vsphere.vim.vim25.GuestAuthManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestFileManager;
import dev.carafe.vsphere.vim.vim25.GuestFileManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestOperationsManager;
import dev.carafe.vsphere.vim.vim25.GuestOperationsManagerProperties;
import dev.carafe.vsphere.vim.vim25.GuestProcessManager;
import dev.carafe.vsphere.vim.vim25.GuestProcessManagerProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/** The guest operations of a host: its managers, and the web path that files go by. */
public final class GuestOperations {
    private final HttpHandler endpoint;

    private GuestOperations(HttpHandler endpoint) {
        this.endpoint = endpoint;
    }

    private record Manager(ManagedObjectReference<GuestOperationsManager> reference)
            implements GuestOperationsManager, ServedObject {}

    /**
     * Makes the managers and puts them into the registry.
     *
     * @param reference the manager of managers
     * @param random a secure one: whoever knows a transfer's secret has the file
     * @param port of the web server; asked when a transfer begins
     */
    public static GuestOperations open(
            ManagedObjectReference<GuestOperationsManager> reference,
            ObjectRegistry registry,
            GuestMachines machines,
            InstantSource clock,
            RandomGenerator random,
            IntSupplier port) {
        return open(reference, registry, machines, clock, random, port, new GuestShell(Thread::sleep));
    }

    static GuestOperations open(
            ManagedObjectReference<GuestOperationsManager> reference,
            ObjectRegistry registry,
            GuestMachines machines,
            InstantSource clock,
            RandomGenerator random,
            IntSupplier port,
            GuestShell shell) {
        FileTransfers transfers = new FileTransfers(clock, random);
        ManagedObjectReference<GuestAuthManager> auth =
                new ManagedObjectReference<>("GuestAuthManager", "ha-guest-auth-manager");
        ManagedObjectReference<GuestFileManager> file =
                new ManagedObjectReference<>("GuestFileManager", "ha-guest-file-manager");
        ManagedObjectReference<GuestProcessManager> process =
                new ManagedObjectReference<>("GuestProcessManager", "ha-guest-process-manager");
        registry.change(changes -> {
            changes.add(
                    new ServedGuestAuthManager(auth, machines, shell),
                    GuestAuthManagerProperties.builder().build());
            changes.add(
                    new ServedGuestFileManager(file, machines, shell, transfers, port),
                    GuestFileManagerProperties.builder().build());
            changes.add(
                    new ServedGuestProcessManager(process, machines, shell, clock),
                    GuestProcessManagerProperties.builder().build());
            changes.add(
                    new Manager(reference),
                    GuestOperationsManagerProperties.builder()
                            .authManager(auth)
                            .fileManager(file)
                            .processManager(process)
                            .build());
        });
        return new GuestOperations(new GuestFileEndpoint(transfers, shell));
    }

    /** Answers {@link GuestFileEndpoint#PATH}. */
    public HttpHandler endpoint() {
        return endpoint;
    }
}
