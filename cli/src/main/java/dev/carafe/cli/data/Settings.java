package dev.carafe.cli.data;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What was chosen for a cloud; kept in {@link DataDirectory#settings}, so that a later start needs no options.
 *
 * @param nodeName this machine's name as a node
 * @param bind the literal address that the API server listens on; {@code 0.0.0.0} for all
 * @param securePort the API server's port
 * @param kubeletPort the kubelet's port
 * @param clusterCidr the range of pods' addresses
 * @param serviceCidr the range of Services' addresses
 * @param simulatedNode whether the node only pretends to run containers
 * @param vsphere the host for virtual machines and its vCenter
 */
public record Settings(
        String nodeName,
        String bind,
        int securePort,
        int kubeletPort,
        String clusterCidr,
        String serviceCidr,
        boolean simulatedNode,
        VSphereSettings vsphere) {

    /** The API server's port unless chosen otherwise, as upstream's. */
    public static final int SECURE_PORT = 6443;

    /** The kubelet's port unless chosen otherwise, as upstream's. */
    public static final int KUBELET_PORT = 10250;

    /** The range of pods unless chosen otherwise. */
    public static final String CLUSTER_CIDR = "10.244.0.0/16";

    /** The range of Services unless chosen otherwise. */
    public static final String SERVICE_CIDR = "10.96.0.0/12";

    /** The URL under which this machine's own clients reach the API server. */
    public String localUrl() {
        return "https://" + localAddress(securePort);
    }

    /** The URL under which this machine's own clients reach the vCenter. */
    public String vcenterUrl() {
        return "https://" + localAddress(vsphere.vcenterPort()) + "/sdk";
    }

    /** Under which address this machine's own clients reach {@code port}, as {@code ADDRESS:PORT}. */
    public String localAddress(int port) {
        String address = bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }

    /** Reads {@code file}; empty when there is none. */
    public static Optional<Settings> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Struct json;
        try {
            json = Json.decodeStruct(Files.readAllBytes(file));
        } catch (MalformedJsonException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
        return Optional.of(new Settings(
                string(json, "nodeName", "localhost"),
                string(json, "bind", "127.0.0.1"),
                number(json, "securePort", SECURE_PORT),
                number(json, "kubeletPort", KUBELET_PORT),
                string(json, "clusterCidr", CLUSTER_CIDR),
                string(json, "serviceCidr", SERVICE_CIDR),
                Boolean.TRUE.equals(json.get("simulatedNode")),
                VSphereSettings.of(json)));
    }

    /** Writes {@code file}, atomically. */
    public void write(Path file) throws IOException {
        Struct json = Struct.builder()
                .put("nodeName", nodeName)
                .put("bind", bind)
                .put("securePort", (long) securePort)
                .put("kubeletPort", (long) kubeletPort)
                .put("clusterCidr", clusterCidr)
                .put("serviceCidr", serviceCidr)
                .put("simulatedNode", simulatedNode)
                .put("vsphere", vsphere.toStruct())
                .build();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, Json.encodePretty(json));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String string(Struct json, String name, String absent) {
        String value = json.string(name);
        return value == null ? absent : value;
    }

    static int number(Struct json, String name, int absent) {
        return json.get(name) instanceof Long value ? Math.toIntExact(value) : absent;
    }
}
