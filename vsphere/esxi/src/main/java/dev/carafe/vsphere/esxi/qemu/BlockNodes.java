package dev.carafe.vsphere.esxi.qemu;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * QEMU's block nodes: for each layer of a disk one for its file ({@code disk2000-f0}) and one for its format
 * ({@code disk2000-l0}), numbered from the base. The same for the command line and for {@code blockdev-add}.
 */
public final class BlockNodes {
    private BlockNodes() {}

    /** The name of the node that holds a layer's content; the base is layer 0. */
    public static String layer(int deviceKey, int layer) {
        return "disk" + deviceKey + "-l" + layer;
    }

    /** The name of the node for a layer's file. */
    public static String file(int deviceKey, int layer) {
        return "disk" + deviceKey + "-f" + layer;
    }

    /** The name of the node for what is in a CD-ROM or floppy drive. */
    public static String medium(int deviceKey) {
        return "iso" + deviceKey;
    }

    /** The nodes of a disk in the order in which they must be added: each after what it refers to. */
    public static List<JsonObject> chain(int deviceKey, List<ImageLayer> layers) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("no file for device " + deviceKey);
        }
        List<JsonObject> nodes = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            boolean top = layer == layers.size() - 1;
            nodes.add(fileNode(file(deviceKey, layer), layers.get(layer).file(), !top));
            nodes.add(formatNode(deviceKey, layer, layers.get(layer).format(), !top));
        }
        return nodes;
    }

    /** The nodes of one more layer over a disk's chain, to be handed to {@code blockdev-snapshot}. */
    public static List<JsonObject> overlay(int deviceKey, int layer, Path file) {
        JsonObject format = JsonObject.of("driver", ImageFormat.QCOW2.driver())
                .with("node-name", layer(deviceKey, layer))
                .with("file", file(deviceKey, layer))
                .with("discard", "unmap");
        return List.of(fileNode(file(deviceKey, layer), file, false), format);
    }

    /**
     * The nodes of a layer that was opened to be read, as {@code blockdev-reopen} takes them to have it written.
     *
     * @param beneath the node that it lies over; empty for a base
     */
    public static List<JsonObject> writable(int deviceKey, int layer, ImageLayer image, Optional<String> beneath) {
        JsonObject format = JsonObject.of("driver", image.format().driver())
                .with("node-name", layer(deviceKey, layer))
                .with("file", file(deviceKey, layer))
                .with("read-only", false)
                .with("discard", "unmap");
        return List.of(
                fileNode(file(deviceKey, layer), image.file(), false),
                beneath.map(node -> format.with("backing", node)).orElse(format));
    }

    /** The node for an image in a CD-ROM or floppy drive. */
    public static JsonObject mediumNode(int deviceKey, Path file, boolean readOnly) {
        return fileNode(medium(deviceKey), file, readOnly);
    }

    private static JsonObject fileNode(String name, Path file, boolean readOnly) {
        return JsonObject.of("driver", "file")
                .with("node-name", name)
                .with("filename", file.toString())
                .with("read-only", readOnly)
                .with("locking", "on")
                .with("discard", "unmap");
    }

    private static JsonObject formatNode(int deviceKey, int layer, ImageFormat format, boolean readOnly) {
        JsonObject node = JsonObject.of("driver", format.driver())
                .with("node-name", layer(deviceKey, layer))
                .with("file", file(deviceKey, layer))
                .with("read-only", readOnly)
                .with("discard", "unmap");
        return layer == 0 ? node : node.with("backing", layer(deviceKey, layer - 1));
    }
}
