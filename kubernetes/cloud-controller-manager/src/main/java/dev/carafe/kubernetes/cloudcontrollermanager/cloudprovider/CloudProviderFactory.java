package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Makes a provider; a service of {@link java.util.ServiceLoader}, so it has a public constructor without parameters. */
public interface CloudProviderFactory {
    /** By which {@code --cloud-provider} names it. */
    String name();

    /**
     * Makes the provider.
     *
     * @param config what {@code --cloud-config} names; null where it names nothing
     * @throws IOException when the configuration cannot be used; the message says why
     */
    CloudProvider create(@Nullable InputStream config) throws IOException;
}
