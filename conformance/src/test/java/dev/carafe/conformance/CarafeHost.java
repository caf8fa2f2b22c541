package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code carafe esxi} in a process of its own, with a folder of its own. Machines that a test leaves behind run on. */
final class CarafeHost implements VSphereServer {
    private static final String PASSWORD = "only-for-tests";
    private static final Pattern SERVES = Pattern.compile("Serving at (https://\\S+)");

    private final Process process;
    private final URI address;

    private CarafeHost(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** @param folder for its files */
    static CarafeHost start(Path folder) throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("machines' networks need root")
                .isEqualTo("root");
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        ProcessBuilder builder = new ProcessBuilder(
                        Cloud.REPOSITORY.resolve("carafe").toString(),
                        "esxi",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--address",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--password-file",
                        password.toString())
                .redirectError(folder.resolve("esxi.log").toFile());
        builder.environment().put("CARAFE_NO_BUILD", "1");
        Process process = builder.start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher serves = SERVES.matcher(line);
            if (serves.find()) {
                return new CarafeHost(process, URI.create(serves.group(1)));
            }
        }
        process.destroyForcibly();
        throw new IOException(
                "carafe esxi does not say where it serves:\n" + Files.readString(folder.resolve("esxi.log")));
    }

    @Override
    public VSphereClient client() throws IOException, InterruptedException {
        VSphereClient client = VSphereClient.connect(ConnectionConfig.of(address.toString(), new Trust.Anything()));
        client.login("root", PASSWORD);
        return client;
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
