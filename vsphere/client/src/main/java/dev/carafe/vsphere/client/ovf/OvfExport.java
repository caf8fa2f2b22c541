package dev.carafe.vsphere.client.ovf;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.FileTransfers;
import dev.carafe.vsphere.client.KeepAlive;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseDeviceUrl;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.OvfCreateDescriptorParams;
import dev.carafe.vsphere.vim.vim25.OvfCreateDescriptorResult;
import dev.carafe.vsphere.vim.vim25.OvfFile;
import dev.carafe.vsphere.vim.vim25.OvfManager;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Exports a machine that is off, or one of its snapshots. Immutable; each run is on its caller's thread. */
public final class OvfExport {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(5);
    private static final String ALGORITHM = "SHA-256";
    /** How the key of a firmware's variables ends. */
    private static final String NVRAM = "/nvram";

    private final VSphereClient client;
    private final ManagedObjectReference<VirtualMachine> vm;
    private final @Nullable ManagedObjectReference<VirtualMachineSnapshot> snapshot;

    public OvfExport(VSphereClient client, ManagedObjectReference<VirtualMachine> vm) {
        this(client, vm, null);
    }

    /** @param snapshot null for the machine as it is now */
    public OvfExport(
            VSphereClient client,
            ManagedObjectReference<VirtualMachine> vm,
            @Nullable ManagedObjectReference<VirtualMachineSnapshot> snapshot) {
        this.client = client;
        this.vm = vm;
        this.snapshot = snapshot;
    }

    /** A file that was written. */
    private record Written(Path path, MessageDigest digest) {
        String name() {
            return String.valueOf(path.getFileName());
        }
    }

    /**
     * Writes {@code NAME.ovf}, {@code NAME.mf} with SHA-256 digests, the disks as {@code NAME-disk1.vmdk} and so on, and the variables of
     * an EFI machine's firmware as {@code NAME-file1.nvram}.
     *
     * @param folder is made where it is missing; what has these names in it is replaced
     * @return the descriptor's file
     */
    public Path toFolder(Path folder, String name, TransferProgress progress) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        return write(folder, name, progress).values().iterator().next().path();
    }

    /** Writes one OVA, through a folder beside it that is gone afterwards; a file that is there is replaced at the end. */
    public void toOva(Path ova, String name, TransferProgress progress) throws IOException, InterruptedException {
        Path beside = Files.createTempDirectory(ova.toAbsolutePath().getParent(), ".ova-");
        try {
            Map<String, Written> files = write(beside, name, progress);
            Path whole = beside.resolve("whole");
            try (TarWriter tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(whole)))) {
                for (Map.Entry<String, Written> each : files.entrySet()) {
                    try (InputStream content =
                            Files.newInputStream(each.getValue().path())) {
                        tar.add(each.getKey(), Files.size(each.getValue().path()), content);
                    }
                }
            }
            Files.move(whole, ova, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            try (var left = Files.list(beside)) {
                for (Path each : left.toList()) {
                    Files.deleteIfExists(each);
                }
            }
            Files.deleteIfExists(beside);
        }
    }

    /** All files by name: the descriptor first, then the manifest, as an OVA has them. */
    private Map<String, Written> write(Path folder, String name, TransferProgress progress)
            throws IOException, InterruptedException {
        List<Written> contents = new ArrayList<>();
        String descriptor;
        ManagedObjectReference<HttpNfcLease> reference = Connection.checked(this::begin);
        try (Lease lease = Lease.await(client, reference, KeepAlive.every(REPORT_EVERY))) {
            List<OvfFile> files = download(lease, folder, name, contents, progress);
            descriptor = describe(name, files);
            lease.complete();
        } catch (IOException | InterruptedException | RuntimeException e) {
            for (Written each : contents) {
                Files.deleteIfExists(each.path());
            }
            throw e;
        }
        Written ovf = written(folder.resolve(name + ".ovf"), descriptor);
        StringBuilder lines = new StringBuilder(Manifest.line(ovf.name(), ovf.digest()));
        contents.forEach(each -> lines.append(Manifest.line(each.name(), each.digest())));
        Map<String, Written> all = new LinkedHashMap<>();
        all.put(ovf.name(), ovf);
        Written manifest = written(folder.resolve(name + ".mf"), lines.toString());
        all.put(manifest.name(), manifest);
        contents.forEach(each -> all.put(each.name(), each));
        return all;
    }

    private ManagedObjectReference<HttpNfcLease> begin() {
        return snapshot == null
                ? VirtualMachine.stub(client.connection(), vm).exportVm()
                : VirtualMachineSnapshot.stub(client.connection(), snapshot).exportSnapshot();
    }

    private List<OvfFile> download(Lease lease, Path folder, String name, List<Written> all, TransferProgress progress)
            throws IOException, InterruptedException {
        FileTransfers transfers = new FileTransfers(client.connection());
        List<OvfFile> files = new ArrayList<>();
        long total = lease.info().totalDiskCapacityInKB() << 10;
        long before = 0;
        int disks = 0;
        for (HttpNfcLeaseDeviceUrl url : lease.info().deviceUrl()) {
            boolean disk = Boolean.TRUE.equals(url.disk());
            if (!disk && !url.key().endsWith(NVRAM)) {
                continue; // images of discs and the like, which stay where they are
            }
            String file = name + (disk ? "-disk" + ++disks + ".vmdk" : "-file1.nvram");
            Written written = new Written(folder.resolve(file), Manifest.digest(ALGORITHM));
            all.add(written);
            long start = before;
            long size;
            try (OutputStream out = new DigestOutputStream(Files.newOutputStream(written.path()), written.digest())) {
                size = transfers.download(LeasePlaces.of(transfers, url), out, (moved, _) -> {
                    lease.percent(start + moved, total);
                    progress.moved(start + moved, total);
                });
            }
            before += size;
            files.add(
                    OvfFile.builder().deviceId(url.key()).path(file).size(size).build());
        }
        return files;
    }

    private String describe(String name, List<OvfFile> files) throws IOException, InterruptedException {
        OvfManager manager = OvfManager.stub(
                client.connection(), VSphereClient.present(client.content().ovfManager(), "OVF manager"));
        OvfCreateDescriptorParams params = OvfCreateDescriptorParams.builder()
                .name(name)
                .ovfFiles(files)
                .snapshot(snapshot)
                .build();
        OvfCreateDescriptorResult result = Connection.checked(() -> manager.createDescriptor(vm, params));
        for (LocalizedMethodFault error : result.error()) {
            throw new FaultException(error.fault(), error.localizedMessage());
        }
        return result.ovfDescriptor();
    }

    private static Written written(Path path, String text) throws IOException {
        MessageDigest digest = Manifest.digest(ALGORITHM);
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(path), digest)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return new Written(path, digest);
    }
}
