package dev.carafe.kubernetes.kubelet.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * The configuration that makes the runtime connect pods to a bridge of the machine: addresses from the
 * node's range, the machine as gateway, masquerading for what leaves the cluster, and host ports.
 * Written when the node's range is known, and again when it changes.
 *
 * @param directory where the runtime looks for configurations
 * @param bridge the name of the bridge; the plugin makes it
 * @param dataDirectory where the address plugin remembers what it gave out
 */
public record CniConfiguration(Path directory, String bridge, Path dataDirectory) {
    static final String FILE = "10-carafe.conflist";

    /** Writes the file for {@code podCidr}, in one step; false when it was there already. */
    public boolean write(String podCidr) throws IOException {
        String wanted = text(podCidr);
        Path file = directory.resolve(FILE);
        try {
            if (Files.readString(file).equals(wanted)) {
                return false;
            }
        } catch (NoSuchFileException _) {
            Files.createDirectories(directory);
        }
        Path unfinished = directory.resolve("." + FILE + ".new");
        Files.writeString(unfinished, wanted);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /** Whether somebody else, such as a network add-on, has configured the network; then ours is not written. */
    public boolean configuredByOthers() throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> String.valueOf(path.getFileName()))
                    .anyMatch(name -> !name.equals(FILE)
                            && !name.startsWith(".")
                            && (name.endsWith(".conflist") || name.endsWith(".conf") || name.endsWith(".json")));
        }
    }

    private String text(String podCidr) {
        return """
                {
                  "cniVersion": "0.4.0",
                  "name": "carafe-%1$s",
                  "plugins": [
                    {
                      "type": "bridge",
                      "bridge": "%1$s",
                      "isGateway": true,
                      "ipMasq": true,
                      "hairpinMode": true,
                      "ipam": {
                        "type": "host-local",
                        "dataDir": "%3$s",
                        "ranges": [[{"subnet": "%2$s"}]],
                        "routes": [{"dst": "0.0.0.0/0"}]
                      }
                    },
                    {
                      "type": "portmap",
                      "capabilities": {"portMappings": true}
                    }
                  ]
                }
                """.formatted(bridge, podCidr, dataDirectory);
    }
}
