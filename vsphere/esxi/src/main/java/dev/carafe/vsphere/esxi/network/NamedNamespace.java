package dev.carafe.vsphere.esxi.network;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network namespace that lives by its name, as {@code ip netns} makes them. */
record NamedNamespace(String name) {
    private static final Path FOLDER = Path.of("/run/netns");
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    Path file() {
        return FOLDER.resolve(name);
    }

    /** The file of one that was being made when its maker was killed is no namespace. */
    void make() throws IOException {
        if (isThere()) {
            return;
        }
        Files.deleteIfExists(file());
        NetworkNamespace.ofThisProcess().run(List.of("ip", "netns", "add", name));
    }

    void ip(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(words));
        NetworkNamespace.ofThisProcess().run(command);
    }

    /**
     * Has a link answer ARP for its own addresses only. Else the bridge of a host's switch, which hears all that is asked, would
     * answer for the host too, and what is sent there is dropped as a guest's.
     */
    void answerOnlyForOwnAddresses() throws IOException {
        NetworkNamespace.ofThisProcess()
                .run(
                        List.of(
                                "nsenter",
                                "--net=" + file(),
                                "--",
                                "/bin/sh",
                                "-c",
                                "echo 1 > /proc/sys/net/ipv4/conf/all/arp_ignore && echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce"));
    }

    void remove() throws IOException {
        if (isThere()) {
            NetworkNamespace.ofThisProcess().run(List.of("ip", "netns", "del", name));
        }
        Files.deleteIfExists(file());
    }

    private boolean isThere() throws IOException {
        return Files.readAllLines(MOUNTS).stream()
                .map(line -> line.split(" ", -1))
                .anyMatch(words -> words.length > 1 && words[1].equals(file().toString()));
    }

    static List<NamedNamespace> beginningWith(String prefix) throws IOException {
        List<NamedNamespace> found = new ArrayList<>();
        if (Files.isDirectory(FOLDER)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(FOLDER, prefix + "*")) {
                all.forEach(
                        file -> found.add(new NamedNamespace(file.getFileName().toString())));
            }
        }
        return found;
    }
}
