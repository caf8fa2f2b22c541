package dev.carafe.vsphere.vcenter.host;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.Store;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** How far the events of each host have been told, in vCenter's store. Safe for all threads. */
final class EventPositions {
    private static final String PREFIX = "/vcenter/event-positions/";
    private static final System.Logger LOG = System.getLogger(EventPositions.class.getName());

    private final Store store;

    EventPositions(Store store) {
        this.store = store;
    }

    /** Null for a host of which nothing was told yet. */
    @Nullable
    EventPosition load(String hostId) {
        KeyValue pair = store.get(key(hostId));
        try {
            return pair == null ? null : EventPosition.decode(pair.value().toByteArray());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "how far events of {0} were told cannot be read: {1}", hostId, e.getMessage());
            return null;
        }
    }

    void save(String hostId, EventPosition position) {
        try {
            store.put(PutRequest.of(key(hostId), Bytes.wrap(position.encode())));
        } catch (EtcdException e) { // what is told since is known by vCenter's own events
            LOG.log(Level.WARNING, "how far events of " + hostId + " are told could not be kept", e);
        }
    }

    void forget(String hostId) {
        try {
            store.deleteRange(DeleteRangeRequest.of(key(hostId)));
        } catch (EtcdException e) {
            LOG.log(Level.WARNING, "how far events of " + hostId + " were told could not be forgotten", e);
        }
    }

    private static Bytes key(String hostId) {
        return Bytes.utf8(PREFIX + hostId);
    }
}
