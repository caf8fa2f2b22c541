package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Which machines the host has, and which files are being made or destroyed, in one file. Any thread. What a method says is on the disk
 * when it returns; when it throws, nothing has changed.
 */
final class Registrations {
    private static final String FILE = "vms.json";

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    /** All of these are guarded by the lock. */
    private long lastId;

    private Map<Long, Registered> machines = new LinkedHashMap<>();
    private Set<DatastorePath> made = new LinkedHashSet<>();
    private Set<DatastorePath> doomed = new LinkedHashSet<>();
    private Set<DatastorePath> unfinished = new LinkedHashSet<>();
    private Map<Long, Move> arriving = new LinkedHashMap<>();
    private Map<Long, Move> departing = new LinkedHashMap<>();

    /**
     * A machine on its way between hosts.
     *
     * @param ticket what both hosts call this move
     */
    record Move(DatastorePath vmx, String ticket) {}
    /** A machine's configuration, with its part of the file: each change writes all of them. */
    private record Registered(DatastorePath vmx, String text) {
        static Registered of(long id, DatastorePath vmx) {
            return new Registered(
                    vmx, JsonObject.of("id", id).with("path", vmx.toString()).toString());
        }
    }

    private Registrations(Path file) {
        this.file = file;
    }

    /** Reads what there is in a state folder. */
    static Registrations open(Path stateFolder) throws IOException {
        Registrations opened = new Registrations(stateFolder.resolve(FILE));
        if (Files.exists(opened.file)) {
            opened.read(Files.readAllBytes(opened.file));
        }
        return opened;
    }

    /** The machines by id, in the order in which they came. */
    Map<Long, DatastorePath> machines() {
        lock.lock();
        try {
            Map<Long, DatastorePath> all = new LinkedHashMap<>();
            machines.forEach((id, machine) -> all.put(id, machine.vmx()));
            return all;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Files that were being made when the agent ended, unless they were done; the last noted first, since a folder is noted before
     * what is in it and goes after it.
     */
    List<DatastorePath> made() {
        lock.lock();
        try {
            return List.copyOf(made).reversed();
        } finally {
            lock.unlock();
        }
    }

    /** Files that were being destroyed when the agent ended. */
    List<DatastorePath> doomed() {
        lock.lock();
        try {
            return List.copyOf(doomed);
        } finally {
            lock.unlock();
        }
    }

    /** Machines whose disks were still being sent when the agent ended. */
    List<DatastorePath> unfinished() {
        lock.lock();
        try {
            return List.copyOf(unfinished);
        } finally {
            lock.unlock();
        }
    }

    /** All that a machine is to have is there. */
    void finished(DatastorePath vmx) throws IOException {
        change(() -> unfinished.remove(vmx));
    }

    Optional<Long> idOf(DatastorePath vmx) {
        lock.lock();
        try {
            return machines.entrySet().stream()
                    .filter(entry -> entry.getValue().vmx().equals(vmx))
                    .map(Map.Entry::getKey)
                    .findFirst();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a machine; the files that it was made of are done.
     *
     * @param whole false when it is to go unless {@link #finished} is said before the agent ends
     * @return its id, which no other machine had or will have; empty when the host has it already
     */
    Optional<Long> register(DatastorePath vmx, List<DatastorePath> files, boolean whole) throws IOException {
        lock.lock();
        try {
            if (idOf(vmx).isPresent()) {
                return Optional.empty();
            }
            long id = lastId + 1;
            change(() -> {
                lastId = id;
                machines.put(id, Registered.of(id, vmx));
                if (!whole) {
                    unfinished.add(vmx);
                }
                files.forEach(made::remove);
            });
            return Optional.of(id);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Notes a machine that comes from another host. It is not the host's before {@link #arrived}.
     *
     * @return the id that it has on the way and after; empty when the host has it already
     */
    Optional<Long> arriving(Move move) throws IOException {
        lock.lock();
        try {
            boolean known = idOf(move.vmx()).isPresent()
                    || arriving.values().stream().anyMatch(other -> other.vmx().equals(move.vmx()));
            if (known) {
                return Optional.empty();
            }
            long id = lastId + 1;
            change(() -> {
                lastId = id;
                arriving.put(id, move);
            });
            return Optional.of(id);
        } finally {
            lock.unlock();
        }
    }

    /** A machine that was noted as arriving is the host's now. */
    void arrived(long id) throws IOException {
        change(() -> {
            Move move = arriving.remove(id);
            if (move != null) {
                machines.put(id, Registered.of(id, move.vmx()));
            }
        });
    }

    /** A machine that was noted as arriving does not come. */
    void strayed(long id) throws IOException {
        change(() -> arriving.remove(id));
    }

    /** Notes that another host is being given a machine. {@link #unregister} or {@link #stayed} ends it. */
    void departing(long id, Move move) throws IOException {
        change(() -> departing.put(id, move));
    }

    /** A machine that was noted as departing is the host's as before. */
    void stayed(long id) throws IOException {
        change(() -> departing.remove(id));
    }

    /** The machines on their way here, by id. */
    Map<Long, Move> arriving() {
        lock.lock();
        try {
            return new LinkedHashMap<>(arriving);
        } finally {
            lock.unlock();
        }
    }

    /** The machines on their way to other hosts, by id. */
    Map<Long, Move> departing() {
        lock.lock();
        try {
            return new LinkedHashMap<>(departing);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a machine's configuration another place, which was noted as being made; the one before is to be destroyed. */
    void move(long id, DatastorePath vmx) throws IOException {
        change(() -> {
            Registered before = machines.put(id, Registered.of(id, vmx));
            made.remove(vmx);
            if (before != null && !before.vmx().equals(vmx)) {
                doomed.add(before.vmx());
            }
        });
    }

    /** Forgets a machine. The files, if any, are to be destroyed: {@link #destroyed} says when they are. */
    void unregister(long id, List<DatastorePath> files) throws IOException {
        change(() -> {
            Registered gone = machines.remove(id);
            if (gone != null) {
                unfinished.remove(gone.vmx());
            }
            departing.remove(id);
            doomed.addAll(files);
        });
    }

    /** Notes files that are going to be destroyed. */
    void doom(List<DatastorePath> files) throws IOException {
        change(() -> doomed.addAll(files));
    }

    void destroyed(List<DatastorePath> files) throws IOException {
        change(() -> files.forEach(doomed::remove));
    }

    /** Notes files that are going to be made and belong to nothing yet. */
    void making(List<DatastorePath> files) throws IOException {
        change(() -> made.addAll(files));
    }

    /** Forgets files that were made and belong to a machine now, or are gone. */
    void settled(List<DatastorePath> files) throws IOException {
        change(() -> files.forEach(made::remove));
    }

    private void change(Runnable change) throws IOException {
        lock.lock();
        try {
            long id = lastId;
            Map<Long, Registered> machinesBefore = new LinkedHashMap<>(machines);
            Set<DatastorePath> madeBefore = new LinkedHashSet<>(made);
            Set<DatastorePath> doomedBefore = new LinkedHashSet<>(doomed);
            Map<Long, Move> arrivingBefore = new LinkedHashMap<>(arriving);
            Map<Long, Move> departingBefore = new LinkedHashMap<>(departing);
            Set<DatastorePath> unfinishedBefore = new LinkedHashSet<>(unfinished);
            change.run();
            try {
                DurableFile.write(file, text().getBytes(UTF_8));
            } catch (IOException failed) {
                lastId = id;
                machines = machinesBefore;
                made = madeBefore;
                doomed = doomedBefore;
                arriving = arrivingBefore;
                departing = departingBefore;
                unfinished = unfinishedBefore;
                throw failed;
            }
        } finally {
            lock.unlock();
        }
    }

    private String text() {
        String rest = JsonObject.of(
                        "making", made.stream().map(DatastorePath::toString).toList())
                .with("destroying", doomed.stream().map(DatastorePath::toString).toList())
                .with("arriving", moves(arriving))
                .with("departing", moves(departing))
                .with(
                        "unfinished",
                        unfinished.stream().map(DatastorePath::toString).toList())
                .toString();
        return "{\"lastId\":" + lastId + ",\"machines\":["
                + machines.values().stream().map(Registered::text).collect(Collectors.joining(",")) + "],"
                + rest.substring(1);
    }

    private static List<JsonObject> moves(Map<Long, Move> moves) {
        List<JsonObject> list = new ArrayList<>();
        moves.forEach((id, move) -> list.add(
                JsonObject.of("id", id).with("path", move.vmx().toString()).with("ticket", move.ticket())));
        return list;
    }

    private static void readMoves(JsonObject root, String key, Map<Long, Move> moves) throws IOException {
        for (JsonObject move : JsonObject.objectsIn(root.fields().get(key))) {
            DatastorePath vmx = DatastorePath.parse(move.requiredText("path"));
            moves.put(move.number("id", 0), new Move(vmx, move.requiredText("ticket")));
        }
    }

    private void read(byte[] content) throws IOException {
        JsonObject root;
        try {
            root = Json.decode(content);
        } catch (MalformedJsonException broken) {
            throw new IOException(file + " is damaged: " + broken.getMessage(), broken);
        }
        lastId = root.number("lastId", 0);
        for (JsonObject machine : JsonObject.objectsIn(root.fields().get("machines"))) {
            long id = machine.number("id", 0);
            lastId = Math.max(lastId, id);
            machines.put(id, Registered.of(id, DatastorePath.parse(machine.requiredText("path"))));
        }
        made.addAll(paths(root, "making"));
        doomed.addAll(paths(root, "destroying"));
        readMoves(root, "arriving", arriving);
        readMoves(root, "departing", departing);
        unfinished.addAll(paths(root, "unfinished"));
    }

    private static List<DatastorePath> paths(JsonObject root, String key) {
        List<DatastorePath> paths = new ArrayList<>();
        if (root.fields().get(key) instanceof List<?> list) {
            for (Object each : list) {
                paths.add(DatastorePath.parse(String.valueOf(each)));
            }
        }
        return paths;
    }
}
