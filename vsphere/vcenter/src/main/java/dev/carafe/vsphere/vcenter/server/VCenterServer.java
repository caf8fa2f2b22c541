package dev.carafe.vsphere.vcenter.server;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.http.TlsPolicy;
import dev.carafe.vsphere.vcenter.action.MethodActions;
import dev.carafe.vsphere.vcenter.alarm.MetricSampling;
import dev.carafe.vsphere.vcenter.alarm.ServedAlarmManager;
import dev.carafe.vsphere.vcenter.dataset.DataSets;
import dev.carafe.vsphere.vcenter.entity.EntityObjects;
import dev.carafe.vsphere.vcenter.entity.EntityProjection;
import dev.carafe.vsphere.vcenter.entity.GuestServices;
import dev.carafe.vsphere.vcenter.entity.HostLogs;
import dev.carafe.vsphere.vcenter.entity.HostServices;
import dev.carafe.vsphere.vcenter.entity.HostSwitches;
import dev.carafe.vsphere.vcenter.entity.HostTickets;
import dev.carafe.vsphere.vcenter.entity.MachineDataSets;
import dev.carafe.vsphere.vcenter.entity.MachineMover;
import dev.carafe.vsphere.vcenter.entity.ServedCompatibilityChecker;
import dev.carafe.vsphere.vcenter.entity.ServedProvisioningChecker;
import dev.carafe.vsphere.vcenter.entity.ServedStorageResourceManager;
import dev.carafe.vsphere.vcenter.entity.ServedSwitchManager;
import dev.carafe.vsphere.vcenter.entity.VCenter;
import dev.carafe.vsphere.vcenter.host.Errands;
import dev.carafe.vsphere.vcenter.host.Hosts;
import dev.carafe.vsphere.vcenter.host.SecretBox;
import dev.carafe.vsphere.vcenter.inventory.EntityChange;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.manager.ServedCustomFieldsManager;
import dev.carafe.vsphere.vcenter.manager.ServedCustomizationSpecManager;
import dev.carafe.vsphere.vcenter.manager.ServedDatastoreNamespaceManager;
import dev.carafe.vsphere.vcenter.manager.ServedExtensionManager;
import dev.carafe.vsphere.vcenter.manager.ServedLicenseManager;
import dev.carafe.vsphere.vcenter.module.ClusterModules;
import dev.carafe.vsphere.vcenter.performance.ServedPerformanceManager;
import dev.carafe.vsphere.vcenter.relay.FolderRelay;
import dev.carafe.vsphere.vcenter.relay.RelayAccess;
import dev.carafe.vsphere.vcenter.relay.ScreenRelay;
import dev.carafe.vsphere.vcenter.rest.Invoker;
import dev.carafe.vsphere.vcenter.rest.RestApi;
import dev.carafe.vsphere.vcenter.schedule.ScheduleClock;
import dev.carafe.vsphere.vcenter.schedule.ScheduledRuns;
import dev.carafe.vsphere.vcenter.schedule.ServedScheduledTaskManager;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vcenter.tagging.StoreTags;
import dev.carafe.vsphere.vcenter.tagging.Tagging;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.DiagnosticManagerProperties;
import dev.carafe.vsphere.vim.vim25.FileManagerProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.OvfManagerProperties;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vim.vim25.VirtualDiskManagerProperties;
import dev.carafe.vsphere.vmomi.authorization.Authorizations;
import dev.carafe.vsphere.vmomi.authorization.EnforcedAccess;
import dev.carafe.vsphere.vmomi.authorization.FileAuthorizationStore;
import dev.carafe.vsphere.vmomi.authorization.Grant;
import dev.carafe.vsphere.vmomi.authorization.Principals;
import dev.carafe.vsphere.vmomi.authorization.Role;
import dev.carafe.vsphere.vmomi.authorization.ServedAuthorizationManager;
import dev.carafe.vsphere.vmomi.content.ServedServiceInstance;
import dev.carafe.vsphere.vmomi.diagnostic.LogTail;
import dev.carafe.vsphere.vmomi.diagnostic.ServedDiagnosticManager;
import dev.carafe.vsphere.vmomi.edge.BoundAddresses;
import dev.carafe.vsphere.vmomi.edge.HttpLogin;
import dev.carafe.vsphere.vmomi.edge.Replies;
import dev.carafe.vsphere.vmomi.edge.Routes;
import dev.carafe.vsphere.vmomi.edge.VmomiServer;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.event.FileEventJournal;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.option.FileOptionStore;
import dev.carafe.vsphere.vmomi.option.ServedOptionManager;
import dev.carafe.vsphere.vmomi.search.ServedSearchIndex;
import dev.carafe.vsphere.vmomi.service.AccessControl;
import dev.carafe.vsphere.vmomi.service.ImplementedMethods;
import dev.carafe.vsphere.vmomi.service.MethodCalls;
import dev.carafe.vsphere.vmomi.service.SoapService;
import dev.carafe.vsphere.vmomi.task.FileTaskJournal;
import dev.carafe.vsphere.vmomi.task.Tasks;
import dev.carafe.vsphere.vmomi.user.ServedUserDirectory;
import dev.carafe.vsphere.vmomi.user.Users;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A vCenter that serves. Closing it ends vCenter alone: its hosts and their machines run on. */
public final class VCenterServer implements AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final System.Logger LOG = System.getLogger(VCenterServer.class.getName());

    private final AboutInfo about;
    private final VmomiServer server;
    private final Path certificate;
    private final Pieces pieces;

    /** What a vCenter's own log is called, and what writes it. */
    private static final ServedDiagnosticManager.Log OWN_LOG =
            new ServedDiagnosticManager.Log("vpxd:vpxd.log", "vpxd", "vCenter log");

    private static final List<String> LOGGERS = List.of("dev.carafe.vsphere.vcenter", "dev.carafe.vsphere.vmomi");

    private VCenterServer(AboutInfo about, VmomiServer server, Path certificate, Pieces pieces) {
        this.about = about;
        this.server = server;
        this.certificate = certificate;
        this.pieces = pieces;
    }

    /** What a vCenter consists of, to be ended in the opposite order. */
    private static final class Pieces implements AutoCloseable {
        private final Deque<AutoCloseable> all = new ArrayDeque<>();

        <T extends AutoCloseable> T keep(T piece) {
            all.push(piece);
            return piece;
        }

        @Override
        public void close() {
            while (!all.isEmpty()) {
                AutoCloseable piece = all.pop();
                try {
                    piece.close();
                } catch (Exception e) {
                    LOG.log(Level.WARNING, piece + " could not be ended", e);
                }
            }
        }
    }

    /**
     * Starts a vCenter: what was in its inventory is there at once, and its hosts are connected as they answer.
     *
     * @throws java.net.BindException when the address is taken
     * @throws IOException when a file or folder cannot be used, or another vCenter runs in the folder
     */
    public static VCenterServer start(VCenterConfig config) throws IOException {
        Pieces pieces = new Pieces();
        try {
            return start(config, pieces);
        } catch (IOException | RuntimeException e) {
            pieces.close();
            throw e;
        }
    }

    private static VCenterServer start(VCenterConfig config, Pieces pieces) throws IOException {
        LogTail log = pieces.keep(LogTail.open(LOGGERS));
        StateFolder state = StateFolder.open(config.stateFolder());
        EmbeddedStore store = pieces.keep(EmbeddedStore.open(InventoryStore.config(state.file("store"))));
        String address = reachable(config.address().getAddress());
        Path certificate = state.certificate(
                config.name(), BoundAddresses.of(config.address().getAddress()), CLOCK.instant());
        ObjectRegistry registry = new ObjectRegistry();
        FileEventJournal past = pieces.keep(FileEventJournal.open(state.file("events")));
        Events events = Events.open(registry, Content.EVENT_MANAGER, past, CLOCK);
        FileTaskJournal journal = pieces.keep(FileTaskJournal.open(state.file("tasks")));
        Errands errands = new Errands(store);
        Tasks tasks = Tasks.open(registry, Content.TASK_MANAGER, events, journal, CLOCK, errands);
        SecretBox box = SecretBox.open(state.file("key"), new SecureRandom());
        Users users = Administrator.open(state, config.password(), CLOCK);
        Hosts hosts = pieces.keep(new Hosts(registry, store, box, tasks, errands, events, address));
        pieces.keep(tasks); // tasks end before the hosts that they wait for
        VCenter vcenter = new VCenter(registry, tasks, events, hosts);
        hosts.endChanges(new MachineMover(vcenter)::end);
        EntityProjection projection = new EntityProjection(registry, new EntityObjects(vcenter)::of);
        ServedCustomFieldsManager fields =
                ServedCustomFieldsManager.open(Content.CUSTOM_FIELDS_MANAGER, registry, store);
        vcenter.customValues(fields::set);
        AboutInfo about = Content.about(config.build(), state.uuid());
        ServedLicenseManager licenses = ServedLicenseManager.open(Content.LICENSE_MANAGER, registry, store, about);
        vcenter.licenses(hostLicenses(licenses));
        DataSets dataSets = new DataSets(store);
        MachineDataSets machineDataSets = pieces.keep(new MachineDataSets(vcenter, dataSets));
        vcenter.dataSets(machineDataSets);
        hosts.calls().follow(machineDataSets);
        InventoryStore inventory = pieces.keep(InventoryStore.open(store, (changes, now) -> {
            projection.changed(changes, now);
            hosts.changed(changes, now);
            fields.changed(came(changes), went(changes));
            licenses.changed(came(changes), went(changes));
            machineDataSets.gone(machines(went(changes)));
        }));
        ServedCustomizationSpecManager.open(Content.CUSTOMIZATION_SPEC_MANAGER, registry, store, CLOCK);
        ServedDatastoreNamespaceManager.open(Content.NAMESPACE_MANAGER, registry);
        ServedExtensionManager.open(Content.EXTENSION_MANAGER, registry, store);
        ServedAlarmManager alarms = pieces.keep(ServedAlarmManager.open(
                Content.ALARM_MANAGER, registry, References.folder(References.ROOT), events, store, CLOCK));
        vcenter.inventory(inventory);
        ServedOptionManager.open(
                Content.SETTING,
                registry,
                new FileOptionStore(state.file("settings")),
                settings(about, address),
                key -> key.startsWith("config."));
        ServedSearchIndex.open(Content.SEARCH_INDEX, registry, References.folder(References.ROOT));
        Authorizations authorizations = authorizations(state, users);
        ClientSessions sessions = pieces.keep(ClientSessions.open(registry, users, authorizations, events, CLOCK));
        ServedAuthorizationManager.open(
                Content.AUTHORIZATION_MANAGER, registry, authorizations, sessions.sessions(), events);
        new ServedUserDirectory(
                        Content.USER_DIRECTORY, users, List.of(Administrator.DOMAIN), Set.of(Administrator.GROUP))
                .open(registry);
        users.onRefresh(authorizations::forgetGroups);
        ServedDiagnosticManager ownLog = new ServedDiagnosticManager(Content.DIAGNOSTIC_MANAGER, OWN_LOG, log);
        registry.change(changes -> changes.add(
                new HostLogs(Content.DIAGNOSTIC_MANAGER, ownLog, hosts),
                DiagnosticManagerProperties.builder().build()));
        HostTickets.open(Content.SESSION_MANAGER, registry, hosts);
        serveHostServices(new HostServices(vcenter));
        ServedProvisioningChecker.open(Content.PROVISIONING_CHECKER, vcenter);
        ServedCompatibilityChecker.open(Content.COMPATIBILITY_CHECKER, vcenter);
        ServedStorageResourceManager.open(Content.STORAGE_RESOURCE_MANAGER, vcenter);
        ServedSwitchManager.open(Content.SWITCH_MANAGER, vcenter);
        hosts.whenSeen(host -> HostSwitches.carryOutBeside(vcenter, host));
        GuestServices.open(Content.GUEST_OPERATIONS_MANAGER, vcenter);
        ServedPerformanceManager performance = ServedPerformanceManager.open(Content.PERFORMANCE_MANAGER, vcenter);
        pieces.keep(new MetricSampling(alarms, performance::latest)).start();
        ServedServiceInstance.open(
                Content.of(about).build(),
                Content.capability(),
                registry,
                sessions.everybody().shared(),
                CLOCK);
        hosts.open(inventory);
        machineDataSets.takeUp();
        AccessControl access = new EnforcedAccess(authorizations, registry);
        MethodCalls calls = new MethodCalls(access);
        MethodActions actions = new MethodActions(calls, registry, CLOCK);
        alarms.start(actions);
        pieces.keep(new ScheduleClock(ServedScheduledTaskManager.open(
                        Content.SCHEDULED_TASK_MANAGER,
                        registry,
                        events,
                        store,
                        CLOCK,
                        new ScheduledRuns(actions, tasks))))
                .start();
        RestApi rest = new RestApi(new RestApi.Parts(
                sessions.manager(),
                users,
                sessions.sessions(),
                authorizations::allows,
                new RestApi.Kept(Tagging.open(new StoreTags(store)), ClusterModules.open(store), dataSets),
                new Invoker(calls, tasks),
                References.folder(References.ROOT)));
        RelayAccess relays = new RelayAccess(
                new HttpLogin(users, sessions.sessions(), sessions.tickets()), authorizations, registry);
        Routes routes = new Routes()
                .add("/api", rest)
                .add("/rest", rest)
                .add(FolderRelay.PREFIX, new FolderRelay(vcenter, relays))
                .add(ScreenRelay.PATH, new ScreenRelay(vcenter, relays));
        VmomiServer server = pieces.keep(serve(config, state, certificate, about, sessions, access, routes));
        return new VCenterServer(about, server, certificate, pieces);
    }

    private static VCenter.HostLicenses hostLicenses(ServedLicenseManager licenses) {
        return new VCenter.HostLicenses() {
            @Override
            public void require(String key) {
                licenses.require(key);
            }

            @Override
            public void assign(ManagedObjectReference<HostSystem> host, String key) {
                licenses.assign(host, key);
            }
        };
    }

    private static List<ManagedObjectReference<?>> came(List<EntityChange> changes) {
        List<ManagedObjectReference<?>> came = new ArrayList<>();
        for (EntityChange change : changes) {
            if (change.before() == null && change.after() != null) {
                came.add(References.to(change.after()));
            }
        }
        return came;
    }

    private static List<ManagedObjectReference<?>> went(List<EntityChange> changes) {
        List<ManagedObjectReference<?>> went = new ArrayList<>();
        for (EntityChange change : changes) {
            if (change.after() == null && change.before() != null) {
                went.add(References.to(change.before()));
            }
        }
        return went;
    }

    private static List<String> machines(List<ManagedObjectReference<?>> entities) {
        return entities.stream()
                .filter(entity -> entity.type().equals("VirtualMachine"))
                .map(ManagedObjectReference::value)
                .toList();
    }

    private static Authorizations authorizations(StateFolder state, Users users) throws IOException {
        ManagedObjectReference<Folder> root = References.folder(References.ROOT);
        return Authorizations.open(
                new FileAuthorizationStore(state.file("authorization")),
                Principals.of(users, Set.of(Administrator.GROUP)),
                root,
                List.of(
                        new Grant(root, Administrator.NAME, false, Role.ADMIN, true),
                        new Grant(root, Administrator.GROUP, true, Role.ADMIN, true)));
    }

    private static void serveHostServices(HostServices services) {
        services.serve(Content.FILE_MANAGER, FileManagerProperties.builder().build(), ServiceContent::fileManager);
        services.serve(
                Content.DISK_MANAGER,
                VirtualDiskManagerProperties.builder().build(),
                ServiceContent::virtualDiskManager);
        services.serve(Content.OVF_MANAGER, OvfManagerProperties.builder().build(), ServiceContent::ovfManager);
    }

    private static VmomiServer serve(
            VCenterConfig config,
            StateFolder state,
            Path certificate,
            AboutInfo about,
            ClientSessions sessions,
            AccessControl access,
            Routes routes)
            throws IOException {
        ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, Content.VERSIONS, Content.OLDEST_VERSION);
        SoapService service = new SoapService(
                new SoapCodec(Vim25.NAMESPACE), versions, sessions.sessions(), sessions.everybody(), access);
        routes.add(
                "/",
                exchange -> Replies.text(
                        exchange,
                        exchange.path().equals("/") ? 200 : 404,
                        exchange.path().equals("/")
                                ? about.fullName() + ". Tools speak to it at /sdk."
                                : "There is nothing at " + exchange.path() + "."));
        return VmomiServer.start(
                config.address(), TlsPolicy.anyClient(certificate, state.key()), service, versions, routes);
    }

    private static Map<String, Object> settings(AboutInfo about, String address) {
        return Map.of(
                "VirtualCenter.InstanceName",
                about.name(),
                "VirtualCenter.ManagedIP",
                address,
                "VirtualCenter.FQDN",
                address,
                "event.maxAge",
                30,
                "event.maxAgeEnabled",
                true,
                "task.maxAge",
                30,
                "task.maxAgeEnabled",
                true,
                "vpxd.certmgmt.mode",
                "thumbprint");
    }

    /** An address at which hosts may know this server. */
    private static String reachable(InetAddress bound) {
        return bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress().getHostAddress() : bound.getHostAddress();
    }

    /** Where it serves. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Where to find the password that was made for the administrator, unless one was given. */
    public static Path passwordFile(Path dataDir) {
        return dataDir.resolve("vcenter").resolve(Administrator.PASSWORD_FILE);
    }

    /** Where the certificate is that a vCenter with this folder shows, once it was started. */
    public static Path certificateFile(Path dataDir) {
        return dataDir.resolve("vcenter").resolve(StateFolder.CERTIFICATE);
    }

    /** Who can log in from the start. */
    public static String administrator() {
        return Administrator.NAME;
    }

    /** The certificate that it shows. */
    public Path certificateFile() {
        return certificate;
    }

    /**
     * Those who may log in to the vCenter with this folder, to be changed whether it runs or not.
     *
     * @throws IOException when there is no vCenter in the folder, or its file of users cannot be read
     */
    public static VCenterUsers users(Path dataDir) throws IOException {
        return VCenterUsers.open(new StateFolder(dataDir.resolve("vcenter")), CLOCK);
    }

    /** All methods of the API, by owner and name, and whether vCenters have them. */
    public static Map<String, Boolean> methods() throws IOException {
        return ImplementedMethods.of(VCenterServer.class);
    }

    /** Those that a vCenter passes on when it does not answer them itself; they are there when the host has them. */
    public static Set<String> passedOn() {
        return PassedOn.methods();
    }

    /** Its name and version. */
    public String product() {
        return about.fullName();
    }

    @Override
    public void close() {
        pieces.close();
    }
}
