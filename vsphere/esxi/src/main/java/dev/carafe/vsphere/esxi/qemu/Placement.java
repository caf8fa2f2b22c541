package dev.carafe.vsphere.esxi.qemu;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where on the host the parts of a machine are; all paths absolute.
 *
 * @param runDirectory where its sockets and its pidfile go; short enough that a socket's path has at most 107 bytes
 * @param disks the files of each disk by device key, the base first, the one that is written last
 * @param media the image in each CD-ROM or floppy drive by device key; a drive that is absent here is empty
 * @param taps the tap device of each network card by device key; a card that is absent here has no cable
 * @param serialFiles where each serial port writes, by device key
 * @param guestinfoFiles the value of each {@code guestinfo.*} key
 * @param nvram an EFI machine's own variables
 */
public record Placement(
        Path runDirectory,
        Map<Integer, List<ImageLayer>> disks,
        Map<Integer, Path> media,
        Map<Integer, String> taps,
        Map<Integer, Path> serialFiles,
        Map<String, Path> guestinfoFiles,
        Optional<Path> nvram) {
    public Placement {
        disks = Map.copyOf(disks);
        media = Map.copyOf(media);
        taps = Map.copyOf(taps);
        serialFiles = Map.copyOf(serialFiles);
        guestinfoFiles = Map.copyOf(guestinfoFiles);
    }

    /** A machine with nothing but sockets. */
    public static Placement in(Path runDirectory) {
        return new Placement(runDirectory, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Optional.empty());
    }

    /** The QMP socket that commands go to. */
    public Path qmpSocket() {
        return runDirectory.resolve("qmp.sock");
    }

    /** A second QMP socket, for whoever looks on: a socket serves one client at a time. */
    public Path qmpSecondSocket() {
        return runDirectory.resolve("qmp2.sock");
    }

    public Path guestAgentSocket() {
        return runDirectory.resolve("ga.sock");
    }

    public Path vncSocket() {
        return runDirectory.resolve("vnc.sock");
    }

    /** Where memory goes out to another host, or comes in. */
    public Path moveSocket() {
        return runDirectory.resolve("move.sock");
    }

    /** Written and locked by QEMU; the number in it is the one of its own pid namespace. */
    public Path pidFile() {
        return runDirectory.resolve("qemu.pid");
    }

    public Placement withDisks(Map<Integer, List<ImageLayer>> changed) {
        return new Placement(runDirectory, changed, media, taps, serialFiles, guestinfoFiles, nvram);
    }

    public Placement withTaps(Map<Integer, String> changed) {
        return new Placement(runDirectory, disks, media, changed, serialFiles, guestinfoFiles, nvram);
    }
}
