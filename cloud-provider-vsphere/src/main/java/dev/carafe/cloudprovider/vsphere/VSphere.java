package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstancesV2;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** vSphere as a cloud: it has instances and their zones. Load balancers and routes, which NSX would make, it has none. */
public final class VSphere implements CloudProvider {
    /** As whom Secrets are read, where each controller has an account of its own. */
    private static final String CLIENT_NAME = "vsphere-cloud-controller-manager";

    private final VSphereInstances instances;
    private final ConnectedVCenters vcenters;
    private final CredentialSource credentials;

    /**
     * @param additionalLabels given to every node
     * @throws IOException when a range of the configuration cannot be read
     */
    VSphere(
            VSphereConfig config,
            ConnectedVCenters vcenters,
            CredentialSource credentials,
            Map<String, String> additionalLabels)
            throws IOException {
        this.instances = new VSphereInstances(config, vcenters, additionalLabels);
        this.vcenters = vcenters;
        this.credentials = credentials;
    }

    /** From here on Secrets can be read; the sessions end with the controllers. */
    @Override
    public void initialize(ControllerContext context) {
        credentials.readSecretsBy(context.as(CLIENT_NAME).client());
        context.keep(vcenters);
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
