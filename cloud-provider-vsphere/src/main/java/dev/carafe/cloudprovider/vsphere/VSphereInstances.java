package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceNotFoundException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstancesV2;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zone;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes as VMs: found by the UUID in the providerID, else by the UUID that the guest reports, else by the node's name or
 * address. Thread-safe.
 */
public final class VSphereInstances implements InstancesV2 {
    private static final int PLACES_MAX = 20_000;

    /** Where a VM was seen last. */
    private record Place(String tenantRef, String reference) {}

    private final VSphereConfig config;
    private final VCenters vcenters;
    private final GuestAddresses addresses;
    private final Map<String, String> additionalLabels;

    /** By the node's UID; those seen last, of which there may be as many as nodes in the largest cluster, and more. */
    private final Map<String, Place> places = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
            return size() > PLACES_MAX;
        }
    });

    /**
     * @param additionalLabels given to every node
     * @throws IOException when a range of the configuration cannot be read
     */
    public VSphereInstances(VSphereConfig config, VCenters vcenters, Map<String, String> additionalLabels)
            throws IOException {
        this.config = config;
        this.vcenters = vcenters;
        this.addresses = new GuestAddresses(config.nodes());
        this.additionalLabels = Map.copyOf(additionalLabels);
    }

    /** A VM whose UUID changed is found again by its managed object, so that its node is not deleted. */
    @Override
    public boolean instanceExists(Node node) throws IOException {
        if (find(node).isPresent()) {
            return true;
        }
        Place last = places.get(node.metadata().uid());
        if (last != null && vcenters.exists(last.tenantRef(), last.reference())) {
            return true;
        }
        places.remove(node.metadata().uid());
        return false;
    }

    @Override
    public boolean instanceShutdown(Node node) throws IOException {
        return !find(node).orElseThrow(InstanceNotFoundException::new).poweredOn();
    }

    @Override
    public Optional<InstanceMetadata> instanceMetadata(Node node) throws IOException {
        VirtualMachine machine = find(node).orElseThrow(InstanceNotFoundException::new);
        if (machine.uuid().isEmpty()) {
            throw new IOException("discovered VM UUID is empty");
        }
        List<NodeAddress> found = addresses.of(machine, families(machine));
        Zone zone = zone(machine);
        return Optional.of(new InstanceMetadata(
                node.spec().providerID().isEmpty()
                        ? VirtualMachineIds.providerID(machine.uuid())
                        : node.spec().providerID(),
                InstanceTypes.of(machine),
                found,
                zone.failureDomain(),
                zone.region(),
                additionalLabels));
    }

    private Optional<VirtualMachine> find(Node node) throws IOException {
        Optional<VirtualMachine> found = search(node);
        found.ifPresent(
                machine -> places.put(node.metadata().uid(), new Place(machine.tenantRef(), machine.reference())));
        return found;
    }

    private Optional<VirtualMachine> search(Node node) throws IOException {
        if (!node.spec().providerID().isEmpty()) {
            return byUuid(VirtualMachineIds.uuid(node.spec().providerID()));
        }
        String reported = node.status().nodeInfo().systemUUID();
        if (!reported.isEmpty()) {
            Optional<VirtualMachine> found = byUuid(VirtualMachineIds.canonical(reported));
            if (found.isPresent()) {
                return found;
            }
        }
        Optional<VirtualMachine> named = vcenters.findByDnsName(node.name());
        return named.isPresent() ? named : vcenters.findByIp(node.name());
    }

    /** In either order of its bytes: guests differ in how they read it. */
    private Optional<VirtualMachine> byUuid(String uuid) throws IOException {
        Optional<VirtualMachine> found = vcenters.findByUuid(uuid);
        String swapped = VirtualMachineIds.swapped(uuid);
        return found.isPresent() || swapped.equals(uuid) ? found : vcenters.findByUuid(swapped);
    }

    private List<String> families(VirtualMachine machine) {
        VSphereConfig.VirtualCenter center = config.virtualCenters().get(machine.tenantRef());
        return center == null ? List.of(VSphereConfig.IPV4) : center.ipFamilyPriority();
    }

    /** Both categories must be configured; one alone says nothing, as upstream has it. */
    private Zone zone(VirtualMachine machine) throws IOException {
        VSphereConfig.Labels labels = config.labels();
        return labels.zone().isEmpty() || labels.region().isEmpty()
                ? new Zone("", "")
                : vcenters.zone(machine, labels.zone(), labels.region());
    }
}
