package dev.carafe.vsphere.esxi.facts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** What the machine's firmware says of it (SMBIOS); a container or a small virtual machine has none of it. */
public record SystemFacts(
        Optional<String> vendor,
        Optional<String> model,
        Optional<String> serialNumber,
        Optional<String> biosVendor,
        Optional<String> biosVersion,
        Optional<Instant> biosDate,
        boolean efi) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MM/dd/yyyy");

    /** Reads {@code /sys/class/dmi}. */
    static SystemFacts read(Path root) {
        Path dmi = root.resolve("sys/class/dmi/id");
        return new SystemFacts(
                TextFiles.read(dmi.resolve("sys_vendor")),
                TextFiles.read(dmi.resolve("product_name")),
                TextFiles.read(dmi.resolve("product_serial")),
                TextFiles.read(dmi.resolve("bios_vendor")),
                TextFiles.read(dmi.resolve("bios_version")),
                TextFiles.read(dmi.resolve("bios_date")).flatMap(SystemFacts::date),
                Files.isDirectory(root.resolve("sys/firmware/efi")));
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text, DATE).atStartOfDay().toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
