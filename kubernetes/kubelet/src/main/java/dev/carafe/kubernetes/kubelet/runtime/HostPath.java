package dev.carafe.kubernetes.kubelet.runtime;

import java.nio.file.Path;

/**
 * Where a volume is on the machine.
 *
 * @param readOnly whether containers may only read it, whatever they ask for
 */
public record HostPath(Path path, boolean readOnly) {}
