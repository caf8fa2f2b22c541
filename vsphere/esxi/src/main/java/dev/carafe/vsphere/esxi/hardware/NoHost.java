package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Network;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a machine that is nowhere is shown with. */
final class NoHost implements HardwareView {
    static final HardwareView VIEW = new NoHost();

    private NoHost() {}

    @Override
    public String path(String fileName) {
        return fileName;
    }

    @Override
    public @Nullable ManagedObjectReference<Datastore> datastore(String path) {
        return null;
    }

    @Override
    public @Nullable ManagedObjectReference<? extends Network> network(String portGroup) {
        return null;
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
