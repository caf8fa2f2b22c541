package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.pki.Certificates;
import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.Tasks;
import dev.carafe.vsphere.client.Thumbprint;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vcenter.server.VCenterConfig;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A vCenter that serves, and a client that is logged in. */
public final class RunningVCenter implements AutoCloseable {
    public static final String PASSWORD = "secret of the vCenter";

    public final VCenterServer server;
    public final VSphereClient client;

    private RunningVCenter(VCenterServer server, VSphereClient client) {
        this.server = server;
        this.client = client;
    }

    /** The file of users with the password above: to hash it is slow on purpose. */
    private static byte @Nullable [] users;

    public static synchronized RunningVCenter start(Path dataDir) throws Exception {
        Path file = dataDir.resolve("vcenter/users");
        boolean known = users != null;
        if (known && !Files.exists(file)) {
            Files.createDirectories(file.getParent());
            Files.write(file, Objects.requireNonNull(users));
        }
        VCenterServer server = VCenterServer.start(new VCenterConfig(
                dataDir,
                new InetSocketAddress("127.0.0.1", 0),
                "vcenter",
                known ? Optional.empty() : Optional.of(PASSWORD),
                "1"));
        users = Files.readAllBytes(file);
        Thumbprint thumbprint = Thumbprint.sha256(
                Certificates.of(Files.readString(server.certificateFile())).getFirst());
        VSphereClient client = VSphereClient.connect(
                ConnectionConfig.of("127.0.0.1:" + server.address().getPort(), new Trust.Pinned(thumbprint)));
        client.login(VCenterServer.administrator(), PASSWORD);
        return new RunningVCenter(server, client);
    }

    public Folder folder(ManagedObjectReference<? extends Folder> reference) {
        return Folder.stub(client.connection(), reference);
    }

    public Folder root() {
        return folder(client.content().rootFolder());
    }

    /** A datacenter, by its properties. */
    public DatacenterProperties datacenter(String name) throws Exception {
        ManagedObjectReference<Datacenter> made = root().createDatacenter(name);
        return read(made, DatacenterProperties.class);
    }

    public ClusterComputeResource cluster(DatacenterProperties datacenter, String name) {
        return ClusterComputeResource.stub(
                client.connection(),
                folder(Objects.requireNonNull(datacenter.hostFolder()))
                        .createClusterEx(name, ClusterConfigSpecEx.builder().build()));
    }

    public @Nullable Object await(ManagedObjectReference<Task> task) throws Exception {
        return new Tasks(client).await(task);
    }

    @SuppressWarnings("unchecked")
    public <T extends ManagedObject> ManagedObjectReference<T> result(ManagedObjectReference<Task> task)
            throws Exception {
        return (ManagedObjectReference<T>) Objects.requireNonNull(await(task));
    }

    /** All properties of an object: reading them all is a test of itself. */
    public <P extends DataObject> P read(ManagedObjectReference<? extends ManagedObject> object, Class<P> as)
            throws Exception {
        return new PropertyReader(client).read(object, as, List.of());
    }

    public <P extends DataObject> P until(ManagedObjectReference<?> object, Class<P> as, Predicate<P> holds)
            throws Exception {
        return new PropertyWaiter(client)
                .waitFor(object, List.of(), found -> holds.test(found.as(as)))
                .as(as);
    }

    /** What a machine of a name is to be made as. */
    public static VirtualMachineConfigSpec machine(String name, String datastore) {
        return VirtualMachineConfigSpec.builder()
                .name(name)
                .numCPUs(1)
                .memoryMB(128L)
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + datastore + "]")
                        .build())
                .build();
    }

    /** As if it were killed: nothing is said to anybody. */
    @Override
    public void close() {
        client.close();
        server.close();
    }
}
