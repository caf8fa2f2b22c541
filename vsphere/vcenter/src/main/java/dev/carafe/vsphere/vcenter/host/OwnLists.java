package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lists of machines that a host's datastores and networks have, with vCenter's names. They are long, and mostly one machine is
 * put to their ends: what was there before is not looked up again unless a name was taken away since. Safe for all threads.
 */
final class OwnLists {
    private final HostNames names;
    private final Map<ManagedObjectReference<?>, Kept> kept = new ConcurrentHashMap<>();

    /**
     * A list whose machines were all known.
     *
     * @param version of the names, from before they were looked up
     */
    private record Kept(long version, List<ManagedObjectReference<?>> onHost, List<ManagedObjectReference<?>> own) {}

    OwnLists(HostNames names) {
        this.names = names;
    }

    /**
     * A list with vCenter's names.
     *
     * @param holder whose list it is, as the host calls it
     */
    List<ManagedObjectReference<?>> of(ManagedObjectReference<?> holder, List<ManagedObjectReference<?>> onHost) {
        long version = names.version();
        Kept before = kept.get(holder);
        List<ManagedObjectReference<?>> own = new ArrayList<>(onHost.size());
        if (before != null && before.version() == version) {
            own.addAll(before.own().subList(0, common(before.onHost(), onHost)));
        }
        boolean known = true;
        for (ManagedObjectReference<?> machine : onHost.subList(own.size(), onHost.size())) {
            @Nullable ManagedObjectReference<?> name = names.known(machine);
            known &= name != null;
            own.add(name == null ? names.own(machine) : name);
        }
        List<ManagedObjectReference<?>> made = List.copyOf(own);
        if (known) {
            kept.put(holder, new Kept(version, onHost, made));
        } else {
            kept.remove(holder); // it will be called otherwise once it is known
        }
        return made;
    }

    /** How many are the same at the beginning of both. */
    private static int common(List<ManagedObjectReference<?>> one, List<ManagedObjectReference<?>> other) {
        int shorter = Math.min(one.size(), other.size());
        int same = 0;
        while (same < shorter && one.get(same).equals(other.get(same))) {
            same++;
        }
        return same;
    }

    /** Forgets a datastore or network that went. */
    void forget(ManagedObjectReference<?> holder) {
        kept.remove(holder);
    }
}
