package dev.carafe.vsphere.esxi.facts;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A physical network card.
 *
 * @param pci its address on the PCI bus; empty for one that is elsewhere
 * @param speedMb empty when there is no link, or the card does not tell
 */
public record NicFacts(
        String device,
        String mac,
        Optional<String> driver,
        Optional<String> pci,
        Optional<Integer> speedMb,
        boolean fullDuplex,
        int mtu) {
    /** Reads {@code /sys/class/net}: what has a device behind it is a card, whatever is purely of the kernel's making is not. */
    static List<NicFacts> read(Path root) {
        List<NicFacts> nics = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve("sys/class/net"))) {
            for (Path one : all) {
                if (Files.exists(one.resolve("device"))) {
                    nics.add(one(one));
                }
            }
        } catch (IOException _) {
            return List.of(); // no /sys, no cards
        }
        nics.sort(Comparator.comparing(NicFacts::device));
        return List.copyOf(nics);
    }

    private static NicFacts one(Path folder) {
        return new NicFacts(
                folder.getFileName().toString(),
                TextFiles.read(folder.resolve("address")).orElse("00:00:00:00:00:00"),
                linked(folder.resolve("device/driver")),
                linked(folder.resolve("device"))
                        .filter(name -> name.matches("[0-9a-f]{4}:.*"))
                        .or(() -> linked(folder.resolve("device/..")).filter(name -> name.matches("[0-9a-f]{4}:.*"))),
                TextFiles.number(folder.resolve("speed"))
                        .filter(speed -> speed > 0)
                        .map(Long::intValue),
                !TextFiles.read(folder.resolve("duplex")).orElse("full").equals("half"),
                TextFiles.number(folder.resolve("mtu")).orElse(1500L).intValue());
    }

    /** The name of what a link leads to. */
    private static Optional<String> linked(Path link) {
        try {
            return Optional.of(link.toRealPath().getFileName().toString());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
