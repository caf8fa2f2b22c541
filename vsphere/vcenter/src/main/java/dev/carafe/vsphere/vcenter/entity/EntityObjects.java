package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.Gone;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the managed objects of entities. */
public final class EntityObjects {
    private final VCenter vcenter;

    public EntityObjects(VCenter vcenter) {
        this.vcenter = vcenter;
    }

    /** The object of an entity, and after it those that are a part of it. */
    public List<ServedObject> of(Entity entity) {
        return switch (entity) {
            case Entity.Folder folder ->
                List.of(
                        folder.isPod()
                                ? new ServedStoragePod(vcenter, folder.id())
                                : new ServedFolder(vcenter, folder.id()));
            case Entity.Datacenter datacenter -> List.of(new ServedDatacenter(vcenter, datacenter.id()));
            case Entity.ComputeResource compute ->
                List.of(
                        compute.cluster()
                                ? new ServedCluster(vcenter, compute.id())
                                : new ServedComputeResource(vcenter, compute.id()),
                        new RoutedObject(
                                new ManagedObjectReference<>("EnvironmentBrowser", "envbrowser-" + compute.id()),
                                vcenter,
                                (_, arguments) -> environmentBrowser(compute.id(), arguments)));
            case Entity.ResourcePool pool -> List.of(new ServedResourcePool(vcenter, pool.id()));
            case Entity.Host host -> List.of(new ServedHostSystem(vcenter, host.id()));
            case Entity.VirtualMachine machine -> List.of(new ServedVirtualMachine(vcenter, machine.id()));
            case Entity.Datastore datastore ->
                List.of(
                        new ServedDatastore(vcenter, datastore.id()),
                        new RoutedObject(
                                new ManagedObjectReference<>(
                                        "HostDatastoreBrowser", "datastoreBrowser-" + datastore.id()),
                                vcenter,
                                (method, _) -> datastoreBrowser(datastore.id(), method)));
            case Entity.Network network -> List.of(new ServedNetwork(vcenter, network.id()));
            case Entity.DistributedSwitch of -> List.of(new ServedDistributedSwitch(vcenter, of.id()));
            case Entity.DistributedPortgroup group -> List.of(new ServedPortgroup(vcenter, group.id()));
        };
    }

    private RoutedObject.Route datastoreBrowser(String id, ManagedMethod method) {
        Entity.Datastore datastore = vcenter.inventory()
                .read(all -> all.find(id, Entity.Datastore.class))
                .orElseThrow(() -> Gone.fault("Datastore", id));
        String host = Shared.host(vcenter, datastore.onHosts(), datastore.name());
        ManagedObjectReference<?> own = References.datastore(id);
        DatastoreProperties said = vcenter.hosts().facts().said(host, own, DatastoreProperties.class);
        if (said == null || said.browser() == null) {
            throw HostNotConnected.builder()
                    .build()
                    .exception("The host has no datastore browser for " + method.wsdlName() + ".");
        }
        return new RoutedObject.Route(host, said.browser(), References.datastore(id));
    }

    /** Any host of the compute resource can say what its machines can be, or the one that is asked of. */
    private RoutedObject.Route environmentBrowser(String computeId, @Nullable Object... arguments) {
        List<Entity.Host> hosts = vcenter.inventory().read(all -> all.heldBy(computeId, Entity.Host.class));
        String asked = null;
        for (Object argument : arguments) {
            if (argument instanceof ManagedObjectReference<?> reference
                    && reference.type().equals("HostSystem")) {
                asked = reference.value();
            }
        }
        String wanted = asked;
        Entity.Host host = hosts.stream()
                .filter(one -> wanted == null
                        ? vcenter.hosts().facts().isConnected(one.id())
                        : one.id().equals(wanted))
                .findFirst()
                .orElseThrow(EntityObjects::nobody);
        ManagedObjectReference<?> browser = vcenter.hosts()
                .facts()
                .onHost(host.id(), new ManagedObjectReference<>("EnvironmentBrowser", "envbrowser-" + computeId));
        if (browser == null) {
            throw nobody();
        }
        return new RoutedObject.Route(host.id(), browser, References.computeResource(computeId));
    }

    private static FaultException nobody() {
        return HostNotConnected.builder().build().exception("No host of the cluster is connected.");
    }
}
