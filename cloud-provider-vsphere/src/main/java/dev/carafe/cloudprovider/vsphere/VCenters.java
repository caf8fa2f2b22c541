package dev.carafe.cloudprovider.vsphere;

import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zone;
import java.io.IOException;
import java.util.Optional;

/**
 * What the configured vCenters are asked, all of them and all their configured datacenters at once. Empty means that all of
 * them were asked and none has it; where one could not be asked and no other has it, that is an {@link IOException}, never
 * empty: a node must not be deleted because a vCenter is away. Thread-safe; the methods block.
 */
public interface VCenters {
    /** The VM of a BIOS UUID, in the form of {@code summary.config.uuid}. */
    Optional<VirtualMachine> findByUuid(String uuid) throws IOException;

    /** The VM whose guest has this DNS name. */
    Optional<VirtualMachine> findByDnsName(String name) throws IOException;

    /** The VM whose guest has this address. */
    Optional<VirtualMachine> findByIp(String address) throws IOException;

    /** Whether a managed object that was found before is still there, whatever its UUID is by now. */
    boolean exists(String tenantRef, String reference) throws IOException;

    /**
     * The zone and region of a VM: the names of the tags of two categories. They are looked for on the VM's host and what
     * is above it; where that has not both, on its resource pool and what is above that; at last on the VM itself and its
     * folders. The nearest tag of a category counts.
     *
     * @param zoneCategory the tag category of zones
     * @param regionCategory the tag category of regions
     * @throws IOException also where a tag is missing in all three places; its message names the category
     */
    Zone zone(VirtualMachine machine, String zoneCategory, String regionCategory) throws IOException;
}
