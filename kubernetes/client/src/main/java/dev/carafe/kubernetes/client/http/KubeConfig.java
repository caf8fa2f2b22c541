package dev.carafe.kubernetes.client.http;

import dev.carafe.kubernetes.apimachinery.serializer.MalformedYamlException;
import dev.carafe.kubernetes.apimachinery.serializer.Yaml;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads kubeconfig files ({@code client.config/v1.Config}) and a pod's service account.
 *
 * <p>Clusters with certificates, users with client certificates, tokens and token files are understood; plugins that make
 * credentials ({@code exec}, {@code auth-provider}) and server name overrides are refused.
 */
public final class KubeConfig {
    private static final long FILE_BYTES_MAX = 4 << 20;
    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private KubeConfig() {}

    /**
     * The access that a file's current context gives.
     *
     * @throws IOException when the file cannot be read, or does not say what is needed
     */
    public static ClusterAccess load(Path file) throws IOException {
        return load(file, "");
    }

    /**
     * The access that one of a file's contexts gives.
     *
     * @param contextName empty for the current one
     */
    public static ClusterAccess load(Path file, String contextName) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException(file + ": too large for a kubeconfig");
        }
        Struct config = decode(file);
        String wanted = contextName.isEmpty() ? text(config, "current-context") : contextName;
        if (wanted.isEmpty()) {
            throw new IOException(file + ": no current-context");
        }
        Struct context = entry(file, config, "contexts", "context", wanted);
        Struct cluster = entry(file, config, "clusters", "cluster", text(context, "cluster"));
        Struct user = text(context, "user").isEmpty()
                ? Struct.EMPTY
                : entry(file, config, "users", "user", text(context, "user"));
        refuse(file, user, "exec", "auth-provider");
        refuse(file, cluster, "tls-server-name", "proxy-url");
        String tokenFile = text(user, "tokenFile");
        String namespace = text(context, "namespace");
        return new ClusterAccess(
                server(file, text(cluster, "server")),
                pem(file, cluster, "certificate-authority"),
                Boolean.TRUE.equals(cluster.get("insecure-skip-tls-verify")),
                pem(file, user, "client-certificate"),
                pem(file, user, "client-key"),
                text(user, "token"),
                tokenFile.isEmpty() ? Optional.empty() : Optional.of(resolve(file, tokenFile)),
                namespace.isEmpty() ? "default" : namespace);
    }

    /**
     * The access that a pod has by its service account.
     *
     * @param environment the process's environment
     * @throws IOException when this is no pod
     */
    public static ClusterAccess inCluster(Map<String, String> environment) throws IOException {
        String host = environment.get("KUBERNETES_SERVICE_HOST");
        String port = environment.get("KUBERNETES_SERVICE_PORT");
        if (host == null || port == null) {
            throw new IOException("unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and"
                    + " KUBERNETES_SERVICE_PORT must be defined");
        }
        String authority = host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        Path namespace = SERVICE_ACCOUNT.resolve("namespace");
        return new ClusterAccess(
                URI.create("https://" + authority),
                Files.readString(SERVICE_ACCOUNT.resolve("ca.crt")),
                false,
                "",
                "",
                "",
                Optional.of(SERVICE_ACCOUNT.resolve("token")),
                Files.exists(namespace) ? Files.readString(namespace).strip() : "default");
    }

    private static Struct decode(Path file) throws IOException {
        try {
            if (Yaml.decode(Files.readAllBytes(file)) instanceof Struct config) {
                return config;
            }
        } catch (MalformedYamlException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
        throw new IOException(file + ": not a kubeconfig");
    }

    private static Struct entry(Path file, Struct config, String list, String member, String name) throws IOException {
        if (config.get(list) instanceof List<?> entries) {
            for (Object item : entries) {
                if (item instanceof Struct entry && name.equals(entry.string("name"))) {
                    return Objects.requireNonNullElse(entry.struct(member), Struct.EMPTY);
                }
            }
        }
        throw new IOException(file + ": " + member + " \"" + name + "\" does not exist");
    }

    private static void refuse(Path file, Struct entry, String... names) throws IOException {
        for (String name : names) {
            if (entry.has(name)) {
                throw new IOException(file + ": " + name + " is not supported");
            }
        }
    }

    private static URI server(Path file, String server) throws IOException {
        try {
            return URI.create(server.endsWith("/") ? server.substring(0, server.length() - 1) : server);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": invalid server " + server, e);
        }
    }

    /** What is written in the file itself has precedence over a file that it names, as in client-go. */
    private static String pem(Path file, Struct entry, String name) throws IOException {
        String data = text(entry, name + "-data");
        if (!data.isEmpty()) {
            try {
                return new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII);
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ": " + name + "-data is not base64", e);
            }
        }
        String path = text(entry, name);
        return path.isEmpty() ? "" : Files.readString(resolve(file, path));
    }

    private static Path resolve(Path file, String path) {
        return file.toAbsolutePath().resolveSibling(path);
    }

    private static String text(Struct struct, String name) {
        return Objects.requireNonNullElse(struct.string(name), "");
    }
}
