package dev.carafe.vsphere.esxi.guest;

import dev.carafe.vsphere.esxi.json.JsonObject;

/**
 * The guest's operating system, as {@code os-release(5)} has it; empty texts for what is not known.
 *
 * @param id such as {@code debian}
 * @param prettyName such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param machine such as {@code x86_64}
 */
public record OsInfo(
        String id,
        String name,
        String prettyName,
        String version,
        String versionId,
        String kernelRelease,
        String kernelVersion,
        String machine) {

    static OsInfo of(JsonObject info) {
        return new OsInfo(
                text(info, "id"),
                text(info, "name"),
                text(info, "pretty-name"),
                text(info, "version"),
                text(info, "version-id"),
                text(info, "kernel-release"),
                text(info, "kernel-version"),
                text(info, "machine"));
    }

    private static String text(JsonObject info, String name) {
        return GuestText.clean(info.text(name).orElse(""));
    }
}
