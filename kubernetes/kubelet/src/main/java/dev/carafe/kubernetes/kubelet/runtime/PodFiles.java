package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Pod;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where pods' own files lie; the layout is upstream's.
 *
 * <pre>
 * ROOT/pods/UID/etc-hosts                     the containers' /etc/hosts
 * ROOT/pods/UID/containers/NAME/ATTEMPT       termination messages
 * ROOT/pods/UID/volumes/…                     volumes (kubelet.volume)
 * LOGS/NAMESPACE_NAME_UID/CONTAINER/N.log     the N-th start's output
 * </pre>
 *
 * @param root the kubelet's directory
 * @param logs the directory of logs
 */
public record PodFiles(Path root, Path logs) {
    public Path pod(String uid) {
        return root.resolve("pods").resolve(uid);
    }

    Path hosts(String uid) {
        return pod(uid).resolve("etc-hosts");
    }

    Path terminationMessage(String uid, String container, int attempt) {
        return pod(uid).resolve("containers").resolve(container).resolve(Integer.toString(attempt));
    }

    /** The directory of a pod's logs. */
    public Path podLogs(String namespace, String name, String uid) {
        return logs.resolve(namespace + "_" + name + "_" + uid);
    }

    Path podLogs(Pod pod) {
        return podLogs(
                pod.metadata().namespace(),
                pod.metadata().name(),
                pod.metadata().uid());
    }

    /** Makes a pod's directories. */
    public void create(Pod pod) throws IOException {
        Path directory = pod(pod.metadata().uid());
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        Files.createDirectories(directory.resolve("volumes"));
        Files.createDirectories(podLogs(pod));
    }

    /** The uids of pods that have files here. */
    public Set<String> uids() throws IOException {
        Set<String> uids = new HashSet<>();
        Path pods = root.resolve("pods");
        if (Files.isDirectory(pods)) {
            try (Stream<Path> directories = Files.list(pods)) {
                directories.forEach(path -> uids.add(String.valueOf(path.getFileName())));
            }
        }
        return uids;
    }

    /**
     * Removes a pod's files, after its volumes were taken away. What is a mount still stays, with an
     * error: removing must never reach into somebody's volume.
     */
    public void delete(String uid) throws IOException {
        Path directory = pod(uid);
        if (Files.exists(directory)) {
            Files.walkFileTree(directory, new Deletion(directory));
        }
    }

    /** Removes a pod's logs; its uid is enough, since that is all that is known of some. */
    public void deleteLogs(String uid) throws IOException {
        if (!Files.isDirectory(logs)) {
            return;
        }
        try (Stream<Path> directories = Files.list(logs)) {
            for (Path directory : directories
                    .filter(path -> path.getFileName().toString().endsWith("_" + uid))
                    .toList()) {
                Files.walkFileTree(directory, new Deletion(directory));
            }
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        private final Object device;

        Deletion(Path root) throws IOException {
            this.device = Files.getAttribute(root, "unix:dev");
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!Files.getAttribute(directory, "unix:dev").equals(device)) {
                throw new IOException(directory + " is still mounted");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(
                Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
