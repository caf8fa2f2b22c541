package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;

/** Zones, for providers with {@link Instances} of the first form only. */
public interface Zones {
    /** Where this process runs. */
    Zone getZone() throws IOException;

    Zone getZoneByProviderID(String providerID) throws IOException;

    Zone getZoneByNodeName(String nodeName) throws IOException;
}
