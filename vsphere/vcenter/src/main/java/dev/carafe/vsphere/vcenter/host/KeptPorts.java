package dev.carafe.vsphere.vcenter.host;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.PortChoice;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The ports of distributed switches that are kept for cards while hosts put these where they are to be. Hosts know port groups
 * alone, so which port a client asked for is noted in vCenter's store until the host has done what it was asked for: what an
 * earlier vCenter kept is kept on. Safe for all threads.
 */
final class KeptPorts {
    private static final String PREFIX = "/vcenter/ports/";

    private static final System.Logger LOG = System.getLogger(KeptPorts.class.getName());

    private final Store store;
    private final ReentrantLock lock = new ReentrantLock();

    /** By their keys; guarded by the lock. */
    private final Map<String, PortsKept> kept = new LinkedHashMap<>();

    /** Reads what an earlier vCenter kept. */
    KeptPorts(Store store) {
        this.store = store;
        for (KeyValue pair :
                store.range(RangeRequest.prefix(Bytes.utf8(PREFIX))).kvs()) {
            String key = pair.key().toUtf8().substring(PREFIX.length());
            try {
                kept.put(key, PortsKept.decode(key, pair.value().toByteArray()));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "which ports are kept cannot be read: {0}", e.getMessage());
            }
        }
    }

    /** Who a machine is that its host has not made yet. */
    static String made(String hostId, String name) {
        return hostId + "/" + name;
    }

    /**
     * For whom ports are kept.
     *
     * @param machine its id; null for one that is to be made
     * @param holder the id again, or what {@link #made} says
     * @param errand the key of what the host does; null when it is not known yet
     */
    record Asked(
            String hostId,
            @Nullable String machine,
            String holder,
            @Nullable String errand) {}

    /**
     * Keeps ports for the cards that a specification puts on distributed port groups; on the disk when this returns.
     *
     * @return what is kept; null when nothing needed to be
     * @throws dev.carafe.vsphere.vim.FaultException ResourceInUse, ResourceNotAvailable, InvalidArgument, SystemError; nothing is
     *     kept then
     */
    @Nullable
    PortsKept keep(InventoryStore inventory, Asked asked, List<VirtualDeviceConfigSpec> changes) {
        List<PortChoice.Kept> ours = new ArrayList<>();
        lock.lock();
        try {
            Set<String> taken = names(_ -> true);
            for (VirtualDeviceConfigSpec change : changes) {
                if (change.operation() != VirtualDeviceConfigSpecOperation.REMOVE
                        && change.device().backing()
                                instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo(var port)) {
                    int card = change.operation() == VirtualDeviceConfigSpecOperation.EDIT
                            ? change.device().key()
                            : 0;
                    List<Entity.DistributedSwitch> switches = inventory.all(Entity.DistributedSwitch.class);
                    inventory
                            .read(all -> PortChoice.of(all, switches, asked.machine(), card, port, taken))
                            .ifPresent(one -> {
                                ours.add(one);
                                taken.add(PortChoice.name(one.portgroup(), one.port()));
                            });
                }
            }
            if (ours.isEmpty()) {
                return null;
            }
            PortsKept made =
                    new PortsKept(UUID.randomUUID().toString(), asked.hostId(), asked.holder(), asked.errand(), ours);
            note(made);
            kept.put(made.key(), made);
            return made;
        } finally {
            lock.unlock();
        }
    }

    private void note(PortsKept one) {
        try {
            store.put(PutRequest.of(Bytes.utf8(PREFIX + one.key()), Bytes.wrap(one.encode())));
        } catch (EtcdException e) {
            throw SystemError.builder()
                    .reason("not written")
                    .build()
                    .exception("A general system error occurred: which ports are kept could not be written: "
                            + e.getMessage());
        }
    }

    /** Notes which errand it is that ports are kept for; null for none that goes on. */
    void by(PortsKept one, @Nullable String errand) {
        lock.lock();
        try {
            PortsKept now = kept.computeIfPresent(one.key(), (_, before) -> before.by(errand));
            if (now != null) {
                store.put(PutRequest.of(Bytes.utf8(PREFIX + now.key()), Bytes.wrap(now.encode())));
            }
        } catch (EtcdException e) { // the next server keeps them until the host has done all that it is at
            LOG.log(Level.WARNING, "for whom ports are kept could not be written", e);
        } finally {
            lock.unlock();
        }
    }

    /** Gives ports free again. */
    void free(PortsKept one) {
        lock.lock();
        try {
            if (kept.remove(one.key()) != null) {
                store.deleteRange(DeleteRangeRequest.of(Bytes.utf8(PREFIX + one.key())));
            }
        } catch (EtcdException e) { // the next server gives them free
            LOG.log(Level.WARNING, "that ports are free could not be written", e);
        } finally {
            lock.unlock();
        }
    }

    /** All that are kept. */
    List<PortsKept> all() {
        lock.lock();
        try {
            return List.copyOf(kept.values());
        } finally {
            lock.unlock();
        }
    }

    /** What is kept for an errand, by its key; of one that is nobody's any more by the key that its task had. */
    List<PortsKept> of(String errand) {
        return all().stream().filter(each -> errand.equals(each.errand())).toList();
    }

    /** What is kept for a machine under its id or as one that is being made, and what for all others. */
    PortChoice.All of(String machine, String made) {
        lock.lock();
        try {
            if (kept.isEmpty()) {
                return PortChoice.All.NONE;
            }
            Predicate<PortsKept> ours =
                    each -> each.holder().equals(machine) || each.holder().equals(made);
            List<PortChoice.Kept> own = kept.values().stream()
                    .filter(ours)
                    .flatMap(each -> each.ports().stream())
                    .toList();
            return new PortChoice.All(own, names(ours.negate()));
        } finally {
            lock.unlock();
        }
    }

    private Set<String> names(Predicate<PortsKept> which) {
        Set<String> names = new HashSet<>();
        kept.values().stream()
                .filter(which)
                .flatMap(each -> each.ports().stream())
                .forEach(port -> names.add(PortChoice.name(port.portgroup(), port.port())));
        return names;
    }
}
