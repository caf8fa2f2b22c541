package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.cloudprovider.vsphere.config.VSphereConfigReader;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProviderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes {@link VSphere} from its configuration file. Nothing is asked of a vCenter until a node is asked for. */
public final class VSphereFactory implements CloudProviderFactory {
    @Override
    public String name() {
        return VirtualMachineIds.PROVIDER_NAME;
    }

    @Override
    public CloudProvider create(@Nullable InputStream config) throws IOException {
        VSphereConfig read =
                VSphereConfigReader.read(config == null ? new byte[0] : config.readAllBytes(), System.getenv());
        CredentialSource credentials = new CredentialSource(read.global());
        return new VSphere(read, new ConnectedVCenters(read, credentials), credentials, Map.of());
    }
}
