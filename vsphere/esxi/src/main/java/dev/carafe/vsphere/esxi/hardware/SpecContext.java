package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Network;
import java.util.Optional;

/** What a config spec is read against: the host's files and networks, which change while nobody looks, so each is asked when needed. */
public interface SpecContext {
    /** The name of the machine's {@code .vmx} without its ending, which new disks are named after. */
    String baseName();

    /** A file's full name, {@code [datastore] folder/file}, for one that is named relative to the machine's folder. */
    String path(String fileName);

    /**
     * How the machine names a file of the given full name: relative when it lies in the machine's folder, else as it is.
     *
     * @throws FaultException InvalidDatastore or InvalidDatastorePath when there can be no such file
     */
    String relative(String path);

    /** Whether there is a file of a full name. */
    boolean exists(String path);

    /**
     * What is in a disk's files.
     *
     * @throws FaultException FileNotFound or CannotAccessFile
     */
    DiskFacts disk(String path);

    boolean hasPortGroup(String name);

    Optional<String> portGroup(ManagedObjectReference<? extends Network> network);

    /** Whether the machine is on, so that its disks must not be touched behind its back. */
    boolean running();
}
