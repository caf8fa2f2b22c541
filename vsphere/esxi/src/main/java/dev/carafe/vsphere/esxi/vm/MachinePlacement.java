package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.process.Confinement;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.process.QemuLauncher;
import dev.carafe.vsphere.esxi.qemu.DeviceOptions;
import dev.carafe.vsphere.esxi.qemu.EfiFirmware;
import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import dev.carafe.vsphere.esxi.qemu.Placement;
import dev.carafe.vsphere.esxi.qemu.QemuCommandLine;
import dev.carafe.vsphere.esxi.qemu.QemuFacts;
import dev.carafe.vsphere.esxi.qmp.QemuMonitor;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Brings a machine's files into place before it is powered on, and away after. QEMU's user gets the machine's files, never its
 * folder, so that a QEMU that was broken into cannot put another configuration there.
 */
final class MachinePlacement {
    private static final Logger LOG = System.getLogger(MachinePlacement.class.getName());
    private static final String GUESTINFO_FOLDER = "guestinfo";
    /** As many as a running machine has free slots for cards. */
    private static final int SPARE_TAPS = 4;

    private final Machine machine;
    private final VmHost host;
    private final VirtualMachine hardware;
    private final List<Path> written = new ArrayList<>();
    private final List<Path> read = new ArrayList<>();

    MachinePlacement(Machine machine, VirtualMachine hardware) {
        this.machine = machine;
        this.host = machine.host();
        this.hardware = hardware;
    }

    /** Makes what is missing, and says where everything is. */
    Placement make(QemuFacts facts) {
        try {
            Files.createDirectories(machine.runDirectory());
            return new Placement(
                    machine.runDirectory(), disks(), media(), taps(), serialFiles(), guestinfo(), nvram(facts));
        } catch (IOException failed) {
            throw VmFaults.of(failed, machine.folder().vmx());
        }
    }

    private Map<Integer, List<ImageLayer>> disks() {
        Map<Integer, List<ImageLayer>> layers = new HashMap<>();
        for (Disk disk : hardware.devices().disks()) {
            DatastorePath path = machine.folder().path(disk.fileName());
            if (disk.mode() == DiskMode.INDEPENDENT_NONPERSISTENT) {
                DatastorePath over = throwaway(machine, disk);
                host.disks().delete(over);
                new Scratch(host).making(List.of(over)); // noted until it is dropped: the configuration never names it
                host.disks().delta(path, over);
                path = over;
            }
            layers.put(disk.key(), layers(path));
        }
        return layers;
    }

    /** The layers of a disk, noted as files that QEMU reads or writes. */
    List<ImageLayer> layers(DatastorePath path) {
        List<ImageLayer> layers = host.disks().chain(path).layersBaseFirst();
        layers.subList(0, layers.size() - 1).forEach(layer -> read.add(layer.file()));
        written.add(layers.getLast().file());
        return layers;
    }

    /** The disk that takes the writes of one whose writes are dropped at power-off. */
    private static DatastorePath throwaway(Machine machine, Disk disk) {
        return machine.folder().sibling("-redo-" + disk.key() + ".vmdk");
    }

    /** All of a machine that is on. */
    static List<DatastorePath> throwaways(Machine machine) {
        return machine.state().hardware().devices().disks().stream()
                .filter(disk -> disk.mode() == DiskMode.INDEPENDENT_NONPERSISTENT)
                .map(disk -> throwaway(machine, disk))
                .toList();
    }

    private Map<Integer, Path> media() {
        Map<Integer, Path> media = new HashMap<>();
        for (Cdrom cdrom : hardware.devices().cdroms()) {
            if (cdrom.startConnected()) {
                cdrom.isoFileName().ifPresent(file -> medium(media, cdrom.key(), file, isSeed(file) ? written : read));
            }
        }
        for (Floppy floppy : hardware.devices().floppies()) {
            if (floppy.startConnected()) {
                floppy.imageFileName().ifPresent(file -> medium(media, floppy.key(), file, written));
            }
        }
        return media;
    }

    private boolean isSeed(String fileName) {
        return Customization.isSeed(
                machine.folder(), machine.folder().file(machine.folder().path(fileName)));
    }

    private void medium(Map<Integer, Path> media, int key, String fileName, List<Path> noted) {
        Path image = machine.folder().file(machine.folder().path(fileName));
        if (Files.isRegularFile(image)) { // as upstream does, a machine starts without an image that is gone
            media.put(key, image);
            noted.add(image);
        }
    }

    private Map<Integer, String> taps() {
        Map<Integer, String> taps = new HashMap<>();
        for (Nic nic : hardware.devices().nics()) {
            host.ground().network().tap(machine.id(), nic.key()).ifPresent(tap -> taps.put(nic.key(), tap));
        }
        return taps;
    }

    /** The tap devices of the machine's cards, and some more for cards that are added while it runs. */
    List<String> tapsToMake() {
        int used = hardware.devices().nics().stream().mapToInt(Nic::index).max().orElse(-1) + 1;
        List<String> taps = new ArrayList<>();
        for (int index = 0; index < Math.min(Nic.MAX, used + SPARE_TAPS); index++) {
            host.ground().network().tap(machine.id(), Nic.KEY + index).ifPresent(taps::add);
        }
        return taps;
    }

    private Map<Integer, Path> serialFiles() throws IOException {
        Map<Integer, Path> files = new HashMap<>();
        for (SerialPort port : hardware.devices().serialPorts()) {
            Optional<String> name = port.fileName();
            if (name.isEmpty()) {
                continue;
            }
            Path file = machine.folder().file(machine.folder().path(name.get()));
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            files.put(port.key(), file);
            written.add(file);
        }
        return files;
    }

    private Map<String, Path> guestinfo() throws IOException {
        Path folder = Files.createDirectories(machine.runDirectory().resolve(GUESTINFO_FOLDER));
        Map<String, Path> files = new HashMap<>();
        int number = 0;
        for (Map.Entry<String, String> entry :
                new TreeMap<>(hardware.extraConfig().guestinfo()).entrySet()) {
            if (QemuCommandLine.isVisible(entry.getKey())) {
                Path file = folder.resolve(String.valueOf(number++));
                Files.write(file, entry.getValue().getBytes(UTF_8));
                files.put(entry.getKey(), file);
                written.add(file);
            }
        }
        written.add(folder);
        return files;
    }

    private Optional<Path> nvram(QemuFacts facts) throws IOException {
        if (hardware.firmware() != Firmware.EFI) {
            return Optional.empty();
        }
        EfiFirmware efi = facts.efi()
                .orElseThrow(
                        () -> VmFaults.config("no EFI firmware is installed on the host; the package is called ovmf"));
        Path file = machine.folder().file(Nvram.of(machine.folder()));
        if (!Files.exists(file)) {
            DurableFile.write(
                    file, Files.readAllBytes(hardware.boot().secureBoot() ? efi.secureVariables() : efi.variables()));
        }
        written.add(file);
        return Optional.of(file);
    }

    /** The folders that QEMU needs. */
    List<Path> visibleFolders() {
        Set<Path> folders = new LinkedHashSet<>();
        folders.add(machine.runDirectory());
        folders.add(machine.folder().file(machine.folder().path()));
        for (List<Path> files : List.of(written, read)) {
            files.stream().map(Path::getParent).forEach(folders::add);
        }
        return List.copyOf(folders);
    }

    /**
     * Gives QEMU's user what it writes, and lets it read the rest.
     *
     * @param memory what the machine goes on from
     */
    void own(Optional<Confinement> confinement, Optional<DatastorePath> memory) throws IOException {
        if (confinement.isEmpty()) {
            return;
        }
        Path folder = machine.folder().file(machine.folder().path());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Path file : read) {
            readable(file);
        }
        int user = confinement.get().user();
        memory.map(machine.folder()::file).ifPresent(written::add);
        for (Path file : written) {
            QemuLauncher.own(file, user);
        }
    }

    static void readable(Path file) throws IOException {
        Set<PosixFilePermission> permissions = new HashSet<>(Files.getPosixFilePermissions(file));
        if (permissions.add(PosixFilePermission.OTHERS_READ)) {
            Files.setPosixFilePermissions(file, permissions);
        }
    }

    /** Makes a file that a running QEMU is to write to, as the user that its run directory belongs to. */
    static void provide(Path file, Path runDirectory) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        QemuLauncher.own(file, (int) Files.getAttribute(runDirectory, "unix:uid"));
    }

    /** The keys of devices that are plugged in when the machine starts. */
    Set<Integer> connected(Placement placement) {
        Set<Integer> keys = new HashSet<>(placement.media().keySet());
        keys.addAll(placement.serialFiles().keySet());
        hardware.devices().nics().stream()
                .filter(nic -> nic.startConnected() && placement.taps().containsKey(nic.key()))
                .forEach(nic -> keys.add(nic.key()));
        return keys;
    }

    /** Puts the cables of a machine that has just started into their switches. */
    void plug(MachineProcess process) throws IOException {
        Map<Integer, String> taps = process.placement().taps();
        for (Nic nic : hardware.devices().nics()) {
            String tap = taps.get(nic.key());
            if (tap != null) {
                plug(host, process, nic, tap);
            }
        }
    }

    static void plug(VmHost host, MachineProcess process, Nic nic, String tap) throws IOException {
        QemuMonitor monitor = process.monitor();
        if (nic.startConnected()) {
            host.ground().network().plug(tap, nic.mac(), process.pid(), nic.portGroup());
        }
        monitor.setLink(DeviceOptions.id(nic.key()), nic.startConnected());
    }

    /** Takes away what a machine had while it was on. */
    static void dismantle(Machine machine) {
        VmHost host = machine.host();
        for (Nic nic : machine.state().hardware().devices().nics()) {
            Optional<String> tap = host.ground().network().tap(machine.id(), nic.key());
            try {
                if (tap.isPresent()) {
                    host.ground().network().unplug(tap.get());
                }
            } catch (IOException left) {
                LOG.log(Level.WARNING, "{0} is left plugged in: {1}", tap, left.getMessage());
            }
        }
        try {
            host.ground().confinements().release(machine.id());
        } catch (IOException left) {
            LOG.log(Level.WARNING, "what confined machine {0} is left behind: {1}", machine.id(), left.getMessage());
        }
        new Scratch(host).undo(throwaways(machine));
    }
}
