package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstancesV2;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** vSphere as a cloud: it has instances and their zones. Load balancers and routes, which NSX would make, it has none. */
public final class VSphere implements CloudProvider {
    private final VSphereInstances instances;

    /**
     * @param additionalLabels given to every node ({@code --node-labels})
     * @throws IOException when a range of the configuration cannot be read
     */
    public VSphere(VSphereConfig config, VCenters vcenters, Map<String, String> additionalLabels) throws IOException {
        this.instances = new VSphereInstances(config, vcenters, additionalLabels);
    }

    @Override
    public Optional<InstancesV2> instancesV2() {
        return Optional.of(instances);
    }

    @Override
    public String providerName() {
        return VirtualMachineIds.PROVIDER_NAME;
    }

    @Override
    public boolean hasClusterID() {
        return true;
    }
}
