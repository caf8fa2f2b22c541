package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a host has noted of its machines, and how it changes. Pure; whoever has it lets one thread in at a time. */
final class RegistrationState {
    /** What a file is noted for. */
    enum Note {
        /** It is being made and belongs to nothing yet. */
        MAKING,
        /** It is being destroyed. */
        DESTROYING,
        /** The machine of this configuration goes unless it is finished before the agent ends. */
        UNFINISHED
    }

    /** Which way a machine goes between hosts. */
    enum Way {
        ARRIVING,
        DEPARTING;

        /** The one at the other host. */
        Way other() {
            return this == ARRIVING ? DEPARTING : ARRIVING;
        }
    }

    /** One step of a change. Steps are on the disk as they are here. */
    sealed interface Edit {
        /** Ids up to this one were given away. */
        record LastId(long id) implements Edit {}

        /** @param vmx null when the host has the machine no more */
        record Machine(long id, @Nullable DatastorePath vmx) implements Edit {}

        /** @param pool null when it is in the root pool */
        record Pooled(long id, @Nullable String pool) implements Edit {}

        record Noted(Note note, DatastorePath file, boolean there) implements Edit {}

        /** @param move null when it is no more on its way */
        record Travel(Way way, long id, Registrations.@Nullable Move move) implements Edit {}
    }

    private long lastId;
    private final Map<Long, DatastorePath> machines = new LinkedHashMap<>();
    private final Map<DatastorePath, Long> ids = new HashMap<>();
    /** Of those that are in others than the root pool. */
    private final Map<Long, String> pools = new HashMap<>();

    private final Map<Note, Set<DatastorePath>> notes = Map.of(
            Note.MAKING, new LinkedHashSet<>(),
            Note.DESTROYING, new LinkedHashSet<>(),
            Note.UNFINISHED, new LinkedHashSet<>());
    private final Map<Way, Map<Long, Registrations.Move>> travels =
            Map.of(Way.ARRIVING, new LinkedHashMap<>(), Way.DEPARTING, new LinkedHashMap<>());

    long lastId() {
        return lastId;
    }

    /** By id, in the order in which they came. */
    Map<Long, DatastorePath> machines() {
        return machines;
    }

    Optional<Long> idOf(DatastorePath vmx) {
        return Optional.ofNullable(ids.get(vmx));
    }

    /** The pool of a machine; empty for the root pool. */
    Optional<String> poolOf(long id) {
        return Optional.ofNullable(pools.get(id));
    }

    /** In the order in which they were noted. */
    Set<DatastorePath> noted(Note note) {
        return get(notes, note);
    }

    Map<Long, Registrations.Move> travels(Way way) {
        return get(travels, way);
    }

    private static <K, V> V get(Map<K, V> all, K key) {
        V value = all.get(key);
        if (value == null) {
            throw new IllegalStateException("nothing is kept of " + key);
        }
        return value;
    }

    /**
     * Does a change.
     *
     * @return the change that undoes it, whatever others did meanwhile to other machines and files; ids stay given away
     */
    List<Edit> apply(List<Edit> change) {
        List<Edit> undo = new ArrayList<>();
        for (Edit edit : change) {
            undo.addFirst(apply(edit));
        }
        return undo;
    }

    private Edit apply(Edit edit) {
        return switch (edit) {
            case Edit.LastId(long id) -> {
                lastId = Math.max(lastId, id);
                yield edit;
            }
            case Edit.Machine(long id, DatastorePath vmx) -> {
                lastId = Math.max(lastId, id);
                DatastorePath before = vmx == null ? machines.remove(id) : machines.put(id, vmx);
                if (before != null) {
                    ids.remove(before, id);
                }
                if (vmx != null) {
                    ids.put(vmx, id);
                }
                yield new Edit.Machine(id, before);
            }
            case Edit.Pooled(long id, String pool) ->
                new Edit.Pooled(id, pool == null ? pools.remove(id) : pools.put(id, pool));
            case Edit.Noted(Note note, DatastorePath file, boolean there) -> {
                Set<DatastorePath> files = noted(note);
                boolean changed = there ? files.add(file) : files.remove(file);
                yield new Edit.Noted(note, file, there != changed);
            }
            case Edit.Travel(Way way, long id, Registrations.Move move) -> {
                lastId = Math.max(lastId, id);
                Map<Long, Registrations.Move> all = travels(way);
                yield new Edit.Travel(way, id, move == null ? all.remove(id) : all.put(id, move));
            }
        };
    }

    /** The change that makes this of nothing. */
    List<Edit> all() {
        List<Edit> all = new ArrayList<>();
        all.add(new Edit.LastId(lastId));
        machines.forEach((id, vmx) -> all.add(new Edit.Machine(id, vmx)));
        pools.forEach((id, pool) -> all.add(new Edit.Pooled(id, pool)));
        for (Note note : Note.values()) {
            noted(note).forEach(file -> all.add(new Edit.Noted(note, file, true)));
        }
        for (Way way : Way.values()) {
            travels(way).forEach((id, move) -> all.add(new Edit.Travel(way, id, move)));
        }
        return all;
    }
}
