package dev.carafe.cloudprovider.vsphere.config;

import java.util.List;
import java.util.Map;

/**
 * What {@code vsphere.conf} says, with all defaults filled in.
 *
 * @param global what holds for all vCenters; each has taken over already what it does not say itself
 * @param virtualCenters the vCenters, by the name under which the file has them
 * @param labels the tag categories of zones and regions
 * @param nodes which of a VM's addresses are a node's
 */
public record VSphereConfig(Global global, Map<String, VirtualCenter> virtualCenters, Labels labels, Nodes nodes) {
    public static final String IPV4 = "ipv4";
    public static final String IPV6 = "ipv6";

    public VSphereConfig {
        virtualCenters = Map.copyOf(virtualCenters);
    }

    /**
     * What holds for all vCenters.
     *
     * @param secretName the Secret with all vCenters' credentials; empty for none
     * @param secretNamespace where it is
     * @param secretsDirectory a folder with credentials in place of a Secret; empty for none
     */
    public record Global(String secretName, String secretNamespace, String secretsDirectory) {}

    /**
     * How one vCenter is reached.
     *
     * @param tenantRef the name under which the file has it
     * @param server its name or address
     * @param port where it serves
     * @param user empty where a secret says it
     * @param password empty where a secret says it
     * @param insecureFlag whether its certificate is not to be checked
     * @param datacenters where VMs are looked for; empty for everywhere
     * @param soapRoundtripCount how often a call is tried
     * @param caFile who vouches for its certificate, a PEM file; empty for the machine's own authorities
     * @param thumbprint of its certificate; empty for none
     * @param secretRef which secret has its credentials: {@link #GLOBAL}, {@code NAMESPACE/NAME}, or empty for none
     * @param secretName a Secret of its own; empty for none
     * @param secretNamespace where that is
     * @param ipFamilyPriority the families of which a node has addresses, in this order
     */
    public record VirtualCenter(
            String tenantRef,
            String server,
            int port,
            String user,
            String password,
            boolean insecureFlag,
            List<String> datacenters,
            int soapRoundtripCount,
            String caFile,
            String thumbprint,
            String secretRef,
            String secretName,
            String secretNamespace,
            List<String> ipFamilyPriority) {
        /** The secret that all vCenters share. */
        public static final String GLOBAL = "Global";

        public VirtualCenter {
            datacenters = List.copyOf(datacenters);
            ipFamilyPriority = List.copyOf(ipFamilyPriority);
        }

        /** Without its password. */
        @Override
        public String toString() {
            return "VirtualCenter[" + tenantRef + " at " + server + ":" + port + "]";
        }
    }

    /**
     * The tag categories that stand for zones and regions; empty for none.
     *
     * @param zone such as {@code k8s-zone}
     * @param region such as {@code k8s-region}
     */
    public record Labels(String zone, String region) {}

    /**
     * Which of a VM's addresses are a node's. Ranges are written with commas between; empty for none.
     *
     * @param internalNetworkSubnetCidr internal addresses are in these
     * @param externalNetworkSubnetCidr external addresses are in these
     * @param internalVmNetworkName internal addresses are on this network
     * @param externalVmNetworkName external addresses are on this network
     * @param excludeInternalNetworkSubnetCidr no internal address is in these
     * @param excludeExternalNetworkSubnetCidr no external address is in these
     */
    public record Nodes(
            String internalNetworkSubnetCidr,
            String externalNetworkSubnetCidr,
            String internalVmNetworkName,
            String externalVmNetworkName,
            String excludeInternalNetworkSubnetCidr,
            String excludeExternalNetworkSubnetCidr) {
        /** No rule at all: the first address is both. */
        public static final Nodes NONE = new Nodes("", "", "", "", "", "");
    }
}
