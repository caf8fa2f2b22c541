package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.bundle.BundleEndpoint;
import dev.carafe.vsphere.esxi.bundle.LogBundles;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Unfinished;
import dev.carafe.vsphere.esxi.esxcli.ServedMethodExecuter;
import dev.carafe.vsphere.esxi.esxcli.ServedTypeManager;
import dev.carafe.vsphere.esxi.facts.HostFacts;
import dev.carafe.vsphere.esxi.file.ServedFileManager;
import dev.carafe.vsphere.esxi.file.ServedVirtualDiskManager;
import dev.carafe.vsphere.esxi.folder.FolderEndpoint;
import dev.carafe.vsphere.esxi.network.HostNetwork;
import dev.carafe.vsphere.esxi.network.NetworkNamespace;
import dev.carafe.vsphere.esxi.nfc.NfcLeases;
import dev.carafe.vsphere.esxi.ovf.ServedOvfManager;
import dev.carafe.vsphere.esxi.performance.PerformanceHistory;
import dev.carafe.vsphere.esxi.performance.PerformanceSampler;
import dev.carafe.vsphere.esxi.performance.ServedPerformanceManager;
import dev.carafe.vsphere.esxi.services.RunningMachines;
import dev.carafe.vsphere.esxi.vm.HostPlace;
import dev.carafe.vsphere.esxi.vm.VirtualMachines;
import dev.carafe.vsphere.esxi.vm.VmHost;
import dev.carafe.vsphere.esxi.vmotion.MoveEndpoint;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerProperties;
import dev.carafe.vsphere.vim.vim25.FileManagerProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.OvfManagerProperties;
import dev.carafe.vsphere.vim.vim25.VirtualDiskManagerProperties;
import dev.carafe.vsphere.vmomi.diagnostic.LogTail;
import dev.carafe.vsphere.vmomi.diagnostic.ServedDiagnosticManager;
import dev.carafe.vsphere.vmomi.edge.Routes;
import dev.carafe.vsphere.vmomi.edge.VmomiServer;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.event.FileEventJournal;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.search.ServedSearchIndex;
import dev.carafe.vsphere.vmomi.task.FileTaskJournal;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Puts an agent together, once: each piece after those that it needs. Belongs to the thread that starts it. */
final class HostStart {
    /** Where the kernel's files are. */
    private static final Path ROOT = Path.of("/");

    /** Another one after each boot of the machine. */
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final InstantSource CLOCK = InstantSource.system();

    /** What a host's own log is called, and what writes it. */
    private static final ServedDiagnosticManager.Log LOG =
            new ServedDiagnosticManager.Log("hostd", "hostd", "Host agent log");

    private static final List<String> LOGGERS = List.of("dev.carafe.vsphere.esxi", "dev.carafe.vsphere.vmomi");

    private final EsxiConfig config;
    private final EsxiHost.Pieces pieces;
    private final LogTail log;
    private final ObjectRegistry registry = new ObjectRegistry();
    private final StateFolder state;
    private final HostAddresses addresses;
    private final HostModel model;
    private final HostNetworks networks;
    private final MachineGround ground;
    private final Datastores folders = new Datastores(List.of());
    private final DiskStore disks;
    private final Events events;
    private final Tasks tasks;
    private final Maintenance maintenance;
    private final DatastoreBrowsers browsers;
    private final HostDatastores datastores;
    private final HostPools pools;
    private final HostDiagnostics diagnostics;
    /** Filled when it serves. */
    private final AtomicReference<@Nullable VmomiServer> server = new AtomicReference<>();
    /** Filled when all is there that machines need. */
    private final AtomicReference<@Nullable VirtualMachines> machines = new AtomicReference<>();

    HostStart(EsxiConfig config, EsxiHost.Pieces pieces) throws IOException {
        this.config = config;
        this.pieces = pieces;
        log = pieces.keep(LogTail.open(LOGGERS));
        state = pieces.keep(StateFolder.open(config.stateFolder()));
        disks = new DiskStore(folders, new SecureRandom(), new Unfinished(state.uuid()));
        HostQemu qemu = HostQemu.look(config.qemu(), state.subfolder("scratch"), CLOCK);
        addresses = HostAddresses.look(config.address().getAddress());
        model = new HostModel(
                config.name(),
                config.address().getPort(),
                state.uuid(),
                HostCertificate.open(state.path(), config.name(), addresses.all(), CLOCK.instant()),
                HostFacts.read(ROOT),
                qemu,
                HostModel.about(config.build(), qemu));
        Optional<HostNetwork> network = openNetwork();
        networks = new HostNetworks(model, addresses, registry, network);
        ground = pieces.keep(MachineGround.open(state, model, addresses, registry, network, CLOCK));
        FileEventJournal past = pieces.keep(FileEventJournal.open(state.file("events")));
        events = Events.open(registry, HostContent.EVENT_MANAGER, past, CLOCK);
        FileTaskJournal journal = pieces.keep(FileTaskJournal.open(state.file("tasks")));
        tasks = pieces.keep(Tasks.open(registry, HostContent.TASK_MANAGER, events, journal, CLOCK));
        pools = HostPools.open(model, registry, state.file("pools"));
        diagnostics = new HostDiagnostics(
                new ServedDiagnosticManager(HostContent.DIAGNOSTIC_MANAGER, LOG, log),
                log,
                LogBundles.open(state.subfolder("bundles"), state.file("run")),
                model,
                tasks,
                CLOCK);
        maintenance = new Maintenance(registry, events, state.file("maintenance"));
        browsers = new DatastoreBrowsers(folders, disks, tasks);
        datastores =
                new HostDatastores(registry, folders, browsers, new DatastoreList(state.file("datastores")), CLOCK);
    }

    private Optional<HostNetwork> openNetwork() throws IOException {
        if (config.network().isEmpty()) {
            return Optional.empty();
        }
        HostNetwork network = HostNetwork.open(
                state.subfolder("network"),
                config.network().get(),
                NetworkNamespace.ofThisProcess(),
                new SecureRandom());
        var _ = pieces.keep(() -> network.close(false)); // its DHCP servers run on, and nobody starts them again
        return Optional.of(network);
    }

    HostModel model() {
        return model;
    }

    ObjectRegistry registry() {
        return registry;
    }

    VmomiServer run() throws IOException {
        addObjects();
        ServedAutoStartManager autoStart = autoStart();
        registry.change(autoStart::addTo);
        for (DatastoreState each :
                DatastoreFolders.open(config, new DatastoreList(state.file("datastores")), folders)) {
            datastores.serve(each);
            DatastoreFolders.sweep(each.datastore(), disks);
        }
        datastores.remember();
        networks.publish();
        HostOptions.open(registry, state, model);
        ServedSearchIndex.open(HostContent.SEARCH_INDEX, registry, HostNames.ROOT);
        HostAccounts accounts = pieces.keep(HostAccounts.open(config, state, registry, events, CLOCK));
        machines.set(pieces.keep(openMachines()));
        datastores.onChange(name -> machines().datastoreChanged(name));
        measure();
        NfcLeases leases = pieces.keep(new NfcLeases(
                registry, folders, disks, NfcLeases.TIMEOUT, new SecureRandom(), model.certificate()::thumbprint));
        machines().leaseBy(leases);
        autoStart.booted(Files.readString(BOOT_ID).strip());
        pieces.keep(new HostRefresh(model, registry, datastores, pools, CLOCK, ROOT))
                .start();
        return serve(accounts, leases);
    }

    /** One that starts machines later, once all is there. */
    private ServedAutoStartManager autoStart() throws IOException {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("auto-start").factory());
        pieces.keep(thread::shutdownNow);
        return new ServedAutoStartManager(
                HostManagers.AUTO_START_MANAGER, AutoStart.open(state.file("autostart")), registry, (delay, work) -> {
                    var _ = thread.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
                });
    }

    private void addObjects() {
        registry.change(changes -> {
            HostInventory.addTo(changes, model);
            changes.add(new ServedVmFolder(HostNames.VMS, this::machines), HostInventory.vmFolder());
            addPools(changes);
            HostManagers.addTo(changes, model, addresses, datastores, CLOCK);
            ServedNetworkSystem.addTo(changes, model, addresses, networks);
            ServedLicenseManager.addTo(changes);
            changes.add(diagnostics, DiagnosticManagerProperties.builder().build());
            ServedDateTimeSystem time = new ServedDateTimeSystem(registry, ROOT, CLOCK);
            changes.add(time, time.properties());
            ServedCertificateManager certificates =
                    new ServedCertificateManager(model, addresses, registry, CLOCK, this::showCertificate);
            changes.add(certificates, certificates.properties());
            browsers.addAll(changes, this::datastore);
            changes.add(
                    new ServedFileManager(HostContent.FILE_MANAGER, HostNames.DATACENTER, folders, disks, tasks),
                    FileManagerProperties.builder().build());
            changes.add(
                    new ServedVirtualDiskManager(HostContent.DISK_MANAGER, HostNames.DATACENTER, folders, disks, tasks),
                    VirtualDiskManagerProperties.builder().build());
            changes.add(
                    new ServedOvfManager(HostContent.OVF_MANAGER, registry),
                    OvfManagerProperties.builder().build());
            new ServedMethodExecuter(registry, HostNames.HOST, CLOCK).addTo(changes);
            new ServedTypeManager().addTo(changes);
            changes.add(
                    new ServedHostSystem(HostNames.HOST, model, registry, tasks, maintenance, CLOCK),
                    hostProperties(maintenance.closed()));
        });
    }

    /** Nothing is shown before there is a server. */
    private void showCertificate() throws IOException {
        VmomiServer now = server.get();
        if (now != null) {
            now.showCertificate(model.certificate().policy());
        }
    }

    private void addPools(Changes changes) {
        PoolActions actions = new PoolActions(pools, registry, events, tasks, CLOCK, this::machines);
        pools.addTo(changes, new ServedResourcePool(HostNames.POOL, actions), CLOCK.instant(), actions::served);
    }

    private void measure() {
        PerformanceHistory history = new PerformanceHistory();
        ServedPerformanceManager.open(HostContent.PERFORMANCE_MANAGER, registry, history);
        RunningMachines running =
                new RunningMachines(registry, machine -> machines().process(machine), ground.network());
        int mhz = model.facts().cpu().mhz();
        pieces.keep(new PerformanceSampler(HostNames.HOST, running, mhz, ROOT, CLOCK, history))
                .start();
    }

    private VirtualMachines machines() {
        VirtualMachines all = machines.get();
        if (all == null) {
            throw new IllegalStateException("asked for machines before they are there");
        }
        return all;
    }

    private Optional<ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore>> datastore(String name) {
        return datastores.byName(name).map(DatastoreState::reference);
    }

    private VirtualMachines openMachines() throws IOException {
        return VirtualMachines.open(
                state.path(),
                new VmHost.Services(registry, tasks, events, CLOCK, UUID::randomUUID),
                ground.with(folders, disks),
                new HostPlace(
                        HostNames.HOST,
                        HostNames.POOL,
                        HostNames.VMS,
                        HostNames.ENVIRONMENT,
                        this::datastore,
                        networks::byName,
                        maintenance::closed,
                        pools));
    }

    private HostSystemProperties hostProperties(boolean inMaintenance) {
        var runtime = HostSummary.runtime(model, inMaintenance);
        return Entities.common(
                HostSystemProperties.class,
                HostSystemProperties.builder()
                        .runtime(runtime)
                        .summary(HostSummary.of(model, runtime, HostSummary.quickStats(HostUsage.NONE)))
                        .hardware(HostHardware.info(model))
                        .capability(HostCapabilities.of(model))
                        .licensableResource(HostHardware.licensable(model))
                        .configManager(HostManagers.all()
                                .networkSystem(ServedNetworkSystem.REFERENCE)
                                .advancedOption(HostContent.ADVANCED_OPTIONS)
                                .licenseManager(ServedLicenseManager.REFERENCE)
                                .accountManager(HostAccounts.ACCOUNT_MANAGER)
                                .userDirectory(HostAccounts.USER_DIRECTORY)
                                .build())
                        .config(HostConfiguration.info(
                                model,
                                HostNetworkView.info(model, addresses),
                                addresses,
                                List.of(),
                                HostOptions.values(model)))
                        .datastoreBrowser(DatastoreBrowsers.OF_HOST)
                        .build(),
                HostNames.COMPUTE,
                model.name());
    }

    private VmomiServer serve(HostAccounts accounts, NfcLeases leases) throws IOException {
        HostLogin login = new HostLogin(accounts, registry, this::datastore);
        Routes routes = new Routes()
                .add(FolderEndpoint.PREFIX, new FolderEndpoint(HostNames.DATACENTER.value(), folders, disks, login))
                .add(NfcLeases.PREFIX, leases.handler())
                .add(
                        MoveEndpoint.PREFIX,
                        new MoveEndpoint(
                                () -> machines().moves(),
                                login::mayMoveMachines,
                                model.certificate().certificateFile()));
        routes.add(BundleEndpoint.PREFIX, diagnostics.endpoint(login));
        ground.addTo(routes, login, this::machines);
        VmomiServer opened = pieces.keep(HostDoor.open(
                config.address(), model, HostContent.of(model).build(), registry, accounts, routes, CLOCK));
        server.set(opened);
        return opened;
    }
}
