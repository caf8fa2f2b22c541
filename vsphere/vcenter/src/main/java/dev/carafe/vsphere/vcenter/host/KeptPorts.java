package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.PortChoice;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The ports of distributed switches that are kept for cards while hosts put these where they are to be. Hosts know port groups
 * alone, so which port a client asked for is remembered here until the host says that the card is there. It does not outlive the
 * server: a card that is found afterwards gets a port that is free. Safe for all threads.
 */
final class KeptPorts {
    private final ReentrantLock lock = new ReentrantLock();

    /** What is kept, by whom it is for; guarded by the lock. */
    private final Map<String, List<PortChoice.Kept>> kept = new LinkedHashMap<>();

    /** Who a machine is that its host has not made yet. */
    static String made(String hostId, String name) {
        return hostId + "/" + name;
    }

    /**
     * Keeps ports for the cards that a specification puts on distributed port groups.
     *
     * @param machine its id; null for one that is to be made
     * @param holder the id again, or what {@link #made} says
     * @return gives them free again; null when none needed to be kept
     * @throws dev.carafe.vsphere.vim.FaultException ResourceInUse, ResourceNotAvailable, InvalidArgument; nothing is kept then
     */
    @Nullable
    Runnable keep(
            InventoryStore inventory, @Nullable String machine, String holder, List<VirtualDeviceConfigSpec> changes) {
        List<PortChoice.Kept> ours = new ArrayList<>();
        lock.lock();
        try {
            Set<String> taken = names(kept.values());
            for (VirtualDeviceConfigSpec change : changes) {
                if (change.operation() != VirtualDeviceConfigSpecOperation.REMOVE
                        && change.device().backing()
                                instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo(var port)) {
                    int card = change.operation() == VirtualDeviceConfigSpecOperation.EDIT
                            ? change.device().key()
                            : 0;
                    List<Entity.DistributedSwitch> switches = inventory.all(Entity.DistributedSwitch.class);
                    inventory
                            .read(all -> PortChoice.of(all, switches, machine, card, port, taken))
                            .ifPresent(one -> {
                                ours.add(one);
                                taken.add(PortChoice.name(one.portgroup(), one.port()));
                            });
                }
            }
            if (ours.isEmpty()) {
                return null;
            }
            kept.merge(holder, ours, KeptPorts::joined);
        } finally {
            lock.unlock();
        }
        return () -> free(holder, ours);
    }

    private void free(String holder, List<PortChoice.Kept> ours) {
        lock.lock();
        try {
            kept.computeIfPresent(holder, (_, all) -> {
                List<PortChoice.Kept> left = new ArrayList<>(all);
                ours.forEach(left::remove);
                return left.isEmpty() ? null : left;
            });
        } finally {
            lock.unlock();
        }
    }

    /** What is kept for a machine under its id or as one that is being made, and what for all others. */
    PortChoice.All of(String machine, String made) {
        lock.lock();
        try {
            if (kept.isEmpty()) {
                return PortChoice.All.NONE;
            }
            List<PortChoice.Kept> own =
                    joined(kept.getOrDefault(machine, List.of()), kept.getOrDefault(made, List.of()));
            Map<String, List<PortChoice.Kept>> others = new LinkedHashMap<>(kept);
            others.remove(machine);
            others.remove(made);
            return new PortChoice.All(own, names(others.values()));
        } finally {
            lock.unlock();
        }
    }

    private static List<PortChoice.Kept> joined(List<PortChoice.Kept> some, List<PortChoice.Kept> more) {
        List<PortChoice.Kept> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static Set<String> names(Iterable<List<PortChoice.Kept>> lists) {
        Set<String> names = new HashSet<>();
        lists.forEach(each -> each.forEach(one -> names.add(PortChoice.name(one.portgroup(), one.port()))));
        return names;
    }
}
