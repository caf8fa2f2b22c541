package dev.carafe.vsphere.esxi.guest;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A file system in the guest.
 *
 * @param totalBytes its size; empty when the agent does not tell
 * @param usedBytes how much of it is taken
 */
public record GuestFileSystem(String mountPoint, String type, Optional<Long> totalBytes, Optional<Long> usedBytes) {
    private static final int FILE_SYSTEMS_MAX = 256;

    static List<GuestFileSystem> listOf(List<JsonObject> systems) {
        return systems.stream()
                .limit(FILE_SYSTEMS_MAX)
                .map(one -> new GuestFileSystem(
                        GuestText.clean(one.text("mountpoint").orElse("")),
                        GuestText.clean(one.text("type").orElse("")),
                        size(one, "total-bytes"),
                        size(one, "used-bytes")))
                .toList();
    }

    private static Optional<Long> size(JsonObject one, String name) {
        long bytes = one.number(name, -1);
        return bytes < 0 ? Optional.empty() : Optional.of(bytes);
    }
}
