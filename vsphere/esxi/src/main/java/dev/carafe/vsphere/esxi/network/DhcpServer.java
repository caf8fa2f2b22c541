package dev.carafe.vsphere.esxi.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.state.StateFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A gateway's dnsmasq: a process of its own that gives up root as soon as it has its sockets, and that outlives the agent. It is
 * found again by the configuration file among its arguments. Owned by {@link HostNetwork}, under its lock.
 */
final class DhcpServer {
    private static final Path PROC = Path.of("/proc");

    private final Path folder;
    private final String link;
    private final NetworkNamespace namespace;

    DhcpServer(Path folder, String link, NetworkNamespace namespace) {
        this.folder = folder;
        this.link = link;
        this.namespace = namespace;
    }

    private Path configuration() {
        return folder.resolve("dhcp-" + link + ".conf");
    }

    Path leases() {
        return folder.resolve("dhcp-" + link + ".leases");
    }

    private Path log() {
        return folder.resolve("dhcp-" + link + ".log");
    }

    /**
     * Makes it run with this gateway: one that does already goes on, one with another gateway is replaced.
     *
     * @return the process
     */
    ProcessHandle ensure(Gateway gateway) throws IOException {
        String text = DhcpConfig.text(link, gateway, leases());
        Optional<ProcessHandle> running = find();
        if (running.isPresent()) {
            if (Files.exists(configuration())
                    && Files.readString(configuration()).equals(text)) {
                return running.get();
            }
            end(running.get());
        }
        StateFile.write(configuration(), text);
        List<String> command = namespace.enter(List.of(
                "setsid",
                "dnsmasq",
                "--conf-file=" + configuration(),
                "--keep-in-foreground",
                "--pid-file=",
                "--user=nobody",
                "--group=nogroup"));
        return new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .directory(Path.of("/").toFile())
                .start()
                .toHandle();
    }

    /** Its last words, for an error. */
    String lastWords() {
        try {
            String text = Files.readString(log()).strip();
            return text.substring(Math.max(0, text.length() - 500));
        } catch (IOException none) {
            return "";
        }
    }

    /** Ends it and takes its files away. */
    void remove() throws IOException {
        Optional<ProcessHandle> running = find();
        if (running.isPresent()) {
            end(running.get());
        }
        for (Path file : List.of(configuration(), leases(), log())) {
            Files.deleteIfExists(file);
        }
    }

    /** The links whose servers have files in a folder. */
    static List<String> linksIn(Path folder) throws IOException {
        List<String> links = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "dhcp-*.conf")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                links.add(name.substring("dhcp-".length(), name.length() - ".conf".length()));
            }
        }
        return links;
    }

    /** The process, whoever started it. */
    Optional<ProcessHandle> find() throws IOException {
        String argument = "--conf-file=" + configuration();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (isDnsmasq(process, argument)) {
                    return ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isDnsmasq(Path process, String argument) {
        try {
            String[] words = new String(Files.readAllBytes(process.resolve("cmdline")), UTF_8).split("\0");
            return words.length > 1
                    && words[0].endsWith("dnsmasq")
                    && List.of(words).contains(argument);
        } catch (IOException gone) {
            return false;
        }
    }

    private static void end(ProcessHandle process) throws IOException {
        process.destroy();
        try {
            try {
                process.onExit().get(5, TimeUnit.SECONDS);
            } catch (TimeoutException deaf) {
                process.destroyForcibly();
                process.onExit().get(5, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException stuck) {
            throw new IOException("dnsmasq (process " + process.pid() + ") does not end", stuck);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while dnsmasq ends", interrupted);
        }
    }
}
