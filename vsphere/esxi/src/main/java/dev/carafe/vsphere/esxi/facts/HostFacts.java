package dev.carafe.vsphere.esxi.facts;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What this host is made of.
 *
 * @param memoryBytes what the kernel has
 * @param bootTime when the kernel began
 */
public record HostFacts(
        SystemFacts system, CpuFacts cpu, long memoryBytes, Optional<Instant> bootTime, List<NicFacts> nics) {
    public HostFacts {
        nics = List.copyOf(nics);
    }

    /**
     * Reads them.
     *
     * @param root the folder that has {@code proc} and {@code sys}
     */
    public static HostFacts read(Path root) {
        return new HostFacts(
                SystemFacts.read(root),
                CpuFacts.read(root),
                MemoryInfo.read(root).totalBytes(),
                TextFiles.lines(root.resolve("proc/stat")).stream()
                        .filter(line -> line.startsWith("btime "))
                        .findFirst()
                        .flatMap(line -> TextFiles.number(
                                line.substring("btime ".length()).strip()))
                        .map(Instant::ofEpochSecond),
                NicFacts.read(root));
    }
}
