package dev.carafe.cli.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The programs that a node needs, and how they get onto a Debian or Ubuntu machine.
 *
 * <p>What is missing is found by looking for programs, never by asking the package manager: a machine may have them from
 * elsewhere.
 */
public final class Prerequisites {

    /** Where distributions and upstream's archive put CNI plugins, the first found wins. */
    private static final List<Path> CNI_DIRECTORIES =
            List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin"), Path.of("/usr/libexec/cni"));

    private static final String BUSYBOX = "busybox";
    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(15);

    /** What a node needs. */
    static final List<Need> NODE = List.of(
            new Need("containerd", "containerd", "runs containers"),
            new Need("ctr", "containerd", "loads images into containerd"),
            new Need("runc", "runc", "starts container processes"),
            new Need("nft", "nftables", "carries Services"),
            new Need("conntrack", "conntrack", "ends connections of removed endpoints"),
            new Need("iptables", "iptables", "is what CNI plugins masquerade with"),
            new Need("ip", "iproute2", "sets up interfaces"),
            new Need("setsid", "util-linux", "lets containerd outlive Carafe"),
            new Need(BUSYBOX, "busybox-static", "is, statically linked, what the pause image is made of"));

    private static final List<Need> VSPHERE = List.of(
            new Need("qemu-system-x86_64", "qemu-system-x86", "runs virtual machines"),
            new Need("qemu-img", "qemu-utils", "makes their disks"),
            new Need("dnsmasq", "dnsmasq-base", "gives them addresses"));

    private Prerequisites() {}

    /**
     * One program and where it comes from.
     *
     * @param program the program's name
     * @param debianPackage the package of Debian and Ubuntu that holds it
     * @param purpose what it does here, as a clause
     */
    public record Need(String program, String debianPackage, String purpose) {}

    /**
     * What this machine lacks to be a node.
     *
     * @param vsphere whether it is to run virtual machines too
     */
    public static List<Need> missing(boolean vsphere) {
        List<Need> needs = new ArrayList<>(NODE);
        needs.addAll(vsphere ? VSPHERE : List.of());
        return missing(
                needs,
                // A distribution's other busybox needs the distribution's libraries, which are not in the image.
                name -> Command.find(name).filter(path -> !name.equals(BUSYBOX) || ElfHeader.isStatic(path)),
                cniDirectory());
    }

    /** What is missing where {@code find} finds programs and CNI plugins lie in {@code cniDirectory}. */
    static List<Need> missing(List<Need> needs, Function<String, Optional<Path>> find, Optional<Path> cniDirectory) {
        List<Need> missing = new ArrayList<>();
        for (Need need : needs) {
            if (find.apply(need.program()).isEmpty()) {
                missing.add(need);
            }
        }
        if (cniDirectory.isEmpty()) {
            missing.add(new Need("bridge", "containernetworking-plugins", "connects pods to the machine's network"));
        }
        return missing;
    }

    /** The packages of {@code needs}, each once. */
    public static List<String> packages(List<Need> needs) {
        return needs.stream().map(Need::debianPackage).distinct().toList();
    }

    /** The folder with the CNI plugins {@code bridge}, {@code host-local} and {@code loopback}. */
    public static Optional<Path> cniDirectory() {
        return CNI_DIRECTORIES.stream()
                .filter(each -> Files.isExecutable(each.resolve("bridge"))
                        && Files.isExecutable(each.resolve("host-local"))
                        && Files.isExecutable(each.resolve("loopback")))
                .findFirst();
    }

    /** Whether this machine installs packages with apt-get and we may. */
    public static boolean canInstall() {
        return Host.isRoot() && Command.find("apt-get").isPresent();
    }

    /** Installs {@code packages} with apt-get; refreshes the package lists when the first try fails. */
    public static void install(List<String> packages) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "--no-install-recommends"));
        command.addAll(packages);
        if (!Command.run(INSTALL_TIMEOUT, command).isOk()) {
            Command.run(INSTALL_TIMEOUT, List.of("apt-get", "update"));
            Command.check(INSTALL_TIMEOUT, command);
        }
    }
}
