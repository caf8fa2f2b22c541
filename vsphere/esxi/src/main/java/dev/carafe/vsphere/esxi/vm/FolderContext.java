package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.hardware.DiskFacts;
import dev.carafe.vsphere.esxi.hardware.SpecContext;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Network;
import java.util.Optional;

/** What a machine's config spec is read against. */
record FolderContext(MachineFolder folder, VmHost host, boolean running) implements SpecContext {
    @Override
    public String baseName() {
        return folder.baseName();
    }

    @Override
    public String path(String fileName) {
        if (fileName.isEmpty()) {
            return folder.path().toString();
        }
        String path = folder.path(fileName).toString();
        return fileName.endsWith("/") && !path.endsWith("/") ? path + "/" : path;
    }

    @Override
    public String relative(String path) {
        DatastorePath parsed = parse(path);
        host.disks().file(parsed);
        return folder.name(parsed);
    }

    @Override
    public boolean exists(String path) {
        DatastorePath file = parse(path);
        return file.fileName().endsWith(MachineDisks.ENDING)
                ? host.disks().isTaken(file)
                : host.disks().exists(file);
    }

    @Override
    public DiskFacts disk(String path) {
        return host.disks().facts(parse(path));
    }

    private static DatastorePath parse(String path) {
        try {
            return DatastorePath.parse(path);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }

    @Override
    public boolean hasPortGroup(String name) {
        return host.ground().network().portGroups().contains(name);
    }

    @Override
    public Optional<String> portGroup(ManagedObjectReference<? extends Network> network) {
        return host.ground().network().portGroups().stream()
                .filter(name -> host.place()
                        .network()
                        .apply(name)
                        .filter(each -> each.value().equals(network.value()))
                        .isPresent())
                .findFirst();
    }
}
