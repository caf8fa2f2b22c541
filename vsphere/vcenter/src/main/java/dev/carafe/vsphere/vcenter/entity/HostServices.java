package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entities;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The services of which each host has its own, such as the file manager: vCenter's passes a call to that of a host that has
 * everything which the call names.
 */
public final class HostServices {
    private final VCenter vcenter;

    public HostServices(VCenter vcenter) {
        this.vcenter = vcenter;
    }

    /**
     * A service.
     *
     * @param properties what clients read of it
     * @param which finds it among a host's
     */
    public void serve(
            ManagedObjectReference<? extends ManagedObject> reference,
            DataObject properties,
            Function<ServiceContent, @Nullable ManagedObjectReference<?>> which) {
        RoutedObject object = new RoutedObject(reference, vcenter, (method, arguments) -> {
            String host = host(arguments);
            ManagedObjectReference<?> onHost = vcenter.hosts().facts().service(host, which);
            if (onHost == null) {
                throw NotSupported.builder()
                        .build()
                        .exception("The host has no " + reference.type() + ", so that " + method.wsdlName()
                                + " cannot be carried out.");
            }
            return new RoutedObject.Route(host, onHost, References.host(host));
        });
        vcenter.registry().change(changes -> changes.add(object, properties));
    }

    /** A connected host that has all that the arguments name. */
    private String host(@Nullable Object... arguments) {
        Set<String> ids = new HashSet<>();
        Set<String> datastores = new HashSet<>();
        for (Object argument : arguments) {
            Placer.collect(argument, datastores, ids, true);
        }
        List<String> connected = vcenter.inventory().all(Entity.Host.class).stream()
                .map(Entity.Host::id)
                .filter(vcenter.hosts().facts()::isConnected)
                .toList();
        return vcenter.inventory()
                .read((Entities all) -> connected.stream()
                        .filter(host -> has(all, host, ids, datastores))
                        .findFirst())
                .orElseThrow(() -> HostNotConnected.builder()
                        .build()
                        .exception("No host is connected that has all of what this names."));
    }

    private static boolean has(Entities all, String host, Set<String> ids, Set<String> datastores) {
        List<Entity> held = new ArrayList<>(all.heldBy(host));
        Set<String> heldIds = held.stream().map(Entity::id).collect(Collectors.toSet());
        Set<String> heldDatastores = held.stream()
                .filter(Entity.Datastore.class::isInstance)
                .map(Entity::name)
                .collect(Collectors.toSet());
        return heldDatastores.containsAll(datastores)
                && ids.stream().allMatch(id -> switch (all.get(id)) {
                    case Entity.VirtualMachine _,
                            Entity.Datastore _,
                            Entity.Network _,
                            Entity.DistributedPortgroup _,
                            Entity.DistributedSwitch _ -> heldIds.contains(id);
                    case Entity.Host one -> one.id().equals(host);
                    case Entity.ResourcePool pool ->
                        all.computeResourceOf(host)
                                .filter(compute -> compute.id().equals(pool.owner()))
                                .isPresent();
                    case Entity.ComputeResource compute ->
                        all.computeResourceOf(host).filter(compute::equals).isPresent();
                    case Entity.Datacenter datacenter ->
                        all.datacenterOf(host).filter(datacenter::equals).isPresent();
                    case Entity.Folder folder -> all.datacenterOf(folder.id()).equals(all.datacenterOf(host));
                    case null -> true; // a part of something, which goes with it
                });
    }
}
