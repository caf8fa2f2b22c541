package dev.carafe.vsphere.esxi.qmp;

import dev.carafe.vsphere.esxi.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The commands for the machine as a whole: power, console, devices, memory, processors. */
public final class QemuMonitor {
    private static final int OPENINGS_MAX = 20;

    private final QmpClient client;

    public QemuMonitor(QmpClient client) {
        this.client = client;
    }

    public QmpClient client() {
        return client;
    }

    public RunState status() throws IOException {
        String status = client.execute("query-status").object("return").requiredText("status");
        return RunState.of(status).orElseThrow(() -> new IOException("QEMU is in the unknown state " + status));
    }

    public void stop() throws IOException {
        client.execute("stop");
    }

    /** Has the guest's cards say where they are, so that switches learn it. */
    public void announce() throws IOException {
        client.execute(
                "announce-self",
                JsonObject.of("initial", 50L)
                        .with("max", 550L)
                        .with("rounds", 5L)
                        .with("step", 100L));
    }

    public void cont() throws IOException {
        client.execute("cont");
    }

    /** Presses the power button; what the guest makes of it is its own affair. */
    public void powerdown() throws IOException {
        client.execute("system_powerdown");
    }

    /**
     * Wakes a guest that sleeps.
     *
     * @throws QmpException when it does not sleep
     */
    public void wakeup() throws IOException {
        client.execute("system_wakeup");
    }

    public void reset() throws IOException {
        client.execute("system_reset");
    }

    /** Ends QEMU; what the guest has not flushed is lost. */
    public void quit() throws IOException {
        try {
            client.execute("quit");
        } catch (QmpClosedException _) {
            // QEMU was quicker to close than to answer.
        }
    }

    /** Writes the screen as PNG; as the user that QEMU runs as. */
    public void screendump(Path file) throws IOException {
        client.execute("screendump", JsonObject.of("filename", file.toString()).with("format", "png"));
    }

    /**
     * Presses keys together and lets them go.
     *
     * @param qcodes QEMU's names of keys, such as {@code ctrl}, {@code a}, {@code ret}
     */
    public void sendKey(List<String> qcodes) throws IOException {
        List<JsonObject> keys = qcodes.stream()
                .map(qcode -> JsonObject.of("type", "qcode").with("data", qcode))
                .toList();
        client.execute("send-key", JsonObject.of("keys", keys).with("hold-time", 10));
    }

    /** Adds a device; the guest is told, and may take a while. */
    public void deviceAdd(JsonObject options) throws IOException {
        client.execute("device_add", options);
    }

    /** Asks the guest to let a device go; it is gone once the event {@code DEVICE_DELETED} names it. */
    public void deviceDel(String id) throws IOException {
        client.execute("device_del", JsonObject.of("id", id));
    }

    public void netdevAdd(JsonObject options) throws IOException {
        client.execute("netdev_add", options);
    }

    public void netdevDel(String id) throws IOException {
        client.execute("netdev_del", JsonObject.of("id", id));
    }

    /** Plugs a network card's cable in or out; the name is a netdev's or a device's. */
    public void setLink(String name, boolean up) throws IOException {
        client.execute("set_link", JsonObject.of("name", name).with("up", up));
    }

    /** Asks the guest to give memory back until it has so much. */
    public void balloon(long bytes) throws IOException {
        client.execute("balloon", JsonObject.of("value", bytes));
    }

    /** How much memory the guest has after ballooning, in bytes. */
    public long balloonActual() throws IOException {
        return client.execute("query-balloon").object("return").number("actual", 0);
    }

    /** The ids of all devices that were given one, by the command line or by {@link #deviceAdd}. */
    public Set<String> devices() throws IOException {
        return JsonObject.objectsIn(client.execute("qom-list", JsonObject.of("path", "/machine/peripheral"))
                        .fields()
                        .get("return"))
                .stream()
                .filter(child -> child.text("type").orElse("").startsWith("child<"))
                .flatMap(child -> child.text("name").stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The properties of the processors that can still be added, as {@code device_add} takes them, in their order. */
    public List<JsonObject> vacantCpus() throws IOException {
        return JsonObject.objectsIn(
                        client.execute("query-hotpluggable-cpus").fields().get("return"))
                .stream()
                .filter(slot -> !slot.has("qom-path"))
                .map(slot -> with(JsonObject.of("driver", slot.text("type").orElse("")), slot.object("props")))
                .toList()
                .reversed();
    }

    /** The host's thread ids of the guest's processors, for measuring what they use. */
    public List<Long> cpuThreads() throws IOException {
        return JsonObject.objectsIn(client.execute("query-cpus-fast").fields().get("return")).stream()
                .map(cpu -> cpu.number("thread-id", 0))
                .toList();
    }

    /** How much memory the guest was given, at power-on and later, in bytes. */
    public long memoryBytes() throws IOException {
        JsonObject sizes = client.execute("query-memory-size-summary").object("return");
        return sizes.number("base-memory", 0) + sizes.number("plugged-memory", 0);
    }

    /**
     * Adds memory.
     *
     * @param backend what it is an object of, with an {@code id}
     * @param module the device
     */
    public void memoryAdd(JsonObject backend, JsonObject module) throws IOException {
        client.execute("object-add", backend);
        try {
            deviceAdd(module);
        } catch (IOException refused) {
            client.execute("object-del", JsonObject.of("id", backend.requiredText("id")));
            throw refused;
        }
    }

    /** Opens a CD-ROM drive, by force if the guest holds it shut, and takes out what is in it. */
    public void eject(String deviceId) throws IOException {
        whileOpen(deviceId, "blockdev-remove-medium", JsonObject.of("id", deviceId));
    }

    /** Opens a CD-ROM drive that is empty, puts a block node in and shuts it. */
    public void insert(String deviceId, String node) throws IOException {
        whileOpen(
                deviceId,
                "blockdev-insert-medium",
                JsonObject.of("id", deviceId).with("node-name", node));
        client.execute("blockdev-close-tray", JsonObject.of("id", deviceId));
    }

    /** Does something with an open drive. The guest may shut it at any moment, as its firmware does when it looks for a system. */
    private void whileOpen(String deviceId, String command, JsonObject arguments) throws IOException {
        for (int left = OPENINGS_MAX; ; left--) {
            client.execute("blockdev-open-tray", JsonObject.of("id", deviceId).with("force", true));
            try {
                client.execute(command, arguments);
                return;
            } catch (IOException e) {
                if (left <= 1 || !String.valueOf(e.getMessage()).endsWith("is not open")) {
                    throw e;
                }
            }
        }
    }

    /** The name that the guest's VNC console is listening at, when it is. */
    public Optional<String> vncService() throws IOException {
        return client.execute("query-vnc").object("return").text("service");
    }

    private static JsonObject with(JsonObject options, JsonObject more) {
        JsonObject all = options;
        for (var field : more.fields().entrySet()) {
            all = all.with(field.getKey(), field.getValue());
        }
        return all;
    }
}
