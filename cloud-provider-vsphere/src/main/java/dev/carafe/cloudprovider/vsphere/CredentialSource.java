package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.cloudprovider.vsphere.config.VSphereConfig.VirtualCenter;
import dev.carafe.cloudprovider.vsphere.credentials.Credential;
import dev.carafe.cloudprovider.vsphere.credentials.CredentialException;
import dev.carafe.cloudprovider.vsphere.credentials.Credentials;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Secret;
import dev.carafe.kubernetes.client.Client;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a vCenter's user and password come from: the configuration, a Secret, or a folder, such as a mounted Secret. They
 * are read anew for each login, so that what was changed counts from the next login on. Thread-safe.
 */
final class CredentialSource {
    private static final int VALUE_MAX_BYTES = 64 << 10;
    private static final int VALUES_MAX = 1_000;

    private final VSphereConfig.Global global;
    private volatile @Nullable Client kubernetes;

    CredentialSource(VSphereConfig.Global global) {
        this.global = global;
    }

    /** From now on Secrets are read by this client. */
    void readSecretsBy(Client client) {
        kubernetes = client;
    }

    /**
     * How to log in to a vCenter now.
     *
     * @throws CredentialException when what should say it does not
     * @throws IOException when that cannot be read
     */
    Credential of(VirtualCenter center) throws IOException {
        if (center.secretRef().isEmpty()) {
            return new Credential(center.user(), center.password(), "", "");
        }
        if (!center.secretRef().equals(VirtualCenter.GLOBAL)) {
            return secret(center.secretNamespace(), center.secretName()).of(center.server());
        }
        Credentials shared = global.secretsDirectory().isEmpty()
                ? secret(global.secretNamespace(), global.secretName())
                : Credentials.parse(folder(Path.of(global.secretsDirectory())));
        return shared.of(center.server());
    }

    private Credentials secret(String namespace, String name) throws IOException {
        Client client = kubernetes;
        if (client == null) {
            throw new IOException("Secret " + namespace + "/" + name + " cannot be read before the controllers start");
        }
        Secret secret;
        try {
            secret = client.of(CoreV1.SECRETS).get(namespace, name);
        } catch (RuntimeException e) {
            throw new IOException("Secret " + namespace + "/" + name + ": " + e.getMessage(), e);
        }
        return Credentials.parse(secret.data());
    }

    /** The files of a folder by name; those that begin with a dot are how a mounted Secret is swapped, and no keys. */
    private static Map<String, byte[]> folder(Path folder) throws IOException {
        Map<String, byte[]> data = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (name.startsWith(".") || !Files.isRegularFile(file)) {
                    continue;
                }
                if (data.size() >= VALUES_MAX) {
                    throw new IOException(folder + " has more than " + VALUES_MAX + " files");
                }
                try (InputStream content = Files.newInputStream(file)) {
                    data.put(name, content.readNBytes(VALUE_MAX_BYTES));
                }
            }
        }
        return data;
    }
}
