package dev.carafe.vsphere.vmomi.property;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidCollectorVersion;
import dev.carafe.vsphere.vim.vim25.ObjectUpdate;
import dev.carafe.vsphere.vim.vim25.PropertyFilter;
import dev.carafe.vsphere.vim.vim25.PropertyFilterUpdate;
import dev.carafe.vsphere.vim.vim25.UpdateSet;
import dev.carafe.vsphere.vmomi.inventory.ObjectChange;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A property collector's filters and versions. A version names what the client was told; a client that sends one was told
 * that much. When an answer was lost on the way, the client sends its old version again and is given the same answer.
 *
 * <p>Not safe for several threads: whoever holds it lets one in at a time.
 */
public final class Collector {
    private static final class Watched {
        final Observation observation;
        final ArrayDeque<ObjectUpdate> waiting = new ArrayDeque<>();
        boolean news = true;

        Watched(Observation observation) {
            this.observation = observation;
        }
    }

    private final Map<ManagedObjectReference<PropertyFilter>, Watched> filters = new LinkedHashMap<>();

    /** The newest version that was handed out; 0 before the first. */
    private long version;

    /** What was answered with the newest version, in case it was lost. */
    private @Nullable UpdateSet last;

    /** Adds a filter under the name that its updates carry. */
    public void add(ManagedObjectReference<PropertyFilter> name, Observation observation) {
        filters.put(name, new Watched(observation));
    }

    /** Removes a filter; what it had to tell is told no more. */
    public void remove(ManagedObjectReference<PropertyFilter> name) {
        filters.remove(name);
    }

    /** The filters, oldest first. */
    public List<ManagedObjectReference<PropertyFilter>> filters() {
        return List.copyOf(filters.keySet());
    }

    /** Takes note of changes; answers whether there may be something to tell now that there was not before. */
    public boolean note(List<ObjectChange> changes) {
        boolean news = false;
        for (Watched watched : filters.values()) {
            for (ObjectChange change : changes) {
                if (watched.observation.note(change)) {
                    watched.news = true;
                    news = true;
                }
            }
        }
        return news;
    }

    /**
     * What the client has not been told.
     *
     * @param known the version that it was told, null or empty for none: then it is told everything; or {@link KnownObjects}
     *     of which it is told what is another
     * @param updatesMax how many objects' updates at most, 0 for all
     * @return null when there is nothing new
     * @throws FaultException InvalidCollectorVersion when the client cannot know that version
     */
    public @Nullable UpdateSet updates(@Nullable String known, int updatesMax, ObjectSource source) {
        if (known == null || known.isEmpty()) {
            begin(KnownObjects.NONE);
        } else if (KnownObjects.isNamedBy(known)) {
            begin(KnownObjects.parse(known));
        } else if (!known.equals(Long.toString(version))) {
            if (last != null && known.equals(Long.toString(version - 1))) {
                return last;
            }
            throw InvalidCollectorVersion.builder()
                    .build()
                    .exception("The version " + known + " is not the one that was handed out last.");
        }
        List<PropertyFilterUpdate> told = new ArrayList<>();
        int room = updatesMax <= 0 ? Integer.MAX_VALUE : updatesMax;
        boolean more = false;
        for (var entry : filters.entrySet()) {
            Watched watched = entry.getValue();
            if (watched.news) {
                watched.waiting.addAll(watched.observation.updates(source));
                watched.news = false;
            }
            List<ObjectUpdate> taken = take(watched.waiting, room);
            room -= taken.size();
            more |= !watched.waiting.isEmpty();
            if (!taken.isEmpty()) {
                told.add(PropertyFilterUpdate.builder()
                        .filter(entry.getKey())
                        .objectSet(taken)
                        .build());
            }
        }
        if (told.isEmpty()) {
            return null;
        }
        version++;
        UpdateSet answer = UpdateSet.builder()
                .version(Long.toString(version))
                .filterSet(told)
                .truncated(more ? true : null)
                .build();
        last = answer;
        return answer;
    }

    private static List<ObjectUpdate> take(ArrayDeque<ObjectUpdate> waiting, int room) {
        List<ObjectUpdate> taken = new ArrayList<>();
        while (taken.size() < room && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    /** Forgets what was told but for what the client says that it knows. */
    private void begin(KnownObjects known) {
        for (Watched watched : filters.values()) {
            watched.waiting.clear();
            watched.observation.forget(known);
            watched.news = true;
        }
    }
}
