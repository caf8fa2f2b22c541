package dev.carafe.conformance;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guest that QEMU runs by a command line of ours, on QEMU's own network, without any of Carafe's servers. */
final class BareGuest implements AutoCloseable {
    private static final Duration BOOT_MAX = Duration.ofMinutes(2);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
    private static final int ANSWER_MAX_BYTES = 1 << 20;

    /** The address that QEMU's own network gives. */
    private static final Pattern ADDRESS = Pattern.compile("\"ip-address\": ?\"(10\\.0\\.2\\.\\d+)\"");

    private final Path folder;
    private final int port;
    private final Process qemu;
    private int questions;

    private BareGuest(Path folder, int port, Process qemu) {
        this.folder = folder;
        this.port = port;
        this.qemu = qemu;
    }

    /**
     * Starts a machine of 256 MiB.
     *
     * @param folder where its sockets and its serial port's output go
     * @param devices words for its disk, network card (of the network {@code net0}) and what else it has
     */
    static BareGuest start(Path folder, List<String> devices) throws IOException {
        int port = Ports.free();
        List<String> command = new ArrayList<>(List.of(
                "qemu-system-x86_64",
                "-nodefaults",
                "-machine",
                "q35",
                "-accel",
                "tcg,tb-size=64",
                "-cpu",
                "max,la57=off",
                "-m",
                "256",
                "-display",
                "none",
                "-vga",
                "std",
                "-serial",
                "file:" + folder.resolve("serial"),
                "-device",
                "virtio-serial-pci",
                "-chardev",
                "socket,id=agent,server=on,wait=off,path=" + folder.resolve("agent"),
                "-device",
                "virtserialport,chardev=agent,name=org.qemu.guest_agent.0",
                "-netdev",
                "user,id=net0,hostfwd=tcp:127.0.0.1:" + port + "-:80"));
        command.addAll(devices);
        Process qemu = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("qemu.log").toFile())
                .start();
        return new BareGuest(folder, port, qemu);
    }

    /** The port of this machine behind which the guest's port 80 lies. */
    int port() {
        return port;
    }

    /** Waits until the guest's agent tells the address that the guest took by DHCP. */
    String awaitAddress() {
        String answer = Await.until(
                "the guest to have an address",
                BOOT_MAX,
                () -> ask("guest-network-get-interfaces", ""),
                text -> ADDRESS.matcher(text).find());
        Matcher address = ADDRESS.matcher(answer);
        if (!address.find()) {
            throw new AssertionError(answer);
        }
        return address.group(1);
    }

    /** What a command of the guest's shell prints. */
    String shell(String script) {
        String started = ask(
                "guest-exec",
                "{\"path\":\"/bin/sh\",\"capture-output\":true,\"arg\":[\"-c\",\"" + script.replace("\"", "\\\"")
                        + "\"]}");
        Object pid = answer(started).get("pid");
        String status = Await.until(
                script,
                Duration.ofMinutes(1),
                () -> ask("guest-exec-status", "{\"pid\":" + pid + "}"),
                text -> text.contains("\"exited\": true"));
        Object output = answer(status).get("out-data");
        return output == null ? "" : new String(Base64.getDecoder().decode(output.toString()), StandardCharsets.UTF_8);
    }

    private static Struct answer(String text) {
        try {
            if (Json.decodeStruct(text.getBytes(StandardCharsets.UTF_8)).get("return") instanceof Struct answer) {
                return answer;
            }
        } catch (MalformedJsonException e) {
            throw new AssertionError(text, e);
        }
        throw new AssertionError(text);
    }

    /**
     * The agent's answer; empty while it gives none. A slow guest may answer a question that nobody waits for any more, so
     * each has a number, which its answer repeats.
     */
    private String ask(String command, String arguments) {
        if (!qemu.isAlive()) {
            throw new AssertionError("QEMU ended with " + qemu.exitValue() + ": " + read("qemu.log") + read("serial"));
        }
        int question = ++questions;
        Pattern answers = Pattern.compile("\"id\": ?" + question + "[,}]");
        String request = "{\"execute\":\"" + command + "\"" + (arguments.isEmpty() ? "" : ",\"arguments\":" + arguments)
                + ",\"id\":" + question + "}\n";
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("agent")));
            ByteBuffer answer = ByteBuffer.allocate(ANSWER_MAX_BYTES);
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            try (Selector selector = Selector.open()) {
                channel.register(selector, SelectionKey.OP_READ);
                while (selector.select(ANSWER_MAX.toMillis()) > 0 && channel.read(answer) > 0) {
                    selector.selectedKeys().clear();
                    Optional<String> line = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(answers.asPredicate())
                            .findFirst();
                    if (line.isPresent()) {
                        return line.get();
                    }
                }
            }
            return "";
        } catch (IOException e) {
            return ""; // its socket is not there yet
        }
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the guest to go off, which has no answer. */
    void shutDown() {
        ask("guest-shutdown", "");
    }

    /** Waits until the machine has gone off by itself. */
    void awaitOff() throws InterruptedException {
        if (!qemu.waitFor(BOOT_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the guest did not go off within " + BOOT_MAX + ": " + read("serial"));
        }
    }

    @Override
    public void close() {
        qemu.destroyForcibly();
    }
}
