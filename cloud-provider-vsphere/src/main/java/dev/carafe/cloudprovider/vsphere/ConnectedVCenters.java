package dev.carafe.cloudprovider.vsphere;

import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zone;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Parallel;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.Search;
import dev.carafe.vsphere.client.tag.Tags;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The configured vCenters through sessions of the client library, all asked at once. Thread-safe. */
final class ConnectedVCenters implements VCenters, AutoCloseable {
    private final List<VCenter> centers;

    ConnectedVCenters(VSphereConfig config, CredentialSource credentials) {
        boolean tagged =
                !config.labels().zone().isEmpty() && !config.labels().region().isEmpty();
        this.centers = config.virtualCenters().values().stream()
                .map(center -> new VCenter(center, credentials, tagged))
                .toList();
    }

    /** Looks for a VM in one place. */
    @FunctionalInterface
    private interface Lookup {
        Optional<ManagedObjectReference<dev.carafe.vsphere.vim.vim25.VirtualMachine>> in(Search search)
                throws IOException, InterruptedException;
    }

    @Override
    public Optional<VirtualMachine> findByUuid(String uuid) throws IOException {
        return find(search -> search.machineByUuid(uuid));
    }

    @Override
    public Optional<VirtualMachine> findByDnsName(String name) throws IOException {
        return find(search -> search.machineByDnsName(name));
    }

    @Override
    public Optional<VirtualMachine> findByIp(String address) throws IOException {
        return find(search -> search.machineByIp(address));
    }

    private Optional<VirtualMachine> find(Lookup lookup) throws IOException {
        List<VirtualMachine> found = Collections.synchronizedList(new ArrayList<>());
        List<IOException> failures = Collections.synchronizedList(new ArrayList<>());
        try {
            Parallel.forEach("vcenter-lookup", centers, centers.size(), center -> {
                try {
                    center.ask(session -> find(center.tenantRef(), session, lookup))
                            .ifPresent(found::add);
                } catch (IOException e) {
                    failures.add(e);
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("the lookup was interrupted").initCause(e);
        }
        if (found.isEmpty() && !failures.isEmpty()) {
            IOException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
        return found.stream().findFirst();
    }

    private static Optional<VirtualMachine> find(String tenantRef, VCenter.Session session, Lookup lookup)
            throws IOException, InterruptedException {
        Search everywhere = new Search(session.client());
        List<Search> places = new ArrayList<>();
        for (ManagedObjectReference<Datacenter> datacenter : session.datacenters()) {
            places.add(everywhere.in(datacenter));
        }
        for (Search place : places.isEmpty() ? List.of(everywhere) : places) {
            var machine = lookup.in(place);
            if (machine.isPresent()) {
                return VirtualMachineReader.read(tenantRef, session.client(), machine.get());
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean exists(String tenantRef, String reference) throws IOException {
        Optional<VCenter> center = center(tenantRef);
        return center.isPresent()
                && center.get().ask(session -> {
                    try {
                        new PropertyReader(session.client()).read(machine(reference), List.of("name"));
                        return true;
                    } catch (FaultException e) {
                        if (e.fault() instanceof ManagedObjectNotFound) {
                            return false;
                        }
                        throw e;
                    }
                });
    }

    @Override
    public Zone zone(VirtualMachine machine, String zoneCategory, String regionCategory) throws IOException {
        VCenter center = center(machine.tenantRef())
                .orElseThrow(() -> new IOException("vCenter " + machine.tenantRef() + " is not configured"));
        return center.ask(session -> new TagZones(
                        session.client(),
                        new Tags(Objects.requireNonNull(session.rest())),
                        zoneCategory,
                        regionCategory)
                .of(machine(machine.reference())));
    }

    private Optional<VCenter> center(String tenantRef) {
        return centers.stream()
                .filter(center -> center.tenantRef().equals(tenantRef))
                .findFirst();
    }

    private static ManagedObjectReference<dev.carafe.vsphere.vim.vim25.VirtualMachine> machine(String reference) {
        return new ManagedObjectReference<>("VirtualMachine", reference);
    }

    /** Logs out of all; what is asked later makes new sessions. */
    @Override
    public void close() {
        centers.forEach(VCenter::close);
    }
}
