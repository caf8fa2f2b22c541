package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.process.QemuLauncher;
import dev.carafe.vsphere.esxi.qemu.BlockNodes;
import dev.carafe.vsphere.esxi.qemu.DeviceOptions;
import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import dev.carafe.vsphere.esxi.qemu.UnsupportedHardwareException;
import dev.carafe.vsphere.esxi.qmp.EventQueue;
import dev.carafe.vsphere.esxi.qmp.Notice;
import dev.carafe.vsphere.esxi.qmp.QmpException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Adds and removes single devices of a running machine. */
final class HotPlug {
    private static final Logger LOG = System.getLogger(HotPlug.class.getName());
    /** How long a guest may take to let go of a device. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** When it is asked again for what it does not let go of yet. */
    private static final Duration AGAIN = Duration.ofMillis(20);

    private final Machine machine;
    private final MachineProcess process;

    HotPlug(Machine machine, MachineProcess process) {
        this.machine = machine;
        this.process = process;
    }

    void add(Devices devices, Disk disk) throws IOException {
        MachinePlacement files = new MachinePlacement(machine, machine.state().hardware());
        List<ImageLayer> layers = files.layers(machine.folder().path(disk.fileName()));
        try {
            for (ImageLayer layer : layers) {
                hand(layer.file(), layer.equals(layers.getLast()));
            }
            dropNodes(disk.key()); // what a device that was removed held when its nodes were to go
            dropLate(disk.key());
            process.blocks().add(BlockNodes.chain(disk.key(), layers));
        } catch (IOException refused) {
            takeBack(layers.stream().map(ImageLayer::file).toList());
            throw refused;
        }
        try {
            process.monitor()
                    .deviceAdd(DeviceOptions.disk(devices, disk, BlockNodes.layer(disk.key(), layers.size() - 1)));
        } catch (UnsupportedHardwareException wrong) {
            letGo(disk.key());
            throw VmFaults.config(String.valueOf(wrong.getMessage()));
        } catch (IOException refused) {
            letGo(disk.key());
            throw refused;
        }
        scsiPlace(disk).ifPresent(place -> ask("look for", disk, socket -> guests().lookForDisk(socket, place)));
    }

    private GuestTools guests() {
        return machine.host().ground().guests();
    }

    private static Optional<GuestTools.ScsiPlace> scsiPlace(Disk disk) {
        return disk.slot().family() == BusFamily.SCSI
                ? Optional.of(new GuestTools.ScsiPlace(
                        DeviceOptions.scsiPciAddress(disk.slot().bus()),
                        disk.slot().unit()))
                : Optional.empty();
    }

    @FunctionalInterface
    private interface Request {
        void send(Path socket) throws IOException;
    }

    /** Disks come and go without the guest's help; one that cannot be asked finds out by itself or is told by hand. */
    private void ask(String what, Disk disk, Request request) {
        try {
            request.send(process.placement().guestAgentSocket());
        } catch (IOException deaf) {
            LOG.log(
                    Level.INFO,
                    "the guest of {0} cannot be asked to {1} {2}: {3}",
                    machine.name(),
                    what,
                    disk.name(),
                    deaf.getMessage());
        }
    }

    /** Lets QEMU reach a file, and gives it to the user that QEMU runs as. */
    void hand(Path file, boolean writes) throws IOException {
        int user = (int) Files.getAttribute(machine.runDirectory(), "unix:uid");
        if (writes || Customization.isSeed(machine.folder(), file)) {
            QemuLauncher.own(file, user);
        } else {
            MachinePlacement.readable(file);
        }
        process.mounts().show(file, writes);
    }

    /** Takes files out of QEMU's sight again that none of its nodes has open. */
    private void takeBack(List<Path> files) throws IOException {
        List<String> open = process.blocks().nodes().stream()
                .flatMap(node -> node.text("file").stream())
                .toList();
        for (Path file : files) {
            if (!open.contains(file.toString())) {
                process.mounts().hide(file);
            }
        }
    }

    /** The files that nodes have open. */
    private List<Path> files(List<String> nodes) throws IOException {
        return process.blocks().nodes().stream()
                .filter(node -> nodes.contains(node.text("node-name").orElse("")))
                .flatMap(node -> node.text("file").stream())
                .map(Path::of)
                .toList();
    }

    void resize(Disk disk) throws IOException {
        Path file = machine.host()
                .disks()
                .chain(machine.folder().path(disk.fileName()))
                .top()
                .layer()
                .file();
        String node = LiveBlocks.of(process)
                .node(disk.key(), file)
                .orElseThrow(() -> new IOException("QEMU does not have " + file.getFileName()));
        process.blocks().resize(node, disk.capacityBytes());
        machine.host().disks().extended(machine.folder().path(disk.fileName()), disk.capacityBytes());
    }

    void add(Nic nic) throws IOException {
        Optional<String> tap = machine.host().ground().network().tap(machine.id(), nic.key());
        if (tap.isPresent()) {
            process.monitor().netdevAdd(DeviceOptions.tap(nic.key(), tap.get()));
        }
        process.monitor().deviceAdd(DeviceOptions.nic(nic, tap.isPresent()));
        if (tap.isPresent()) {
            MachinePlacement.plug(machine.host(), process, nic, tap.get());
        }
    }

    void replug(Nic nic, boolean connected) throws IOException {
        Optional<String> tap = machine.host().ground().network().tap(machine.id(), nic.key());
        if (tap.isPresent() && connected) { // one without a cable keeps its tap, for when it has one again
            machine.host().ground().network().plug(tap.get(), nic.mac(), process.pid(), nic.portGroup());
        }
        process.monitor().setLink(DeviceOptions.id(nic.key()), connected);
    }

    /**
     * Takes out what is in a CD-ROM or floppy drive, and puts a medium in.
     *
     * @param isIn whether there is something in it now
     * @param wanted the file of what is to be in it; empty for nothing
     */
    void changeMedium(Device drive, boolean isIn, Optional<String> wanted) throws IOException {
        String device = DeviceOptions.id(drive.key());
        process.monitor().eject(device); // the drive is open then, also one that was empty
        if (isIn) {
            List<Path> files = files(List.of(BlockNodes.medium(drive.key())));
            dropNode(BlockNodes.medium(drive.key()));
            takeBack(files);
        }
        if (wanted.isPresent()) {
            DatastorePath path = machine.folder().path(wanted.get());
            Path image = machine.folder().file(path);
            if (!Files.isRegularFile(image)) {
                throw VmFaults.absent(path);
            }
            boolean writes = drive instanceof Floppy;
            try {
                hand(image, writes);
                process.blocks().add(List.of(BlockNodes.mediumNode(drive.key(), image, !writes)));
            } catch (IOException refused) {
                takeBack(List.of(image));
                throw refused;
            }
            process.monitor().insert(device, BlockNodes.medium(drive.key()));
        }
    }

    /** Takes a device away and waits until the guest has let go of it. */
    void remove(Device device) throws IOException, InterruptedException {
        String id = DeviceOptions.id(device.key());
        if (device instanceof Disk disk) {
            scsiPlace(disk).ifPresent(place -> ask("let go of", disk, socket -> guests().letGoOfDisk(socket, place)));
        }
        try (EventQueue events = process.subscribe()) {
            process.monitor().deviceDel(id);
            awaitGone(events, id);
        }
        if (device instanceof Disk) {
            letGo(device.key());
        }
        if (device instanceof Nic nic) {
            Optional<String> tap = machine.host().ground().network().tap(machine.id(), nic.key());
            if (tap.isPresent()) {
                machine.host().ground().network().unplug(tap.get());
                process.monitor().netdevDel(DeviceOptions.netdev(nic.key()));
            }
        }
    }

    private void awaitGone(EventQueue events, String id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Notice> notice = events.poll(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            if (notice.isEmpty()) {
                throw VmFaults.config("the guest did not let go of the device within " + PATIENCE.toSeconds() + " s");
            }
            switch (notice.get()) {
                case Notice.Event(String name, JsonObject data) -> {
                    if (name.equals("DEVICE_DELETED") && data.text("device").equals(Optional.of(id))) {
                        return;
                    }
                    if (name.equals("DEVICE_UNPLUG_GUEST_ERROR")
                            && data.text("device").equals(Optional.of(id))) {
                        throw VmFaults.config("the guest refused to let go of the device");
                    }
                }
                case Notice.Lost() -> throw new IOException("QEMU told more than could be listened to");
                case Notice.Closed(String reason) -> throw new IOException("the machine ended: " + reason);
            }
        }
    }

    /** Removes a disk's nodes, and takes away what only they had open. */
    private void letGo(int key) throws IOException {
        takeBack(dropNodes(key));
    }

    /**
     * Removes a disk's nodes, those above before those beneath.
     *
     * @return the files that they had open
     */
    private List<Path> dropNodes(int key) throws IOException {
        Map<Path, String> nodes = LiveBlocks.of(process).nodes().getOrDefault(key, Map.of());
        List<String> names = new ArrayList<>(nodes.values());
        names.sort(Comparator.comparingInt((String name) -> Integer.parseInt(name.substring(name.lastIndexOf('l') + 1)))
                .reversed());
        for (String name : names) {
            dropNode(name);
            dropNode(name.replaceFirst("-l(\\d+)$", "-f$1"));
        }
        return List.copyOf(nodes.keySet());
    }

    /**
     * Removes what of a disk's nodes QEMU would not let go of at once: a layer whose last reads are under way is gone by its name
     * already, and still has its file open.
     */
    private void dropLate(int key) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> names = namesOf(key);
        while (!names.isEmpty() && System.nanoTime() < deadline) {
            for (String name : names) {
                dropNode(name);
            }
            names = namesOf(key);
            if (!names.isEmpty()) {
                LockSupport.parkNanos(AGAIN.toNanos());
            }
        }
    }

    /** All nodes of a disk, layers before files. */
    private List<String> namesOf(int key) throws IOException {
        String prefix = "disk" + key + "-";
        return process.blocks().nodes().stream()
                .flatMap(node -> node.text("node-name").stream())
                .filter(name -> name.startsWith(prefix))
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    private void dropNode(String name) throws IOException {
        try {
            process.blocks().delete(name);
        } catch (QmpException refused) {
            LOG.log(Level.DEBUG, "node {0}: {1}", name, refused.getMessage());
        }
    }

    /** Lets go of the nodes of a disk whose device is not there. */
    void forget(int diskKey) throws IOException {
        letGo(diskKey);
    }

    void leftBehind(int key, Exception reason) {
        LOG.log(Level.WARNING, "device {0} of machine {1} stays: {2}", key, machine.id(), reason.getMessage());
    }
}
