package dev.carafe.kubernetes.kubelet.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this machine is and has; read once, since none of it changes while a process lives.
 *
 * @param diskBytes the size of the file system that holds the pods' files
 * @param pidMax how many processes there may be
 */
public record Machine(
        int cpus,
        long memoryBytes,
        long swapBytes,
        long diskBytes,
        long pidMax,
        String architecture,
        String kernelVersion,
        String osImage,
        String machineId,
        String systemUuid,
        String bootId,
        String hostname) {
    private static final int FILE_MAX_BYTES = 64 << 10;
    private static final Pattern KIB = Pattern.compile("(?m)^(\\w+):\\s+([0-9]{1,15}) kB$");

    /**
     * Reads the facts.
     *
     * @param directory the kubelet's, for the disk it is on
     */
    public static Machine read(Path directory) throws IOException {
        String meminfo = Files.readString(Path.of("/proc/meminfo"));
        String release =
                text("/etc/os-release").or(() -> text("/usr/lib/os-release")).orElse("");
        String machineId = text("/etc/machine-id")
                .or(() -> text("/var/lib/dbus/machine-id"))
                .orElse("");
        Files.createDirectories(directory);
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                kib(meminfo, "MemTotal"),
                kib(meminfo, "SwapTotal"),
                directory.toFile().getTotalSpace(),
                text("/proc/sys/kernel/pid_max").map(Long::parseLong).orElse(32_768L),
                hostArchitecture(),
                text("/proc/sys/kernel/osrelease").orElse(""),
                prettyName(release),
                machineId,
                text("/sys/class/dmi/id/product_uuid").orElse(machineId),
                text("/proc/sys/kernel/random/boot_id").orElse(""),
                text("/proc/sys/kernel/hostname").orElse("localhost").toLowerCase(Locale.ROOT));
    }

    /** How much memory can be had now. */
    static long availableMemoryBytes() throws IOException {
        return kib(Files.readString(Path.of("/proc/meminfo")), "MemAvailable");
    }

    /** How many processes there are now. */
    static long processes() throws IOException {
        String[] loadavg = Files.readString(Path.of("/proc/loadavg")).split("[ /]", -1);
        return Long.parseLong(loadavg[4]);
    }

    /** The address by which this machine reaches others; nothing is sent to find out. */
    public static Optional<String> defaultAddress() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9));
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() || local.isLoopbackAddress()
                    ? Optional.empty()
                    : Optional.of(local.getHostAddress());
        } catch (SocketException | UncheckedIOException _) {
            return Optional.empty(); // no way out
        }
    }

    static long kib(String meminfo, String name) {
        Matcher matcher = KIB.matcher(meminfo);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return Long.parseLong(matcher.group(2)) * 1_024;
            }
        }
        return 0;
    }

    static String prettyName(String release) {
        return release.lines()
                .filter(line -> line.startsWith("PRETTY_NAME="))
                .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                .findFirst()
                .orElse("Linux");
    }

    /** This machine's architecture by Go's name, which labels carry. */
    public static String hostArchitecture() {
        return architecture(System.getProperty("os.arch", ""));
    }

    static String architecture(String java) {
        return switch (java) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> java;
        };
    }

    /** In one read: the kernel answers a second read of a number below /proc/sys with the end of the file. */
    private static Optional<String> text(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            String text = new String(in.readNBytes(FILE_MAX_BYTES), StandardCharsets.UTF_8).strip();
            return Optional.of(text).filter(found -> !found.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
