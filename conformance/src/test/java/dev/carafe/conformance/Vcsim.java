package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Upstream's simulator of a vCenter or of one host, in a process of its own. */
final class Vcsim implements VSphereServer {
    static final String USER = "tester";
    static final String PASSWORD = "only-for-tests";

    private static final Path PROGRAM = Cloud.REPOSITORY.resolve("conformance/target/tools/vcsim");
    private static final Pattern SERVES = Pattern.compile("GOVC_URL=(\\S+)");

    private final Process process;
    private final URI address;

    private Vcsim(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** @param more further arguments, such as {@code -esx} */
    static Vcsim start(String... more) throws IOException {
        assumeThat(PROGRAM)
                .as("vcsim was not built; ./carafe test does it where Go is")
                .isExecutable();
        List<String> command = new ArrayList<>(
                List.of(PROGRAM.toString(), "-l", "127.0.0.1:0", "-username", USER, "-password", PASSWORD));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        Matcher serves = SERVES.matcher(line == null ? "" : line);
        if (!serves.find()) {
            process.destroyForcibly();
            throw new IOException("vcsim does not say where it serves: " + line);
        }
        return new Vcsim(process, URI.create(serves.group(1)));
    }

    int port() {
        return address.getPort();
    }

    /** How it is reached. */
    ConnectionConfig config() {
        return ConnectionConfig.of("127.0.0.1:" + port(), new Trust.Anything());
    }

    @Override
    public VSphereClient client() throws IOException, InterruptedException {
        return client(USER, PASSWORD);
    }

    @Override
    public VSphereClient client(String user, String password) throws IOException, InterruptedException {
        VSphereClient client = VSphereClient.connect(config());
        try {
            client.login(user, password);
            return client;
        } catch (IOException | InterruptedException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
