package dev.carafe.vsphere.vmomi.event;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResource;
import dev.carafe.vsphere.vim.vim25.ComputeResourceEventArgument;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterEventArgument;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreEventArgument;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.HostEventArgument;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.NetworkEventArgument;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VmEventArgument;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import org.jspecify.annotations.Nullable;

/** The objects that an event names because of the object that it is about: itself, and what that is in. */
final class EventSubject {
    /** A parent chain that is longer is a circle. */
    private static final int DEPTH_MAX = 128;

    private final ObjectSource source;
    private @Nullable DatacenterEventArgument datacenter;
    private @Nullable ComputeResourceEventArgument computeResource;
    private @Nullable HostEventArgument host;
    private @Nullable VmEventArgument vm;
    private @Nullable DatastoreEventArgument ds;
    private @Nullable NetworkEventArgument net;

    EventSubject(ObjectSource source) {
        this.source = source;
    }

    /** The header of an event about an object; null for one that is about none. */
    EventHeader header(EventHeader bare, @Nullable ManagedObjectReference<?> about) {
        if (about != null) {
            collect(about);
        }
        return new EventHeader(
                bare.key(),
                bare.chainId(),
                bare.createdTime(),
                bare.userName(),
                datacenter,
                computeResource,
                host,
                vm,
                ds,
                net);
    }

    private void collect(ManagedObjectReference<?> about) {
        DataObject properties = source.properties(about);
        switch (properties) {
            case VirtualMachineProperties machine -> {
                vm = new VmEventArgument(
                        name(machine, about), new ManagedObjectReference<VirtualMachine>(about.type(), about.value()));
                if (machine.runtime() != null && machine.runtime().host() != null) {
                    ofHost(machine.runtime().host());
                }
                if (!machine.datastore().isEmpty()) {
                    ofDatastore(machine.datastore().getFirst());
                }
            }
            case HostSystemProperties _ -> ofHost(about);
            case DatastoreProperties _ -> ofDatastore(about);
            case NetworkProperties network ->
                net = new NetworkEventArgument(
                        name(network, about), new ManagedObjectReference<Network>(about.type(), about.value()));
            case ResourcePoolProperties pool -> {
                if (pool.owner() != null) {
                    ofComputeResource(pool.owner());
                }
            }
            case null, default -> {}
        }
        ManagedObjectReference<?> holder = about;
        for (int depth = 0; holder != null && depth < DEPTH_MAX; depth++) {
            if (holder.type().equals("Datacenter")) {
                datacenter = new DatacenterEventArgument(
                        name(source.properties(holder), holder),
                        new ManagedObjectReference<Datacenter>(holder.type(), holder.value()));
                return;
            }
            if (holder.type().endsWith("ComputeResource")) {
                ofComputeResource(holder);
            }
            holder = source.properties(holder) instanceof ManagedEntityProperties entity ? entity.parent() : null;
        }
    }

    private void ofHost(ManagedObjectReference<?> reference) {
        DataObject properties = source.properties(reference);
        if (properties instanceof HostSystemProperties of) {
            host = new HostEventArgument(
                    name(of, reference), new ManagedObjectReference<HostSystem>(reference.type(), reference.value()));
            if (of.parent() != null) {
                ofComputeResource(of.parent());
            }
        }
    }

    private void ofComputeResource(ManagedObjectReference<?> reference) {
        if (computeResource == null && reference.type().endsWith("ComputeResource")) {
            computeResource = new ComputeResourceEventArgument(
                    name(source.properties(reference), reference),
                    new ManagedObjectReference<ComputeResource>(reference.type(), reference.value()));
        }
    }

    private void ofDatastore(ManagedObjectReference<?> reference) {
        ds = new DatastoreEventArgument(
                name(source.properties(reference), reference),
                new ManagedObjectReference<Datastore>(reference.type(), reference.value()));
    }

    /** What is said where an object has no name yet is what the server calls it. */
    private static String name(@Nullable DataObject properties, ManagedObjectReference<?> reference) {
        return properties instanceof ManagedEntityProperties entity && entity.name() != null
                ? entity.name()
                : reference.value();
    }
}
