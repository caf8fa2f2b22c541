package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.disk.AdapterType;
import dev.carafe.vsphere.esxi.disk.DiskException;
import dev.carafe.vsphere.esxi.disk.DiskInfo;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.vmx.CorruptVmxException;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import dev.carafe.vsphere.vim.vim25.FileInfo;
import dev.carafe.vsphere.vim.vim25.FileQuery;
import dev.carafe.vsphere.vim.vim25.FileQueryFlags;
import dev.carafe.vsphere.vim.vim25.FloppyImageFileInfo;
import dev.carafe.vsphere.vim.vim25.FolderFileInfo;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchSpec;
import dev.carafe.vsphere.vim.vim25.IsoImageFileInfo;
import dev.carafe.vsphere.vim.vim25.TemplateConfigFileInfo;
import dev.carafe.vsphere.vim.vim25.VmConfigFileInfo;
import dev.carafe.vsphere.vim.vim25.VmConfigFileQuery;
import dev.carafe.vsphere.vim.vim25.VmConfigFileQueryFilter;
import dev.carafe.vsphere.vim.vim25.VmDiskFileInfo;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQuery;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQueryFilter;
import dev.carafe.vsphere.vim.vim25.VmDiskFileQueryFlags;
import dev.carafe.vsphere.vim.vim25.VmLogFileInfo;
import dev.carafe.vsphere.vim.vim25.VmNvramFileInfo;
import dev.carafe.vsphere.vim.vim25.VmSnapshotFileInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a search tells of each file: as much as was asked for, and of disks and machines what is in them. */
final class FileDetails {
    private static final int CONFIG_VERSION_MAX = 999;

    private final @Nullable FileQueryFlags flags;
    private final boolean typed;
    private final DiskStore disks;

    /** A file that matches, and the query that asked for it. */
    record Candidate(Path file, FileKind kind, FileQuery query) {}

    /** What is told of any file. */
    private record Common(
            String path,
            @Nullable Long size,
            @Nullable Instant modification,
            @Nullable String owner) {}

    FileDetails(HostDatastoreBrowserSearchSpec spec, DiskStore disks) {
        this.flags = spec.details();
        // Upstream tells types also when a query asks for some.
        this.typed = !spec.query().isEmpty() || (flags != null && flags.fileType());
        this.disks = disks;
    }

    List<FileInfo> of(List<Candidate> candidates) {
        List<FileInfo> infos = new ArrayList<>();
        for (Candidate candidate : candidates) {
            try {
                info(candidate).ifPresent(infos::add);
            } catch (IOException gone) {
                // A file that went away while the folder was read is not in it.
            }
        }
        return infos;
    }

    private Optional<FileInfo> info(Candidate candidate) throws IOException {
        Path file = candidate.file();
        if (typed && candidate.kind() == FileKind.DISK) {
            return disk(candidate);
        }
        if (typed && (candidate.kind() == FileKind.VM_CONFIG || candidate.kind() == FileKind.TEMPLATE_CONFIG)) {
            return config(candidate);
        }
        Common common = common(file, Files.size(file));
        FileInfo plain = FileInfo.builder()
                .path(common.path())
                .fileSize(common.size())
                .modification(common.modification())
                .owner(common.owner())
                .build();
        return Optional.of(typed ? typed(candidate.kind(), common, plain) : plain);
    }

    private Common common(Path file, long size) throws IOException {
        String name = file.getFileName().toString();
        if (flags == null) {
            return new Common(name, null, null, null);
        }
        return new Common(
                name,
                flags.fileSize() ? size : null,
                flags.modification() ? Files.getLastModifiedTime(file).toInstant() : null,
                flags.fileOwner() ? Files.getOwner(file).getName() : null);
    }

    private static FileInfo typed(FileKind kind, Common c, FileInfo plain) {
        return switch (kind) {
            case FOLDER ->
                FolderFileInfo.builder()
                        .path(c.path())
                        .fileSize(c.size())
                        .modification(c.modification())
                        .owner(c.owner())
                        .build();
            case LOG ->
                VmLogFileInfo.builder()
                        .path(c.path())
                        .fileSize(c.size())
                        .modification(c.modification())
                        .owner(c.owner())
                        .build();
            case NVRAM ->
                VmNvramFileInfo.builder()
                        .path(c.path())
                        .fileSize(c.size())
                        .modification(c.modification())
                        .owner(c.owner())
                        .build();
            case SNAPSHOT ->
                VmSnapshotFileInfo.builder()
                        .path(c.path())
                        .fileSize(c.size())
                        .modification(c.modification())
                        .owner(c.owner())
                        .build();
            case ISO ->
                IsoImageFileInfo.builder()
                        .path(c.path())
                        .fileSize(c.size())
                        .modification(c.modification())
                        .owner(c.owner())
                        .build();
            case FLOPPY ->
                FloppyImageFileInfo.builder()
                        .path(c.path())
                        .fileSize(c.size())
                        .modification(c.modification())
                        .owner(c.owner())
                        .build();
            case VM_CONFIG, TEMPLATE_CONFIG, DISK, OTHER -> plain;
        };
    }

    private Optional<FileInfo> config(Candidate candidate) throws IOException {
        Path file = candidate.file();
        @Nullable VmConfigFileQuery query = candidate.query() instanceof VmConfigFileQuery asked ? asked : null;
        boolean wanted =
                query != null && query.details() != null && query.details().configVersion();
        @Nullable Integer version = null;
        @Nullable VmConfigFileQueryFilter filter = query == null ? null : query.filter();
        boolean filtered = filter != null && !filter.matchConfigVersion().isEmpty();
        if (wanted || filtered) {
            version = hardwareVersion(file);
        }
        if (filter != null
                && filtered
                && (version == null || !filter.matchConfigVersion().contains(version))) {
            return Optional.empty();
        }
        Common c = common(file, Files.size(file));
        @Nullable Integer told = wanted ? version : null;
        return Optional.of(
                candidate.kind() == FileKind.TEMPLATE_CONFIG
                        ? TemplateConfigFileInfo.builder()
                                .path(c.path())
                                .fileSize(c.size())
                                .modification(c.modification())
                                .owner(c.owner())
                                .configVersion(told)
                                .build()
                        : VmConfigFileInfo.builder()
                                .path(c.path())
                                .fileSize(c.size())
                                .modification(c.modification())
                                .owner(c.owner())
                                .configVersion(told)
                                .build());
    }

    private static @Nullable Integer hardwareVersion(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String version = VmxFile.parse(in.readNBytes(VmxFile.BYTES_MAX + 1))
                    .get("virtualHW.version")
                    .orElse("");
            return version.matches("[0-9]{1,3}") ? Math.min(CONFIG_VERSION_MAX, Integer.parseInt(version)) : null;
        } catch (CorruptVmxException corrupt) {
            return null; // it is there all the same
        }
    }

    private Optional<FileInfo> disk(Candidate candidate) throws IOException {
        Path file = candidate.file();
        DiskInfo info;
        try {
            info = disks.info(file);
        } catch (DiskException notOurs) {
            // Content of another format, or a corrupt descriptor: a file as any other.
            return candidate.query() instanceof VmDiskFileQuery asked && asked.filter() != null
                    ? Optional.empty()
                    : Optional.of(plainDisk(file));
        }
        @Nullable VmDiskFileQuery query = candidate.query() instanceof VmDiskFileQuery asked ? asked : null;
        if (query != null && query.filter() != null && !matches(query.filter(), info)) {
            return Optional.empty();
        }
        long size = DiskStore.allocatedBytes(List.of(file, info.contentFile())).stream()
                .mapToLong(Long::longValue)
                .sum();
        Common c = common(file, size);
        VmDiskFileInfo.Builder told = VmDiskFileInfo.builder()
                .path(c.path())
                .fileSize(c.size())
                .modification(c.modification())
                .owner(c.owner());
        if (query != null && query.details() != null) {
            tell(query.details(), info, told);
        }
        return Optional.of(told.build());
    }

    private FileInfo plainDisk(Path file) throws IOException {
        Common c = common(file, Files.size(file));
        return VmDiskFileInfo.builder()
                .path(c.path())
                .fileSize(c.size())
                .modification(c.modification())
                .owner(c.owner())
                .build();
    }

    private static boolean matches(VmDiskFileQueryFilter filter, DiskInfo info) {
        return (filter.diskType().isEmpty() || filter.diskType().contains(backing()))
                && (filter.controllerType().isEmpty()
                        || filter.controllerType().contains(controller(info.adapterType())))
                && (filter.thin() == null || filter.thin() == isThin(info))
                && !Boolean.TRUE.equals(filter.encrypted());
    }

    private static void tell(VmDiskFileQueryFlags wanted, DiskInfo info, VmDiskFileInfo.Builder told) {
        if (wanted.diskType()) {
            told.diskType(backing());
        }
        if (wanted.capacityKb()) {
            told.capacityKb(info.capacityBytes() / 1024);
        }
        if (wanted.hardwareVersion()) {
            told.hardwareVersion(info.hardwareVersion());
        }
        if (Boolean.TRUE.equals(wanted.controllerType())) {
            told.controllerType(controller(info.adapterType()));
        }
        if (Boolean.TRUE.equals(wanted.diskExtents())) {
            told.diskExtents(List.of(info.contentFile().getFileName().toString()));
        }
        if (Boolean.TRUE.equals(wanted.thin())) {
            told.thin(isThin(info));
        }
    }

    private static boolean isThin(DiskInfo info) {
        return info.provisioning() == Provisioning.THIN;
    }

    private static String backing() {
        return "VirtualDiskFlatVer2BackingInfo";
    }

    private static String controller(AdapterType adapter) {
        return switch (adapter) {
            case IDE -> "VirtualIDEController";
            case BUS_LOGIC -> "VirtualBusLogicController";
            case LSI_LOGIC -> "VirtualLsiLogicController";
        };
    }
}
