package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The providers that there are, by name (upstream's plugins.go). Immutable. */
public final class CloudProviders {
    /** The longest configuration that is read, in bytes. */
    private static final int CONFIG_MAX_BYTES = 1 << 20;

    private final SortedMap<String, CloudProviderFactory> factories = new TreeMap<>();

    /** @throws IllegalStateException when two have one name */
    public CloudProviders(Collection<? extends CloudProviderFactory> factories) {
        for (CloudProviderFactory factory : factories) {
            if (this.factories.putIfAbsent(factory.name(), factory) != null) {
                throw new IllegalStateException("Cloud provider \"" + factory.name() + "\" was registered twice");
            }
        }
    }

    /** Those on the class path. */
    public static CloudProviders installed() {
        return new CloudProviders(ServiceLoader.load(CloudProviderFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Their names, sorted. */
    public List<String> names() {
        return List.copyOf(factories.keySet());
    }

    public boolean isCloudProvider(String name) {
        return factories.containsKey(name);
    }

    /**
     * Makes a provider.
     *
     * @param configFile its configuration; null for none
     * @throws IOException when there is no provider of that name, or it cannot be made; the message says why
     */
    public CloudProvider init(String name, @Nullable Path configFile) throws IOException {
        CloudProviderFactory factory = factories.get(name);
        if (factory == null) {
            throw new IOException("unknown cloud provider \"" + name + "\"");
        }
        try (InputStream config = configFile == null ? null : read(configFile)) {
            return factory.create(config);
        } catch (IOException e) {
            throw new IOException("could not init cloud provider \"" + name + "\": " + e.getMessage(), e);
        }
    }

    private static InputStream read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(CONFIG_MAX_BYTES + 1);
            if (bytes.length > CONFIG_MAX_BYTES) {
                throw new IOException(file + " is longer than " + CONFIG_MAX_BYTES + " bytes");
            }
            return new ByteArrayInputStream(bytes);
        } catch (java.nio.file.FileSystemException e) {
            String why = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
            throw new IOException("couldn't open cloud provider configuration " + file + ": " + why, e);
        }
    }
}
