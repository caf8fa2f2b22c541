package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.http.TlsPolicy;
import dev.carafe.pki.Certificates;
import dev.carafe.pki.SelfSigned;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.soap.ServiceVersions;
import dev.carafe.vsphere.vim.soap.SoapCodec;
import dev.carafe.vsphere.vim.vim25.AboutInfo;
import dev.carafe.vsphere.vim.vim25.Capability;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.PropertyCollector;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.SessionManagerProperties;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.content.ServedServiceInstance;
import dev.carafe.vsphere.vmomi.content.SessionObjects;
import dev.carafe.vsphere.vmomi.edge.Routes;
import dev.carafe.vsphere.vmomi.edge.VmomiServer;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.service.SoapService;
import dev.carafe.vsphere.vmomi.session.Session;
import dev.carafe.vsphere.vmomi.session.Sessions;
import dev.carafe.vsphere.vmomi.task.TaskJournal;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A host agent with the wire of a real one and an inventory in memory. Closing it is the host going away. */
public final class FakeHost implements AutoCloseable {
    public static final String PASSWORD = "secret of the host";

    private static final InstantSource CLOCK = InstantSource.system();

    public final FakeHostInventory inventory;
    /** What clients say that they know. */
    public final KnownVersions known;

    private final Path folder;
    private final Tasks tasks;
    private final VmomiServer server;
    private final int port;
    private final String thumbprint;

    private FakeHost(
            Path folder,
            FakeHostInventory inventory,
            KnownVersions known,
            Tasks tasks,
            VmomiServer server,
            String thumbprint) {
        this.known = known;
        this.folder = folder;
        this.inventory = inventory;
        this.tasks = tasks;
        this.server = server;
        port = server.address().getPort();
        this.thumbprint = thumbprint;
    }

    /**
     * Starts a host.
     *
     * @param folder its own, where its certificate stays
     * @param uuid its hardware's
     * @param datastoreUrl its one datastore's
     */
    public static FakeHost start(Path folder, String uuid, String datastoreUrl) throws Exception {
        return start(folder, 0, uuid, datastoreUrl, "Carafe");
    }

    /** The same with who made it. */
    public static FakeHost madeBy(String vendor, Path folder, String uuid, String datastoreUrl) throws Exception {
        return start(folder, 0, uuid, datastoreUrl, vendor);
    }

    private static FakeHost start(Path folder, int port, String uuid, String datastoreUrl, String vendor)
            throws Exception {
        ObjectRegistry registry = new ObjectRegistry();
        Files.createDirectories(folder);
        Path certificate = folder.resolve("crt");
        Path key = folder.resolve("key");
        if (!Files.exists(certificate)) {
            SelfSigned identity = SelfSigned.make(
                    "host", List.of("localhost"), List.of("127.0.0.1"), Instant.now(), Duration.ofDays(1));
            Files.writeString(certificate, identity.certificatePem());
            Files.writeString(key, identity.keyPem());
        }
        Events events =
                Events.open(registry, new ManagedObjectReference<EventManager>("EventManager", "ha-eventmgr"), CLOCK);
        Tasks tasks = Tasks.open(
                registry,
                new ManagedObjectReference<TaskManager>("TaskManager", "ha-taskmgr"),
                events,
                TaskJournal.none(),
                CLOCK);
        FakeHostInventory inventory = new FakeHostInventory(registry, tasks, events, uuid, datastoreUrl);
        inventory.fill();
        KnownVersions known = new KnownVersions();
        VmomiServer server = serve(port, inventory, known, vendor, TlsPolicy.anyClient(certificate, key));
        String thumbprint = Thumbprint.sha256(
                        Certificates.of(Files.readString(certificate)).getFirst())
                .text();
        return new FakeHost(folder, inventory, known, tasks, server, thumbprint);
    }

    private static VmomiServer serve(
            int port, FakeHostInventory inventory, KnownVersions known, String vendor, TlsPolicy tls) throws Exception {
        ObjectRegistry registry = inventory.registry;
        Events events = inventory.events;
        AtomicInteger secret = new AtomicInteger();
        String run = Long.toString(System.identityHashCode(registry) + events.hashCode(), 36);
        Supplier<String> secrets = () -> run + "-" + secret.incrementAndGet();
        Sessions sessions = new Sessions(registry, CLOCK, secrets, Duration.ofMinutes(30), 100);
        Session everybody = new Session("everybody", "", CLOCK.instant(), new ObjectRegistry());
        ManagedObjectReference<PropertyCollector> collector =
                new ManagedObjectReference<>("PropertyCollector", "ha-property-collector");
        ManagedObjectReference<ViewManager> views = new ManagedObjectReference<>("ViewManager", "ViewManager");
        ManagedObjectReference<SessionManager> door = new ManagedObjectReference<>("SessionManager", "ha-sessionmgr");
        FakeDoor opened = new FakeDoor(door, sessions, new SessionObjects(collector, views, CLOCK, secrets));
        for (ObjectRegistry objects : List.of(registry, everybody.shared())) {
            objects.change(changes ->
                    changes.add(opened, SessionManagerProperties.builder().build()));
        }
        ServedServiceInstance.open(
                ServiceContent.builder()
                        .rootFolder(FakeHostInventory.ROOT)
                        .propertyCollector(collector)
                        .viewManager(views)
                        .sessionManager(door)
                        .eventManager(new ManagedObjectReference<>("EventManager", "ha-eventmgr"))
                        .taskManager(new ManagedObjectReference<>("TaskManager", "ha-taskmgr"))
                        .about(AboutInfo.builder()
                                .name("fake")
                                .fullName("fake host")
                                .vendor(vendor)
                                .version("9.0.0")
                                .build("1")
                                .osType("none")
                                .productLineId("embeddedEsx")
                                .apiType("HostAgent")
                                .apiVersion("9.0.0.0")
                                .build())
                        .build(),
                Capability.builder()
                        .provisioningSupported(false)
                        .multiHostSupported(false)
                        .userShellAccessSupported(false)
                        .build(),
                registry,
                everybody.shared(),
                CLOCK);
        ServiceVersions versions = new ServiceVersions(Vim25.NAMESPACE, List.of("9.0.0.0"), "6.5");
        SoapService service = new SoapService(new SoapCodec(Vim25.NAMESPACE), versions, sessions, everybody, known);
        return VmomiServer.start(
                new InetSocketAddress("127.0.0.1", port),
                tls,
                service,
                versions,
                new Routes().add("/folder", new FakeFiles(sessions)).add("/vmotion", new FakeMoves(inventory)));
    }

    /** The same host at the same address after it was away, with a new inventory of the same machines. */
    public FakeHost again() throws Exception {
        FakeHost next = start(folder, port, inventory.uuid(), inventory.datastoreUrl(), "Carafe");
        inventory.machines().forEach(next.inventory::addMachine);
        return next;
    }

    public int port() {
        return port;
    }

    public String thumbprint() {
        return thumbprint;
    }

    /** How it is added. */
    public HostConnectSpec.Builder spec() {
        return HostConnectSpec.builder()
                .hostName("127.0.0.1")
                .port(port())
                .userName("root")
                .password(PASSWORD)
                .sslThumbprint(thumbprint)
                .force(false);
    }

    @Override
    public void close() {
        server.close();
        tasks.close();
    }
}
