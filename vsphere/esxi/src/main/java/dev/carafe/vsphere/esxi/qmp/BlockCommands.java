package dev.carafe.vsphere.esxi.qmp;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The commands for disks. */
public final class BlockCommands {
    private final QmpClient client;

    public BlockCommands(QmpClient client) {
        this.client = client;
    }

    /** Adds nodes in their order; on failure those already added are taken away again. */
    public void add(List<JsonObject> nodes) throws IOException {
        List<JsonObject> added = new ArrayList<>();
        try {
            for (JsonObject node : nodes) {
                client.execute("blockdev-add", node);
                added.add(node);
            }
        } catch (IOException failed) {
            for (JsonObject node : added.reversed()) {
                try {
                    delete(node.requiredText("node-name"));
                } catch (IOException also) {
                    failed.addSuppressed(also);
                }
            }
            throw failed;
        }
    }

    /** Gives nodes other options: all that they are to have, the old ones too. */
    public void reopen(List<JsonObject> nodes) throws IOException {
        client.execute("blockdev-reopen", JsonObject.of("options", nodes));
    }

    public void delete(String node) throws IOException {
        client.execute("blockdev-del", JsonObject.of("node-name", node));
    }

    /** All nodes by name, each with its {@code file}, {@code drv}, {@code image} and so on. */
    public List<JsonObject> nodes() throws IOException {
        return JsonObject.objectsIn(client.execute("query-named-block-nodes", JsonObject.of("flat", true))
                .fields()
                .get("return"));
    }

    /** Statistics of all drives: {@code rd_bytes}, {@code wr_operations} and so on, in {@code stats}. */
    public List<JsonObject> statistics() throws IOException {
        return JsonObject.objectsIn(client.execute("query-blockstats").fields().get("return"));
    }

    /**
     * From one instant on, writes go to the overlays; all disks at once or none.
     *
     * @param overlays the overlay's node by the node that it comes over; overlays were added without a backing node
     */
    public void snapshot(Map<String, String> overlays) throws IOException {
        List<JsonObject> actions = overlays.entrySet().stream()
                .map(entry -> JsonObject.of("type", "blockdev-snapshot")
                        .with("data", JsonObject.of("node", entry.getKey()).with("overlay", entry.getValue())))
                .toList();
        client.execute("transaction", JsonObject.of("actions", actions));
    }

    /**
     * Starts to move what {@code top} holds into {@code base} (a job). When top is the layer in use, the job becomes ready and
     * waits for {@link Jobs#complete}.
     */
    public void commit(String jobId, String device, String top, String base) throws IOException {
        client.execute("block-commit", job(jobId, device).with("top-node", top).with("base-node", base));
    }

    /**
     * As {@link #commit}, for a layer that another one lies over: that one then lies over {@code base}, and notes no name of it, since
     * what lies over what is said from outside.
     */
    public void commitBeneath(String jobId, String device, String top, String base) throws IOException {
        client.execute(
                "block-commit",
                job(jobId, device).with("top-node", top).with("base-node", base).with("backing-file", ""));
    }

    /** The node that each device writes to or reads from, by the device's id; devices without a medium are absent. */
    public Map<String, String> inserted() throws IOException {
        Map<String, String> nodes = new HashMap<>();
        for (JsonObject drive :
                JsonObject.objectsIn(client.execute("query-block").fields().get("return"))) {
            String device = drive.text("qdev").orElse("");
            drive.object("inserted")
                    .text("node-name")
                    .ifPresent(node -> nodes.put(device.substring(device.lastIndexOf('/') + 1), node));
        }
        return nodes;
    }

    /** Starts to copy into {@code device}'s layer what is beneath it, above {@code base} (a job). */
    public void stream(String jobId, String device, String base) throws IOException {
        client.execute("block-stream", job(jobId, device).with("base-node", base));
    }

    /** Starts to copy all of a disk to another node, and each write with it (a job that becomes ready). */
    public void mirror(String jobId, String device, String target) throws IOException {
        client.execute(
                "blockdev-mirror",
                job(jobId, device).with("target", target).with("sync", "full").with("copy-mode", "write-blocking"));
    }

    /** Makes a disk larger; the guest is told. */
    public void resize(String node, long sizeBytes) throws IOException {
        client.execute("block_resize", JsonObject.of("node-name", node).with("size", sizeBytes));
    }

    private static JsonObject job(String jobId, String device) {
        return JsonObject.of("job-id", jobId).with("device", device).with("auto-dismiss", false);
    }
}
