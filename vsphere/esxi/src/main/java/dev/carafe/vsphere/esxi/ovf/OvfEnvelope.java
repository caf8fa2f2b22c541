package dev.carafe.vsphere.esxi.ovf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A descriptor's content.
 *
 * @param files what belongs to the package, by its id
 * @param disks by id
 * @param networks by name, with their descriptions
 * @param options ways to deploy, the default first
 * @param system the one virtual system, or the collection of several
 */
public record OvfEnvelope(
        Map<String, PackageFile> files,
        Map<String, PackageDisk> disks,
        Map<String, String> networks,
        List<DeploymentOption> options,
        OvfElement system,
        OvfElement root) {

    /** A file of the package. */
    public record PackageFile(String id, String href, OptionalLong size, String compression, OptionalLong chunkSize) {}

    /**
     * A disk.
     *
     * @param fileRef the file that holds its content; an empty disk has none
     * @param capacity in the units of {@code capacityUnits}, as it is written
     */
    public record PackageDisk(
            String id,
            Optional<String> fileRef,
            String capacity,
            String capacityUnits,
            String format,
            OptionalLong populatedSize,
            boolean isChild,
            int line) {
        OptionalLong capacityBytes() {
            return AllocationUnits.amount(capacity, capacityUnits);
        }
    }

    /** A way to deploy. */
    public record DeploymentOption(String id, String label, String description) {}

    /** Whether there is one virtual system, not a collection. */
    boolean isOneSystem() {
        return system.name().equals("VirtualSystem");
    }

    /** What the system calls itself. */
    String name() {
        String name = system.textOf("Name");
        return name.isEmpty() ? system.attribute("id").orElse("") : name;
    }

    /** The configuration that is meant when none is asked for. */
    String defaultOption() {
        return options.isEmpty() ? "" : options.getFirst().id();
    }

    static OvfEnvelope of(OvfElement root) throws MalformedOvfException {
        if (!root.name().equals("Envelope")) {
            throw new MalformedOvfException(root.line(), "The root element is " + root.name() + ", not Envelope.");
        }
        Map<String, PackageFile> files = new LinkedHashMap<>();
        for (OvfElement file :
                root.first("References").map(refs -> refs.all("File").toList()).orElse(List.of())) {
            PackageFile read = new PackageFile(
                    required(file, "id"),
                    required(file, "href"),
                    number(file, "size"),
                    file.attribute("compression").orElse(""),
                    number(file, "chunkSize"));
            if (files.putIfAbsent(read.id(), read) != null) {
                throw new MalformedOvfException(file.line(), "Two files have the id " + read.id() + ".");
            }
        }
        Map<String, PackageDisk> disks = new LinkedHashMap<>();
        for (OvfElement disk : root.first("DiskSection")
                .map(section -> section.all("Disk").toList())
                .orElse(List.of())) {
            PackageDisk read = new PackageDisk(
                    required(disk, "diskId"),
                    disk.attribute("fileRef"),
                    required(disk, "capacity"),
                    disk.attribute("capacityAllocationUnits").orElse("byte"),
                    disk.attribute("format").orElse(""),
                    number(disk, "populatedSize"),
                    disk.attribute("parentRef").isPresent(),
                    disk.line());
            if (disks.putIfAbsent(read.id(), read) != null) {
                throw new MalformedOvfException(disk.line(), "Two disks have the id " + read.id() + ".");
            }
        }
        Map<String, String> networks = new LinkedHashMap<>();
        for (OvfElement network : root.first("NetworkSection")
                .map(section -> section.all("Network").toList())
                .orElse(List.of())) {
            networks.put(required(network, "name"), network.textOf("Description"));
        }
        OvfElement system = root.first("VirtualSystem")
                .or(() -> root.first("VirtualSystemCollection"))
                .orElse(null);
        if (system == null) {
            throw new MalformedOvfException(root.line(), "The descriptor describes no virtual system.");
        }
        return new OvfEnvelope(files, disks, networks, options(root), system, root);
    }

    private static List<DeploymentOption> options(OvfElement root) throws MalformedOvfException {
        List<DeploymentOption> options = new ArrayList<>();
        List<OvfElement> all = root.first("DeploymentOptionSection")
                .map(section -> section.all("Configuration").toList())
                .orElse(List.of());
        for (OvfElement option : all) {
            DeploymentOption read =
                    new DeploymentOption(required(option, "id"), option.textOf("Label"), option.textOf("Description"));
            if (option.attribute("default")
                    .map(value -> value.equals("true") || value.equals("1"))
                    .orElse(false)) {
                options.addFirst(read);
            } else {
                options.add(read);
            }
        }
        return options;
    }

    private static String required(OvfElement element, String attribute) throws MalformedOvfException {
        return element.attribute(attribute)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new MalformedOvfException(
                        element.line(), "The element " + element.name() + " has no attribute " + attribute + "."));
    }

    private static OptionalLong number(OvfElement element, String attribute) throws MalformedOvfException {
        Optional<String> text = element.attribute(attribute);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("[0-9]{1,18}")) {
            throw new MalformedOvfException(
                    element.line(),
                    "The attribute " + attribute + " of " + element.name() + " is no number: " + text.get());
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }
}
