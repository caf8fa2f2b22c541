package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.BlockNodes;
import dev.carafe.vsphere.esxi.qemu.DeviceOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The disks of a running machine as QEMU has them, asked of QEMU: after snapshots and merges the numbers of layers are no longer in
 * order. Layers are told by the nodes of their files, since of a layer over another QEMU shows no plain name.
 *
 * @param nodes by device key the node of each layer by its file
 * @param highest by device key the highest number of a layer
 * @param inserted the node that each device writes to, by the device's id
 * @param readOnly the nodes that were opened to be read
 */
record LiveBlocks(
        Map<Integer, Map<Path, String>> nodes,
        Map<Integer, Integer> highest,
        Map<String, String> inserted,
        Set<String> readOnly) {
    private static final Pattern FILE = Pattern.compile("disk(\\d{1,9})-f(\\d{1,6})");

    static LiveBlocks of(MachineProcess process) throws IOException {
        Map<Integer, Map<Path, String>> nodes = new HashMap<>();
        Map<Integer, Integer> highest = new HashMap<>();
        Set<String> readOnly = new HashSet<>();
        for (JsonObject node : process.blocks().nodes()) {
            if (node.flag("ro")) {
                readOnly.add(node.text("node-name").orElse(""));
            }
            Matcher file = FILE.matcher(node.text("node-name").orElse(""));
            if (file.matches()) {
                int key = Integer.parseInt(file.group(1));
                int layer = Integer.parseInt(file.group(2));
                highest.merge(key, layer, Math::max);
                node.text("file")
                        .ifPresent(path -> nodes.computeIfAbsent(key, _ -> new HashMap<>())
                                .put(Path.of(path), BlockNodes.layer(key, layer)));
            }
        }
        return new LiveBlocks(
                Map.copyOf(nodes),
                Map.copyOf(highest),
                Map.copyOf(process.blocks().inserted()),
                Set.copyOf(readOnly));
    }

    /** The node with what is in a file. */
    Optional<String> node(int key, Path file) {
        return Optional.ofNullable(nodes.getOrDefault(key, Map.of()).get(file));
    }

    /** The file that a disk is written to. */
    Optional<Path> active(int key) {
        String node = inserted.get(DeviceOptions.id(key));
        return nodes.getOrDefault(key, Map.of()).entrySet().stream()
                .filter(entry -> entry.getValue().equals(node))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** A number for one more layer. */
    int nextLayer(int key) {
        return highest.getOrDefault(key, -1) + 1;
    }
}
