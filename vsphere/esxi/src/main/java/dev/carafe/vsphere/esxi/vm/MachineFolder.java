package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.hardware.MachineFile;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where a machine's files are, and the reading and writing of its configuration and of its snapshots. One thread at a time writes. */
record MachineFolder(Datastores datastores, DatastorePath vmx) {
    static final String TEMPLATE_ENDING = ".vmtx";
    static final String ENDING = ".vmx";
    /** A folder with more than this is not looked through to its end. */
    private static final int FILES_MAX = 10_000;

    /** The name of the {@code .vmx} without its ending, which all of the machine's files begin with. */
    String baseName() {
        String name = vmx.fileName();
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    boolean template() {
        return vmx.fileName().endsWith(TEMPLATE_ENDING);
    }

    DatastorePath path() {
        return vmx.parent();
    }

    /** A file by the name that the machine has for it. */
    DatastorePath path(String fileName) {
        try {
            return path().resolve(fileName);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }

    /** How the machine names a file: relative to its folder where it lies in it. */
    String name(DatastorePath file) {
        return file.parent().equals(path()) ? file.fileName() : file.toString();
    }

    /** Whether a file is in the machine's folder, so that it is the machine's own to change. */
    boolean owns(DatastorePath file) {
        return file.startsWith(path());
    }

    DatastorePath sibling(String ending) {
        return path().child(baseName() + ending);
    }

    Path file(DatastorePath path) {
        try {
            return datastores.resolve(path);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }

    /** Whether its datastore is accessible. */
    boolean isReachable() {
        try {
            datastores.resolve(vmx);
            return true;
        } catch (InvalidDatastorePathException gone) {
            return false;
        }
    }

    boolean exists(DatastorePath path) {
        return Files.exists(file(path));
    }

    VmxFile readVmx() throws IOException {
        return VmxFile.parse(readBounded(file(vmx)));
    }

    void write(VmxFile content) throws IOException {
        DurableFile.write(file(vmx), content.bytes());
    }

    VmsdFile readVmsd() throws IOException {
        Path file = file(sibling(".vmsd"));
        return Files.exists(file) ? VmsdFile.parse(readBounded(file)) : VmsdFile.EMPTY;
    }

    void write(VmsdFile snapshots) throws IOException {
        DurableFile.write(file(sibling(".vmsd")), snapshots.bytes());
    }

    private static byte[] readBounded(Path file) throws IOException {
        long size = Files.size(file);
        if (size > VmxFile.BYTES_MAX) {
            throw new IOException(file.getFileName() + " has " + size + " bytes, more than " + VmxFile.BYTES_MAX);
        }
        return Files.readAllBytes(file);
    }

    /** All files in the machine's folder, by name; of those that vanish meanwhile nothing is said. */
    List<MachineFile> files() throws IOException {
        List<MachineFile> found = new ArrayList<>();
        DatastorePath folder = path();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(file(folder))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")
                        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
                        && found.size() < FILES_MAX) {
                    found.add(new MachineFile(folder.child(name).toString(), MachineFile.typeOf(name), size(entry)));
                }
            }
        }
        found.sort(Comparator.comparing(MachineFile::path));
        return List.copyOf(found);
    }

    /** How long a file is; 0 when it is gone. */
    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
