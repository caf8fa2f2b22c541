package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Container;
import java.nio.charset.StandardCharsets;

/**
 * Tells whether a running container still is the declared one. As upstream since 1.31, only the name and
 * the image count: nothing else of a container can be changed in place.
 */
public final class ContainerHash {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private ContainerHash() {}

    /** FNV-1a over name and image, in hexadecimal. */
    public static String of(Container container) {
        String text = container.name() + "\0" + container.image();
        int hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return Integer.toHexString(hash);
    }
}
