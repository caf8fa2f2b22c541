package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host with one datastore, one network, and the disks that a test puts there. */
final class FakeHost implements SpecContext, HardwareView {
    private static final String FOLDER = "[datastore1] web/";

    final Map<String, Long> disks = new HashMap<>();

    @Override
    public String baseName() {
        return "web";
    }

    @Override
    public String path(String fileName) {
        return fileName.startsWith("[") ? fileName : FOLDER + fileName;
    }

    @Override
    public String relative(String path) {
        return path.startsWith(FOLDER) ? path.substring(FOLDER.length()) : path;
    }

    @Override
    public boolean exists(String path) {
        return disks.containsKey(path);
    }

    @Override
    public DiskFacts disk(String path) {
        Long size = disks.get(path);
        if (size == null) {
            throw FileNotFound.builder().file(path).build().exception("File " + path + " was not found");
        }
        return new DiskFacts(List.of(path), size, true, false, "");
    }

    @Override
    public boolean hasPortGroup(String name) {
        return name.equals("VM Network");
    }

    @Override
    public Optional<String> portGroup(ManagedObjectReference<? extends Network> network) {
        return network.value().equals("HaNetwork-VM Network") ? Optional.of("VM Network") : Optional.empty();
    }

    @Override
    public boolean running() {
        return false;
    }

    @Override
    public ManagedObjectReference<Datastore> datastore(String path) {
        return new ManagedObjectReference<>("Datastore", "datastore-1");
    }

    @Override
    public ManagedObjectReference<? extends Network> network(String portGroup) {
        return new ManagedObjectReference<>("Network", "HaNetwork-" + portGroup);
    }

    @Override
    public Optional<DiskFacts> disk(int key) {
        return Optional.empty();
    }

    @Override
    public boolean connected(int key) {
        return false;
    }
}
