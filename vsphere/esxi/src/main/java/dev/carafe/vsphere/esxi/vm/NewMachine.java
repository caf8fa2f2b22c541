package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.hardware.ConfigSpecReader;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.hardware.FileAction;
import dev.carafe.vsphere.esxi.hardware.Reconfiguration;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import dev.carafe.vsphere.esxi.vmx.VmxWriter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a machine's folder with what belongs in it. Leaves nothing behind when it fails. */
final class NewMachine {
    /** What a machine's firmware UUID begins with. */
    static final int BIOS = 0x564d;
    /** What the UUID that a vCenter knows a machine by begins with. */
    static final int INSTANCE = 0x5200;

    private static final int FOLDERS_MAX = 10_000;

    private final VmHost host;
    private final Scratch scratch;
    private final boolean whole;
    private final List<DatastorePath> made = new ArrayList<>();

    /** @param whole false when what is made is still to be filled, and to go if the agent ends before */
    NewMachine(VmHost host, boolean whole) {
        this.host = host;
        this.whole = whole;
        this.scratch = new Scratch(host);
    }

    boolean whole() {
        return whole;
    }

    /** What was made, noted until somebody owns it. */
    List<DatastorePath> files() {
        return List.copyOf(made);
    }

    /** Removes all that was made. */
    void undo() {
        scratch.undo(made);
    }

    /** Makes a machine by a config spec. */
    MachineState create(VirtualMachineConfigSpec spec) {
        MachineFolder folder = claim(spec.files() == null ? null : spec.files().vmPathName(), spec.name(), false);
        try {
            Reconfiguration made = ConfigSpecReader.create(
                    spec,
                    new FolderContext(folder, host, false),
                    uuid(BIOS),
                    uuid(INSTANCE),
                    host.services().clock().instant());
            for (FileAction action : made.actions()) {
                make(folder, action);
            }
            return write(folder, made.machine());
        } catch (FaultException failed) {
            undo();
            throw failed;
        }
    }

    /** Writes the configuration, last of all. */
    MachineState write(MachineFolder folder, dev.carafe.vsphere.esxi.machine.VirtualMachine hardware) {
        VmxFile vmx = VmxWriter.write(hardware, VmxFile.EMPTY);
        note(Nvram.of(folder), folder.vmx());
        try {
            folder.write(vmx);
        } catch (IOException failed) {
            throw VmFaults.of(failed, folder.vmx());
        }
        return new MachineLoader(host)
                .state(
                        folder,
                        hardware,
                        vmx,
                        VmsdFile.EMPTY,
                        host.services().clock().instant());
    }

    /** As VMware makes them: random, with two bytes that say what for. */
    UUID uuid(int firstBytes) {
        UUID random = host.services().uuids().get();
        return new UUID(
                ((long) firstBytes << 48) | (random.getMostSignificantBits() & 0xffff_ffff_ffffL),
                random.getLeastSignificantBits());
    }

    /** Notes files that are about to be made, unless they are noted; the last one noted is removed first. */
    void note(DatastorePath... files) {
        List<DatastorePath> fresh =
                Stream.of(files).filter(file -> !made.contains(file)).toList();
        scratch.making(fresh);
        fresh.forEach(made::addFirst);
    }

    /** Makes what a config spec asks for. */
    void make(MachineFolder folder, FileAction action) {
        switch (action) {
            case FileAction.CreateDisk(int _, String name, long bytes, boolean thin, boolean eager) -> {
                DatastorePath path = folder.path(name);
                makeParent(path);
                note(path);
                host.disks().create(path, bytes, thin, eager);
            }
            case FileAction.CreateDelta(int _, String name, String parent) -> {
                DatastorePath path = folder.path(name);
                makeParent(path);
                note(path);
                host.disks().delta(folder.path(parent), path);
            }
            case FileAction.ExtendDisk(int _, String name, long bytes) ->
                host.disks().extend(folder.path(name), bytes);
            case FileAction.DestroyDisk _ -> {} // a new machine has none to destroy
        }
    }

    void makeParent(DatastorePath file) {
        DatastorePath parent = file.parent();
        Path folder = host.disks().file(parent);
        if (!Files.exists(folder)) {
            note(parent);
            try {
                Files.createDirectories(folder);
            } catch (IOException failed) {
                throw VmFaults.of(failed, parent);
            }
        }
    }

    /**
     * Makes the machine's folder.
     *
     * @param wanted a datastore, a folder, or the {@code .vmx} itself
     * @param template whether it is to be one
     */
    MachineFolder claim(@Nullable String wanted, @Nullable String name, boolean template) {
        if (name == null) {
            throw Faults.invalidArgument("configSpec.name", "a virtual machine needs a name");
        }
        if (wanted == null || wanted.isBlank()) {
            throw Faults.invalidConfig("configSpec.files.vmPathName", "it names no datastore; [datastore1] is enough");
        }
        DatastorePath path = parse(wanted);
        String base = fileName(name);
        try {
            if (path.isRoot()) {
                return claimFree(path, base, template);
            }
            boolean names = path.fileName().endsWith(MachineFolder.ENDING)
                    || (template && path.fileName().endsWith(MachineFolder.TEMPLATE_ENDING));
            MachineFolder folder = new MachineFolder(
                    host.ground().datastores(), names ? path : path.child(base + MachineFolder.ENDING));
            if (folder.path().isRoot()) {
                throw Faults.invalidArgument("configSpec.files.vmPathName", "a machine needs a folder of its own");
            }
            if (folder.exists(folder.vmx())) {
                throw VmFaults.exists(folder.vmx());
            }
            Path made = host.disks().file(folder.path());
            if (!Files.exists(made)) {
                note(folder.path());
                Files.createDirectories(made);
            }
            return folder;
        } catch (IOException failed) {
            undo();
            throw VmFaults.of(failed, path);
        }
    }

    private MachineFolder claimFree(DatastorePath datastore, String base, boolean template) throws IOException {
        for (int number = 0; number < FOLDERS_MAX; number++) {
            DatastorePath path = datastore.child(number == 0 ? base : base + "_" + number);
            Path folder = host.disks().file(path);
            if (!Files.exists(folder)) {
                MachineFolder claimed = new MachineFolder(
                        host.ground().datastores(),
                        path.child(base + (template ? MachineFolder.TEMPLATE_ENDING : MachineFolder.ENDING)));
                note(path, Nvram.of(claimed), claimed.vmx()); // all at once: each note waits for the disk
                try {
                    Files.createDirectory(folder);
                    return claimed;
                } catch (FileAlreadyExistsException other) {
                    scratch.settled(made); // somebody else was quicker, so it is not ours to remove
                    made.clear();
                }
            }
        }
        throw VmFaults.exists(datastore.child(base));
    }

    private static DatastorePath parse(String path) {
        try {
            return DatastorePath.parse(path);
        } catch (InvalidDatastorePathException wrong) {
            throw VmFaults.badPath(wrong);
        }
    }

    /** A name for files that is like a machine's name. */
    static String fileName(String name) {
        StringBuilder safe = new StringBuilder();
        name.strip()
                .chars()
                .forEach(c ->
                        safe.append(Character.isISOControl(c) || "/\\:*?\"<>|%[]".indexOf(c) >= 0 ? '_' : (char) c));
        String text = safe.toString();
        return text.isEmpty() || text.startsWith(".") ? "_" + text : text;
    }
}
