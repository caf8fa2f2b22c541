package dev.carafe.conformance;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import java.util.List;

/** Where machines are in the vCenter of a test of crashes. References stay what they are over all crashes. */
record CrashPlaces(
        ManagedObjectReference<HostSystem> host,
        ManagedObjectReference<ResourcePool> pool,
        List<ManagedObjectReference<Folder>> folders) {

    /** Makes a datacenter with a folder of its own for machines, and adds the host. */
    static CrashPlaces make(VSphereClient client, HostConnectSpec host) throws Exception {
        Folder root = Folder.stub(client.connection(), client.content().rootFolder());
        Connection.checked(() -> root.createDatacenter("dc"));
        Finder finder = new Finder(client);
        ManagedObjectReference<Folder> machines =
                finder.find(Finder.Kind.FOLDER, "/dc/vm").as();
        ManagedObjectReference<? extends Folder> made = Connection.checked(
                () -> Folder.stub(client.connection(), machines).createFolder("team"));
        ManagedObjectReference<Folder> team = new ManagedObjectReference<>(made.type(), made.value());
        new Hosts(client).add(finder.find(Finder.Kind.FOLDER, "/dc/host").as(), host);
        ManagedObjectReference<HostSystem> added =
                finder.find(Finder.Kind.HOST_SYSTEM, "/dc/host/*").as();
        return new CrashPlaces(added, new Hosts(client).resourcePool(added), List.of(machines, team));
    }

    ManagedObjectReference<Folder> folder(String id) {
        return folders.stream()
                .filter(each -> each.value().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
