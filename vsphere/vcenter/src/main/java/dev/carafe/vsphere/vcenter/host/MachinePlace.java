package dev.carafe.vsphere.vcenter.host;

import org.jspecify.annotations.Nullable;

/**
 * Where a machine goes that a host makes.
 *
 * @param name what it is likely to be called
 * @param pool null for a template
 */
public record MachinePlace(
        String name, String folder, @Nullable String pool) {
    Discovery.Expected expected() {
        return new Discovery.Expected(folder, pool);
    }
}
