package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The disks of a running machine as QEMU has them, asked of QEMU: after snapshots and merges the numbers of layers are no longer in order. */
record LiveBlocks(Map<Integer, Map<Path, String>> nodes, Map<Integer, Integer> highest) {
    private static final Pattern LAYER = Pattern.compile("disk(\\d{1,9})-l(\\d{1,6})");

    static LiveBlocks of(MachineProcess process) throws IOException {
        Map<Integer, Map<Path, String>> nodes = new HashMap<>();
        Map<Integer, Integer> highest = new HashMap<>();
        for (JsonObject node : process.blocks().nodes()) {
            String name = node.text("node-name").orElse("");
            Matcher layer = LAYER.matcher(name);
            if (layer.matches()) {
                int key = Integer.parseInt(layer.group(1));
                highest.merge(key, Integer.parseInt(layer.group(2)), Math::max);
                node.text("file")
                        .ifPresent(file ->
                                nodes.computeIfAbsent(key, _ -> new HashMap<>()).put(Path.of(file), name));
            }
        }
        return new LiveBlocks(Map.copyOf(nodes), Map.copyOf(highest));
    }

    /** The node with what is in a file. */
    Optional<String> node(int key, Path file) {
        return Optional.ofNullable(nodes.getOrDefault(key, Map.of()).get(file));
    }

    /** A number for one more layer. */
    int nextLayer(int key) {
        return highest.getOrDefault(key, -1) + 1;
    }
}
