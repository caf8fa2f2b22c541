package dev.carafe.cloudprovider.vsphere;

import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** VMs in memory, all in one zone. */
final class FakeVCenters implements VCenters {
    final List<VirtualMachine> machines = new ArrayList<>();

    @Nullable
    IOException failure;

    private Optional<VirtualMachine> find(Predicate<VirtualMachine> rule) throws IOException {
        if (failure != null) {
            throw failure;
        }
        return machines.stream().filter(rule).findFirst();
    }

    @Override
    public Optional<VirtualMachine> findByUuid(String uuid) throws IOException {
        return find(machine -> machine.uuid().equals(uuid));
    }

    @Override
    public Optional<VirtualMachine> findByDnsName(String name) throws IOException {
        return find(machine -> machine.hostName().equals(name));
    }

    @Override
    public Optional<VirtualMachine> findByIp(String address) throws IOException {
        return find(machine ->
                machine.nics().stream().anyMatch(nic -> nic.ipAddresses().contains(address)));
    }

    @Override
    public boolean exists(String tenantRef, String reference) throws IOException {
        return find(machine -> machine.reference().equals(reference)).isPresent();
    }

    @Override
    public Zone zone(VirtualMachine machine, String zoneCategory, String regionCategory) {
        return new Zone(zoneCategory + "-a", regionCategory + "-b");
    }
}
