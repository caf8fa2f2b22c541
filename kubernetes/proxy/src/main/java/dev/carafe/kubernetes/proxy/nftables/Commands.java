package dev.carafe.kubernetes.proxy.nftables;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The node's own {@code nft} and {@code conntrack}. Thread-safe. */
public final class Commands implements Nft, Conntrack {
    private static final System.Logger LOG = System.getLogger(Commands.class.getName());
    private static final long TIMEOUT_SECONDS = 120;
    private static final int OUTPUT_MAX_BYTES = 4_096;

    private final List<String> prefix;

    /** The commands of the network namespace that this process runs in. */
    public Commands() {
        this(List.of());
    }

    /**
     * The commands of another place.
     *
     * @param prefix what stands before each command, such as {@code ip netns exec node-2}
     */
    public Commands(List<String> prefix) {
        this.prefix = List.copyOf(prefix);
    }

    @Override
    public void run(String script) throws IOException {
        Result result = execute(List.of("nft", "-f", "-"), script);
        if (result.status() != 0) {
            throw new IOException("nft refused the rules: " + result.output());
        }
    }

    @Override
    public void forget(Collection<UdpFlow> flows) {
        for (UdpFlow flow : flows) {
            List<String> command = new ArrayList<>(List.of(
                    "conntrack",
                    "-D",
                    "-p",
                    "udp",
                    "--orig-dst",
                    flow.service(),
                    "--orig-port-dst",
                    Integer.toString(flow.port())));
            if (!flow.endpoint().isEmpty()) {
                command.addAll(List.of("--dst-nat", flow.endpoint()));
            }
            try {
                execute(command, ""); // a status of 1 says that no such flow was there
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "stale UDP flows to " + flow + " stay until they run out", e);
                return;
            }
        }
    }

    /** Whether nft is there and may be used. */
    public boolean nftWorks() {
        try {
            return execute(List.of("nft", "list", "tables"), "").status() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private record Result(int status, String output) {}

    private Result execute(List<String> words, String input) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(words);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            Thread writer =
                    Thread.ofVirtual().name("input of " + command.getFirst()).start(() -> write(process, input));
            byte[] head = process.getInputStream().readNBytes(OUTPUT_MAX_BYTES);
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command.getFirst() + " did not end within " + TIMEOUT_SECONDS + " s");
            }
            writer.join();
            return new Result(process.exitValue(), new String(head, StandardCharsets.UTF_8).strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command.getFirst() + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void write(Process process, String input) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the command ended before it read all input", e);
        }
    }
}
