package dev.carafe.vsphere.client.ovf;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.FileTransfers.Place;
import dev.carafe.vsphere.client.KeepAlive;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseDeviceUrl;
import dev.carafe.vsphere.vim.vim25.ImportSpec;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.OvfCreateImportSpecParams;
import dev.carafe.vsphere.vim.vim25.OvfCreateImportSpecResult;
import dev.carafe.vsphere.vim.vim25.OvfFileItem;
import dev.carafe.vsphere.vim.vim25.OvfManager;
import dev.carafe.vsphere.vim.vim25.OvfNetworkMapping;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Imports packages to one place. Not thread-safe while it is being told what to do; each run is on its caller's thread. */
public final class OvfImport {
    /** Leases time out after five minutes by default. */
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);

    private final VSphereClient client;
    private final ManagedObjectReference<? extends ResourcePool> pool;
    private final ManagedObjectReference<Datastore> datastore;
    private final @Nullable ManagedObjectReference<? extends Folder> folder;
    private final List<OvfNetworkMapping> networks = new ArrayList<>();
    private final List<KeyValue> properties = new ArrayList<>();
    private @Nullable ManagedObjectReference<HostSystem> host;
    private String diskProvisioning = "thin";
    private Consumer<String> warnings = _ -> {};
    private KeepAlive.Timer timer = KeepAlive.every(REPORT_EVERY);

    /** @param folder where the machine is to stand; null where the server is one host */
    public OvfImport(
            VSphereClient client,
            ManagedObjectReference<? extends ResourcePool> pool,
            ManagedObjectReference<Datastore> datastore,
            @Nullable ManagedObjectReference<? extends Folder> folder) {
        this.client = client;
        this.pool = pool;
        this.datastore = datastore;
        this.folder = folder;
    }

    /** Says which network a network of the package is here. */
    public OvfImport network(String named, ManagedObjectReference<? extends Network> here) {
        networks.add(OvfNetworkMapping.builder().name(named).network(here).build());
        return this;
    }

    /** Sets a property that the package asks for. */
    public OvfImport property(String key, String value) {
        properties.add(new KeyValue(key, value));
        return this;
    }

    public OvfImport host(ManagedObjectReference<HostSystem> chosen) {
        host = chosen;
        return this;
    }

    /** {@code thin}, {@code monolithicSparse}, {@code thick}, {@code eagerZeroedThick} and the like; {@code thin} at first. */
    public OvfImport diskProvisioning(String kind) {
        diskProvisioning = kind;
        return this;
    }

    /** Who is told what the server finds odd and does all the same. */
    public OvfImport onWarning(Consumer<String> told) {
        warnings = told;
        return this;
    }

    /** How often the lease is told that it is used; for tests. */
    OvfImport reporting(KeepAlive.Timer every) {
        timer = every;
        return this;
    }

    /**
     * Imports a package; nothing stays of it when that fails.
     *
     * @param name what the machine is to be called
     * @param progress of the bytes of all files together
     * @return the machine, or the vApp
     * @throws OvfException when the package is not sound, or the server can make nothing of it
     */
    public ManagedObjectReference<? extends ManagedEntity> run(OvfPackage ovf, String name, TransferProgress progress)
            throws IOException, InterruptedException {
        OvfCreateImportSpecResult spec = spec(ovf.descriptor(), name);
        ImportSpec importSpec = spec.importSpec();
        if (importSpec == null) {
            throw new OvfException("the server makes no machine of the package and says no reason");
        }
        long total = 0;
        for (OvfFileItem item : spec.fileItem()) {
            total += ovf.size(item.path());
        }
        ResourcePool target = ResourcePool.stub(client.connection(), pool);
        ManagedObjectReference<HttpNfcLease> reference =
                Connection.checked(() -> target.importVApp(importSpec, folder, host));
        try (Lease lease = Lease.await(client, reference, timer)) {
            long moved = 0;
            for (OvfFileItem item : spec.fileItem()) {
                upload(ovf, item, lease, moved, total, progress);
                moved += ovf.size(item.path());
            }
            lease.complete();
            return lease.info().entity();
        }
    }

    private OvfCreateImportSpecResult spec(String descriptor, String name) throws IOException, InterruptedException {
        OvfManager manager = OvfManager.stub(
                client.connection(), VSphereClient.present(client.content().ovfManager(), "OVF manager"));
        OvfCreateImportSpecParams params = OvfCreateImportSpecParams.builder()
                .locale("US")
                .deploymentOption("")
                .entityName(name)
                .hostSystem(host)
                .networkMapping(List.copyOf(networks))
                .propertyMapping(List.copyOf(properties))
                .diskProvisioning(diskProvisioning)
                .build();
        OvfCreateImportSpecResult result =
                Connection.checked(() -> manager.createImportSpec(descriptor, pool, datastore, params));
        for (LocalizedMethodFault warning : result.warning()) {
            warnings.accept(text(warning));
        }
        for (LocalizedMethodFault error : result.error()) {
            throw new FaultException(error.fault(), text(error));
        }
        return result;
    }

    private static String text(LocalizedMethodFault fault) {
        String message = fault.localizedMessage();
        return message == null || message.isEmpty() ? fault.fault().dataType().wsdlName() : message;
    }

    private void upload(
            OvfPackage ovf, OvfFileItem item, Lease lease, long before, long total, TransferProgress progress)
            throws IOException, InterruptedException {
        HttpNfcLeaseDeviceUrl url = lease.info().deviceUrl().stream()
                .filter(each -> each.importKey().equals(item.deviceId()))
                .findFirst()
                .orElseThrow(() -> new OvfException(
                        "the server has no place for '" + item.path() + "' (" + item.deviceId() + ")"));
        FileTransfers transfers = new FileTransfers(client.connection());
        Place place = LeasePlaces.of(transfers, url).with("Content-Type", contentType(item.path()));
        try (InputStream content = ovf.read(item.path())) {
            transfers.upload(place, item.create() ? "PUT" : "POST", content, ovf.size(item.path()), (moved, _) -> {
                lease.percent(before + moved, total);
                progress.moved(before + moved, total);
            });
            if (content.read() >= 0) { // the transfer stops at the length; the manifest is checked at the end
                throw new OvfException("'" + item.path() + "' grew while it was read");
            }
        }
    }

    private static String contentType(String path) {
        return path.endsWith(".vmdk") ? "application/x-vnd.vmware-streamVmdk" : "application/octet-stream";
    }
}
