package dev.carafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A machine as somebody without a host agent would run it: QEMU with the same options on the same disk, its tap on the same
 * bridge, as this user and without any confinement.
 *
 * @param command of QEMU
 * @param folder for its sockets
 * @param bridge that its tap is put on
 */
record HandBoot(List<String> command, Path folder, String bridge) {
    private static final String TAP = "carafebench0";
    private static final String AGENT_SOCKET = "ga.sock";
    private static final long LIMIT_NS = 300_000_000_000L;
    private static final long POLL_MS = 20;
    private static final long ANSWER_MS = 500;
    private static final int ANSWER_MAX_BYTES = 64 << 10;

    private static final Pattern INTERFACE = Pattern.compile("\"ifname\":\"([^\"]+)\"");
    private static final Pattern ADDRESS = Pattern.compile("\"ip-address\": *\"(\\d+\\.\\d+\\.\\d+\\.\\d+)\"");

    /**
     * What a machine that runs on this machine's host would be by hand.
     *
     * @param uuid the machine's
     * @throws IOException when no such QEMU runs, or it has no network
     */
    static HandBoot like(String uuid, Path folder) throws IOException {
        List<String> running;
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            running = processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .map(HandBoot::commandOf)
                    .filter(command -> isMachine(command, uuid))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no QEMU process runs the machine " + uuid));
        }
        Matcher link = INTERFACE.matcher(String.join("\n", running));
        if (!link.find()) {
            throw new IOException("the machine has no tap; start the host with a network of its own");
        }
        Path bridge = Path.of("/sys/class/net", link.group(1), "master").toRealPath();
        return new HandBoot(
                rewritten(running, folder), folder, bridge.getFileName().toString());
    }

    private static boolean isMachine(List<String> command, String uuid) {
        int option = command.indexOf("-uuid");
        return !command.isEmpty()
                && command.getFirst().contains("qemu-system")
                && option >= 0
                && command.get(option + 1).equals(uuid);
    }

    private static List<String> commandOf(Path process) {
        try {
            return List.of(Files.readString(process.resolve("cmdline"), UTF_8).split("\0", -1));
        } catch (IOException | UncheckedIOException _) {
            return List.of(); // ended meanwhile
        }
    }

    /** The same options with the sockets in another folder and another tap, and started at once. */
    static List<String> rewritten(List<String> running, Path folder) {
        int pidFile = running.indexOf("-pidfile");
        String runFolder = Path.of(running.get(pidFile + 1)).getParent() + "/";
        List<String> command = new ArrayList<>();
        for (String word : running) {
            if (!word.isEmpty() && !word.equals("-S")) {
                command.add(INTERFACE
                        .matcher(word.replace(runFolder, folder + "/"))
                        .replaceAll("\"ifname\":\"" + TAP + "\""));
            }
        }
        return List.copyOf(command);
    }

    /** From the start of QEMU until the guest's agent has told an address; then QEMU is ended. */
    double seconds() throws IOException, InterruptedException {
        run("ip", "tuntap", "add", "dev", TAP, "mode", "tap");
        try {
            run("ip", "link", "set", TAP, "master", bridge, "up");
            Files.deleteIfExists(folder.resolve(AGENT_SOCKET));
            long startNs = System.nanoTime();
            try (StartedProcess qemu = StartedProcess.start("QEMU by hand", command, folder.resolve("qemu.log"))) {
                while (address().isEmpty()) {
                    qemu.requireAlive();
                    if (System.nanoTime() - startNs > LIMIT_NS) {
                        throw new IOException("QEMU by hand came to no address; " + folder + " has its log");
                    }
                    Thread.sleep(POLL_MS);
                }
                return (System.nanoTime() - startNs) / 1e9;
            }
        } finally {
            run("ip", "link", "del", TAP);
        }
    }

    /** The guest's first address beside its loopback's; empty while its agent does not answer, or has none. */
    private Optional<String> address() throws InterruptedException {
        Path socket = folder.resolve(AGENT_SOCKET);
        if (!Files.exists(socket)) {
            return Optional.empty();
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            channel.write(ByteBuffer.wrap("{\"execute\":\"guest-network-get-interfaces\"}\n".getBytes(UTF_8)));
            return ADDRESS.matcher(answer(channel))
                    .results()
                    .map(found -> found.group(1))
                    .filter(address -> !address.startsWith("127."))
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty(); // QEMU makes the socket before it listens
        }
    }

    private static String answer(SocketChannel channel) throws IOException, InterruptedException {
        ByteBuffer answer = ByteBuffer.allocate(ANSWER_MAX_BYTES);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MS);
        while (System.nanoTime() < end && answer.hasRemaining()) {
            int read = channel.read(answer);
            if (read < 0 || (answer.position() > 0 && answer.get(answer.position() - 1) == '\n')) {
                break;
            }
            if (read == 0) {
                Thread.sleep(POLL_MS);
            }
        }
        return new String(answer.array(), 0, answer.position(), UTF_8);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
        }
    }
}
