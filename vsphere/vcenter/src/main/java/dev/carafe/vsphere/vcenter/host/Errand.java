package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.json.Json;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a host does for vCenter, as it is noted before the host is asked: a vCenter that was ended meanwhile knows by it where a
 * machine belongs that the host made, and how its own task ends.
 *
 * @param key the key of vCenter's task; something else, with a slash in it, for what has none
 * @param hostId the host that does it; of a move the one that registers the machine: the destination, or the source again
 * @param hostTask what that host calls its task, or of the move of a running machine the source; null until it said so, or when
 *     there is none
 * @param whole whether vCenter's task has nothing more to do when the host has done it
 * @param place where a machine goes that is made; null when none is
 * @param move the machine that changes its host; null when none does
 */
record Errand(
        String key,
        String hostId,
        @Nullable String hostTask,
        boolean whole,
        @Nullable MachinePlace place,
        @Nullable HostChange move) {
    /** Whether no task waits for it. */
    boolean isNobodys() {
        return key.contains("/");
    }

    /** The same after its task has ended without an outcome. */
    Errand left() {
        return new Errand("left/" + key, hostId, hostTask, whole, place, move);
    }

    /** The same once a host said what it calls its task. */
    Errand withHostTask(String host, String task) {
        return new Errand(key, host, task, whole, place, move);
    }

    /** As JSON, for the store. */
    byte[] encode() {
        Map<String, Object> all = new HashMap<>();
        all.put("host", hostId);
        all.put("whole", whole);
        if (hostTask != null) {
            all.put("hostTask", hostTask);
        }
        if (place != null) {
            all.put("name", place.name());
            all.put("folder", place.folder());
            if (place.pool() != null) {
                all.put("pool", place.pool());
            }
        }
        if (move != null) {
            all.put("machine", move.machine());
            all.put("source", move.source());
            all.put("target", move.target());
            all.put("path", move.path());
            all.put("template", move.template());
            all.put("live", move.live());
            all.put("eventsBefore", (long) move.eventsBefore());
        }
        return Json.encode(all);
    }

    /** @throws IOException when it is no errand */
    static Errand decode(String key, byte[] text) throws IOException {
        if (!(Json.decode(text) instanceof Map<?, ?> all)) {
            throw new IOException("an errand that is no JSON object");
        }
        MachinePlace place = all.get("folder") instanceof String folder
                ? new MachinePlace(text(all, "name"), folder, all.get("pool") instanceof String pool ? pool : null)
                : null;
        HostChange move = all.get("machine") instanceof String machine
                ? new HostChange(
                        machine,
                        text(all, "source"),
                        text(all, "target"),
                        text(all, "path"),
                        Boolean.TRUE.equals(all.get("template")),
                        Boolean.TRUE.equals(all.get("live")),
                        all.get("eventsBefore") instanceof Number before ? before.intValue() : Integer.MAX_VALUE)
                : null;
        return new Errand(
                key,
                text(all, "host"),
                all.get("hostTask") instanceof String task ? task : null,
                Boolean.TRUE.equals(all.get("whole")),
                place,
                move);
    }

    private static String text(Map<?, ?> all, String name) throws IOException {
        if (all.get(name) instanceof String text) {
            return text;
        }
        throw new IOException("an errand without its " + name);
    }
}
