package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Network;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a machine's devices are shown with and what the machine itself does not know. */
public interface HardwareView {
    /** A file's full name, {@code [datastore] folder/file}, for one that is named relative to the machine's folder. */
    String path(String fileName);

    /** The object of the datastore that a full name lies in; null when the host has none of that name. */
    @Nullable
    ManagedObjectReference<Datastore> datastore(String path);

    /** The object of a port group; null when the host has none of that name. */
    @Nullable
    ManagedObjectReference<? extends Network> network(String portGroup);

    /** What the files of the disk with that key are; empty when they cannot be read. */
    Optional<DiskFacts> disk(int key);

    /** Whether a device that can be plugged in and out is plugged in now. */
    boolean connected(int key);
}
