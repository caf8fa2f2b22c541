package dev.carafe.vsphere.vcenter.entity;

import java.util.UUID;

/** How distributed switches are named in the backings of cards: 16 bytes in hex, a dash in the middle, as vSphere writes them. */
final class SwitchUuid {
    private SwitchUuid() {}

    static String random() {
        return of(UUID.randomUUID());
    }

    static String of(UUID uuid) {
        return half(uuid.getMostSignificantBits()) + "-" + half(uuid.getLeastSignificantBits());
    }

    private static String half(long bits) {
        return String.format("%016x", bits).replaceAll("(..)(?=.)", "$1 ");
    }
}
