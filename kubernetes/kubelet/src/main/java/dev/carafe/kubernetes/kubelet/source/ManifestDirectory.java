package dev.carafe.kubernetes.kubelet.source;

import dev.carafe.kubernetes.api.core.v1.Pod;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Static pods from the files of a directory, or from one file. Looked at whenever the file system says that
 * something changed, and every so often in any case. A file that is no pod is passed over with a
 * warning; names that begin with a dot, and directories, are ignored.
 */
public final class ManifestDirectory implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ManifestDirectory.class.getName());
    private static final String SOURCE = "file";
    private static final long MANIFEST_MAX_BYTES = 10 << 20;
    /** Editors write a file in several steps. */
    private static final long SETTLE_MS = 50;

    private final Path path;
    private final StaticPods pods;
    private final StaticSource source;
    private final Duration every;
    private final Thread thread;

    private ManifestDirectory(Path path, String nodeName, Duration every, PodSink sink) {
        this.path = path;
        this.pods = new StaticPods(SOURCE, nodeName);
        this.source = new StaticSource(SOURCE, sink);
        this.every = every;
        this.thread = Thread.ofVirtual().name("manifest-directory").unstarted(this::run);
    }

    /** Starts to watch {@code path}, a directory or a file, which need not exist yet. */
    public static ManifestDirectory start(Path path, String nodeName, Duration every, PodSink sink) {
        ManifestDirectory started = new ManifestDirectory(path, nodeName, every, sink);
        started.thread.start();
        return started;
    }

    private void run() {
        try (WatchService watch = path.getFileSystem().newWatchService()) {
            boolean watching = false;
            while (!Thread.currentThread().isInterrupted()) {
                if (!watching && Files.isDirectory(path)) {
                    path.register(
                            watch,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
                    watching = true;
                }
                read();
                WatchKey key = watch.poll(every.toMillis(), TimeUnit.MILLISECONDS);
                while (key != null) {
                    key.pollEvents();
                    watching = key.reset();
                    key = watch.poll(SETTLE_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException _) {
            Thread.currentThread().interrupt(); // closed
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot watch " + path, e);
        }
    }

    private void read() {
        List<Pod> found = new ArrayList<>();
        try {
            for (Path file : files()) {
                try {
                    if (Files.size(file) > MANIFEST_MAX_BYTES) {
                        throw new IOException("larger than " + MANIFEST_MAX_BYTES + " bytes");
                    }
                    found.addAll(pods.parse(Files.readAllBytes(file), file.toString()));
                } catch (IOException | StaticPods.BadManifestException e) {
                    LOG.log(System.Logger.Level.WARNING, () -> "manifest " + file + ": " + e.getMessage());
                }
            }
        } catch (IOException e) {
            // What is not readable for now is not gone: the pods stay.
            LOG.log(System.Logger.Level.WARNING, () -> "manifests in " + path + ": " + e.getMessage());
            return;
        }
        source.set(found);
    }

    private List<Path> files() throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
