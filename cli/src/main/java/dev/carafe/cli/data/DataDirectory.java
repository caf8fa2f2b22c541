package dev.carafe.cli.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where one cloud keeps its files; {@code docs/data-directory.md} describes each for users.
 *
 * <p>Two folders: the data directory itself, and a run directory for sockets and what is true only while processes run.
 * The run directory's name is short, since a unix socket's path must fit 107 bytes, and carries {@link #id}, so that
 * several clouds live on one machine.
 *
 * @param root the data directory, absolute
 * @param run the run directory
 */
public record DataDirectory(Path root, Path run) {

    /** What a host and a vCenter that were started alone keep here; a cloud goes on with it. */
    private static final Set<String> VSPHERE = Set.of("esxi", "vcenter", "datastores");

    /** The data directory {@code root}, and the run directory that belongs to it. */
    public static DataDirectory of(Path root, boolean asRoot) {
        Path absolute = real(root.toAbsolutePath().normalize());
        String id = id(absolute);
        String session = System.getenv("XDG_RUNTIME_DIR");
        Path run;
        if (asRoot) {
            run = Path.of("/run", "carafe-" + id);
        } else if (session != null && !session.isEmpty()) {
            run = Path.of(session, "carafe-" + id);
        } else {
            run = absolute.resolve("run");
        }
        return new DataDirectory(absolute, run);
    }

    /** Where a cloud lies unless {@code --data-dir} says otherwise. */
    public static Path defaultRoot(boolean asRoot) {
        if (asRoot) {
            return Path.of("/var/lib/carafe");
        }
        String data = System.getenv("XDG_DATA_HOME");
        return data != null && !data.isEmpty()
                ? Path.of(data, "carafe")
                : home().resolve(".local").resolve("share").resolve("carafe");
    }

    /** Where all clouds of a user keep what is true of the machine while it runs; it need not be there, and may be lost. */
    public static Path sharedRun(boolean asRoot) {
        if (asRoot) {
            return Path.of("/run/carafe");
        }
        String session = System.getenv("XDG_RUNTIME_DIR");
        return session != null && !session.isEmpty()
                ? Path.of(session, "carafe")
                : home().resolve(".cache").resolve("carafe");
    }

    /** The user's home directory: as for kubectl what {@code HOME} says, which Java itself does not ask. */
    public static Path home() {
        String home = System.getenv("HOME");
        return Path.of(home != null && !home.isEmpty() ? home : System.getProperty("user.home"));
    }

    /** Eight hexadecimal digits that tell this cloud from others on the machine. */
    public String id() {
        return id(root);
    }

    private static String id(Path root) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(root.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            Path name = path.getFileName();
            return parent == null || name == null ? path : real(parent).resolve(name);
        }
    }

    /** Makes both folders, {@code 0700}, where they are missing. */
    public void create() throws IOException {
        for (Path each : new Path[] {root, run, logs(), kubeconfigs()}) {
            Files.createDirectories(each);
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Whether a cloud was ever made here. */
    public boolean exists() {
        return Files.exists(settings());
    }

    /** Whether the data directory has files that are no cloud's: to make one there would end in removing them. */
    public boolean isForeign() throws IOException {
        if (exists() || !Files.exists(root)) {
            return false;
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.anyMatch(file -> !VSPHERE.contains(file.getFileName().toString()));
        }
    }

    /** What was chosen at the first start. */
    public Path settings() {
        return root.resolve("cluster.json");
    }

    /** Keys and certificates. */
    public Path pki() {
        return root.resolve("pki");
    }

    /** One kubeconfig file a part, and the administrator's. */
    public Path kubeconfigs() {
        return root.resolve("kubeconfig");
    }

    /** The administrator's kubeconfig. */
    public Path adminKubeconfig() {
        return kubeconfigs().resolve("admin.conf");
    }

    /** The store's log and snapshots. */
    public Path etcd() {
        return root.resolve("etcd");
    }

    /** The kubelet's folder: pods' volumes, its checkpoints. */
    public Path kubelet() {
        return root.resolve("kubelet");
    }

    /** Containers' log files. */
    public Path podLogs() {
        return root.resolve("pods");
    }

    /** Pods that the kubelet runs without being told by an API server. */
    public Path manifests() {
        return root.resolve("manifests");
    }

    /** containerd's images, layers and metadata. */
    public Path containerd() {
        return root.resolve("containerd");
    }

    /** The CNI network's configuration. */
    public Path cniConfig() {
        return root.resolve("cni").resolve("net.d");
    }

    /** One log file a part. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Archives of the images that Carafe makes itself. */
    public Path images() {
        return root.resolve("images");
    }

    /** Names the background process. */
    public Path pidFile() {
        return run.resolve("carafe.pid");
    }

    /** What the background process last said of its parts. */
    public Path status() {
        return run.resolve("status.json");
    }

    /** The hosts that are processes of their own, a folder each by number, and the network between them. */
    public Path hosts() {
        return root.resolve("hosts");
    }

    /** The files of one of them. */
    public Path host(int number) {
        return hosts().resolve(Integer.toString(number));
    }

    /** The configuration of the network between them. */
    public Path hostsNetwork() {
        return hosts().resolve("network");
    }

    /** Names the process of one of them. */
    public Path hostPidFile(int number) {
        return run.resolve("esxi-" + number + ".pid");
    }

    /** The datastore that all of them have. */
    public Path sharedDatastore() {
        return root.resolve("datastores").resolve("shared");
    }

    /** containerd's socket. */
    public Path containerdSocket() {
        return run.resolve("containerd.sock");
    }
}
