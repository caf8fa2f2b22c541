package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowser;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The objects of the host that machines refer to and are listed by. Those among them that have a property {@code vm} or
 * {@code childEntity} are kept up to date when they are in the registry.
 *
 * @param folder where machines are that were there before the agent started
 * @param datastore the object of a datastore's name
 * @param network the object of a port group's name
 * @param maintenance whether nothing may be powered on
 */
public record HostPlace(
        ManagedObjectReference<HostSystem> host,
        ManagedObjectReference<? extends ResourcePool> pool,
        ManagedObjectReference<Folder> folder,
        ManagedObjectReference<EnvironmentBrowser> browser,
        Function<String, Optional<ManagedObjectReference<Datastore>>> datastore,
        Function<String, Optional<ManagedObjectReference<? extends Network>>> network,
        BooleanSupplier maintenance,
        Pools pools) {}
