package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.HostAccess;
import dev.carafe.vsphere.vcenter.inventory.HostRules;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.ServiceContent;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What hosts said of themselves, what they call things, and where they are. Safe for all threads. */
public final class HostFacts {
    private final Map<String, HostMirror> mirrors;
    private final Supplier<InventoryStore> inventories;
    private final Function<String, HostLink> links;

    /**
     * @param mirrors by host, of those that there are now
     * @param links by host; fails for one that is not known
     */
    HostFacts(Map<String, HostMirror> mirrors, Supplier<InventoryStore> inventories, Function<String, HostLink> links) {
        this.mirrors = mirrors;
        this.inventories = inventories;
        this.links = links;
    }

    /** What a host calls its object of a kind of which each server has one, such as its file manager; null when it has none. */
    public @Nullable ManagedObjectReference<?> service(
            String hostId, Function<ServiceContent, @Nullable ManagedObjectReference<?>> which) {
        return which.apply(links.apply(hostId).open().content());
    }

    /**
     * An object of a kind of which each host has one.
     *
     * @param onHost as the host calls it
     * @param properties as the host said them last, with its names
     */
    public record Manager<P extends DataObject>(ManagedObjectReference<?> onHost, P properties) {}

    /** What a host has of a kind that it has one of; empty when it has none. */
    public <P extends DataObject> Optional<Manager<P>> manager(String hostId, String type, Class<P> as) {
        HostMirror mirror = mirrors.get(hostId);
        if (mirror == null) {
            return Optional.empty();
        }
        for (ManagedObjectReference<?> object : mirror.all()) {
            P properties = object.type().equals(type) ? mirror.get(object, as) : null;
            if (properties != null) {
                return Optional.of(new Manager<>(object, properties));
            }
        }
        return Optional.empty();
    }

    /** What a host said last of an object of vCenter's, with its own names; null when it has not. */
    public <P extends DataObject> @Nullable P said(String hostId, ManagedObjectReference<?> own, Class<P> as) {
        HostMirror mirror = mirrors.get(hostId);
        ManagedObjectReference<?> onHost =
                mirror == null ? null : mirror.names().onHost(own);
        return mirror == null || onHost == null ? null : mirror.get(onHost, as);
    }

    /** What a host calls something of vCenter's; null when it has nothing like it. */
    public @Nullable ManagedObjectReference<?> onHost(String hostId, ManagedObjectReference<?> own) {
        HostMirror mirror = mirrors.get(hostId);
        return mirror == null ? null : mirror.names().onHost(own);
    }

    /** The host that is reached at an address, for what clients want of it directly. */
    public Optional<Entity.Host> at(String address, int port) {
        return inventories.get().all(Entity.Host.class).stream()
                .filter(host -> host.access().address().equalsIgnoreCase(address)
                        && host.access().port() == port)
                .findFirst();
    }

    /** A host's address and port, as other hosts reach it. */
    public String authority(String hostId) {
        HostAccess access =
                inventories.get().read(all -> HostRules.host(all, hostId)).access();
        return access.urlHost() + ":" + access.port();
    }

    /** A text that names files, as a host names its datastores. */
    public String textOnHost(String hostId, String text) {
        return links.apply(hostId).mirror().names().toHost().text(text);
    }

    /** Whether a host is in the inventory. */
    public boolean isMember(String hostId) {
        return inventories
                .get()
                .read(all -> all.find(hostId, Entity.Host.class))
                .isPresent();
    }

    /** Whether a host can be called now. */
    public boolean isConnected(String hostId) {
        HostMirror mirror = mirrors.get(hostId);
        return mirror != null && mirror.state() == HostSystemConnectionState.CONNECTED;
    }
}
