package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The machines that vCenter has hosts make just now: each name once in a folder. Safe for all threads. */
final class Expectations {
    private record Key(String hostId, String name) {}

    private record Place(String folder, String name) {}

    private final ReentrantLock lock = new ReentrantLock();

    // All below are guarded by the lock.
    private final Map<Key, Discovery.Expected> expected = new LinkedHashMap<>();
    private final Set<Place> taken = new HashSet<>();

    /**
     * Expects a machine; what comes back takes that back. When a host makes two of a name for different folders at once, the
     * first place counts, and who makes the second moves it.
     *
     * @throws dev.carafe.vsphere.vim.FaultException DuplicateName
     */
    Runnable add(String hostId, String name, Discovery.Expected expectation) {
        Key key = new Key(hostId, name);
        Place place = new Place(expectation.folder(), name);
        lock.lock();
        try {
            if (!taken.add(place)) {
                throw DuplicateName.builder()
                        .name(name)
                        .object(References.folder(expectation.folder()))
                        .build()
                        .exception("The name '" + name + "' already exists: a virtual machine is being made with it.");
            }
            expected.putIfAbsent(key, expectation);
        } finally {
            lock.unlock();
        }
        return () -> {
            lock.lock();
            try {
                taken.remove(place);
                expected.remove(key, expectation);
            } finally {
                lock.unlock();
            }
        };
    }

    /** Has a name be free again of which {@link #add} was told, while the machine is expected still. */
    void free(String folder, String name) {
        lock.lock();
        try {
            taken.remove(new Place(folder, name));
        } finally {
            lock.unlock();
        }
    }

    /** Expects a machine that an earlier vCenter had made: others of the name are made beside it. */
    void restore(String hostId, String name, Discovery.Expected expectation) {
        lock.lock();
        try {
            expected.putIfAbsent(new Key(hostId, name), expectation);
        } finally {
            lock.unlock();
        }
    }

    /** Ends what {@link #restore} began. */
    void remove(String hostId, String name, Discovery.Expected expectation) {
        lock.lock();
        try {
            expected.remove(new Key(hostId, name), expectation);
        } finally {
            lock.unlock();
        }
    }

    Discovery.@Nullable Expected find(String hostId, String name) {
        lock.lock();
        try {
            return expected.get(new Key(hostId, name));
        } finally {
            lock.unlock();
        }
    }
}
