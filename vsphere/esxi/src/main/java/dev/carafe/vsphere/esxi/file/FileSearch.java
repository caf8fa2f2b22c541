package dev.carafe.vsphere.esxi.file;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.FileInfo;
import dev.carafe.vsphere.vim.vim25.FileQuery;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchResults;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserSearchSpec;
import dev.carafe.vsphere.vim.vim25.LimitExceeded;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One search of a browser. For one thread. */
final class FileSearch {
    /** How many files one search may find. */
    static final int FOUND_MAX = 100_000;

    private final HostDatastoreBrowserSearchSpec spec;
    private final ManagedObjectReference<Datastore> datastore;
    private final List<Glob> patterns;
    private final FileDetails details;
    private final BooleanSupplier cancelled;
    private final List<HostDatastoreBrowserSearchResults> results = new ArrayList<>();
    private int found;

    FileSearch(
            @Nullable HostDatastoreBrowserSearchSpec spec,
            ManagedObjectReference<Datastore> datastore,
            DiskStore disks,
            BooleanSupplier cancelled) {
        this.spec = spec == null ? HostDatastoreBrowserSearchSpec.builder().build() : spec;
        this.datastore = datastore;
        this.cancelled = cancelled;
        this.patterns = this.spec.matchPattern().stream()
                .map(glob -> new Glob(glob, anyCase()))
                .toList();
        this.details = new FileDetails(this.spec, disks);
    }

    /** What is in one folder. */
    HostDatastoreBrowserSearchResults folder(DatastorePath path, Path folder) throws InterruptedException {
        search(path, folder, false, 0);
        return results.getFirst();
    }

    /** What is in a folder and in all within it, each folder for itself. */
    List<HostDatastoreBrowserSearchResults> subfolders(DatastorePath path, Path folder) throws InterruptedException {
        search(path, folder, true, 0);
        return results;
    }

    private void search(DatastorePath path, Path folder, boolean deep, int depth) throws InterruptedException {
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("the search was canceled");
        }
        List<Path> entries = entries(path, folder);
        List<FileDetails.Candidate> matching = new ArrayList<>();
        for (Path entry : entries) {
            String name = entry.getFileName().toString();
            FileKind kind = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                    ? FileKind.FOLDER
                    : FileKind.of(name, anyCase());
            if (matches(name)) {
                queryFor(kind).ifPresent(query -> matching.add(new FileDetails.Candidate(entry, kind, query)));
            }
        }
        List<FileInfo> infos = details.of(matching);
        found += infos.size();
        if (found > FOUND_MAX) {
            throw LimitExceeded.builder()
                    .limit(FOUND_MAX)
                    .build()
                    .exception(
                            "More than " + FOUND_MAX + " files match; search in a folder, or by a narrower pattern.");
        }
        results.add(HostDatastoreBrowserSearchResults.builder()
                .datastore(datastore)
                .folderPath(shown(path))
                .file(infos)
                .build());
        if (deep && depth < FileTree.DEPTH_MAX) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    search(path.child(entry.getFileName().toString()), entry, true, depth + 1);
                }
            }
        }
    }

    /** As upstream: a folder's path ends with a slash, so that a file's name can be put after it; a datastore's does not. */
    static String shown(DatastorePath path) {
        return path.isRoot() ? "[" + path.datastore() + "]" : path + "/";
    }

    private List<Path> entries(DatastorePath path, Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                boolean isFile = Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
                boolean isFolder = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                if ((isFile || isFolder) && !DiskStore.isUnfinished(entry)) {
                    entries.add(entry);
                }
            }
        } catch (IOException failed) {
            throw FileFaults.of(failed, path);
        }
        Comparator<Path> order =
                Comparator.comparing(entry -> entry.getFileName().toString());
        if (Boolean.TRUE.equals(spec.sortFoldersFirst())) {
            order = Comparator.<Path, Boolean>comparing(entry -> !Files.isDirectory(entry))
                    .thenComparing(order);
        }
        entries.sort(order);
        return entries;
    }

    private boolean matches(String name) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(name));
    }

    private Optional<FileQuery> queryFor(FileKind kind) {
        return spec.query().isEmpty()
                ? Optional.of(FileQuery.builder().build())
                : spec.query().stream().filter(kind::isAskedBy).findFirst();
    }

    private boolean anyCase() {
        return Boolean.TRUE.equals(spec.searchCaseInsensitive());
    }
}
