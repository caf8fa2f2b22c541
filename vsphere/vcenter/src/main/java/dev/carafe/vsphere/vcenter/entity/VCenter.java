package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.host.Hosts;
import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vim.ManagedMethod;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Vim25;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all objects of vCenter work with. Safe for all threads. */
public final class VCenter {
    private final ObjectRegistry registry;
    private final Tasks tasks;
    private final Events events;
    private final Hosts hosts;
    private volatile @Nullable InventoryStore inventory;
    private volatile @Nullable CustomValues customValues;
    private volatile @Nullable HostLicenses licenses;
    private volatile @Nullable MachineDataSets dataSets;

    public VCenter(ObjectRegistry registry, Tasks tasks, Events events, Hosts hosts) {
        this.registry = registry;
        this.tasks = tasks;
        this.events = events;
        this.hosts = hosts;
    }

    /** Hands in the inventory, which is opened after what shows it. */
    public void inventory(InventoryStore opened) {
        inventory = opened;
    }

    /** Sets an entity's custom field of a name. */
    @FunctionalInterface
    public interface CustomValues {
        void set(ManagedObjectReference<? extends ManagedEntity> entity, String name, String value);
    }

    /** Hands in what sets custom fields. */
    public void customValues(CustomValues set) {
        customValues = set;
    }

    CustomValues customValues() {
        return Objects.requireNonNull(customValues, "custom fields are not open yet");
    }

    /** Knows licences and gives them to hosts that are added. */
    public interface HostLicenses {
        /** @throws dev.carafe.vsphere.vim.FaultException InvalidArgument when there is no such licence */
        void require(String key);

        void assign(ManagedObjectReference<HostSystem> host, String key);
    }

    /** Hands in what knows licences. */
    public void licenses(HostLicenses known) {
        licenses = known;
    }

    /**
     * Adds a host, which gets the licence that is named.
     *
     * @param key null or empty for none but the evaluation's
     * @param add is called only when there is such a licence
     */
    Entity.Host licensed(@Nullable String key, HostAddition add) throws InterruptedException {
        if (key == null || key.isEmpty()) {
            return add.run();
        }
        HostLicenses known = Objects.requireNonNull(licenses, "licences are not open yet");
        known.require(key);
        Entity.Host host = add.run();
        known.assign(References.host(host.id()), key);
        return host;
    }

    /** Adds one host. */
    @FunctionalInterface
    interface HostAddition {
        Entity.Host run() throws InterruptedException;
    }

    /** Hands in what has the data sets of machines go with these. */
    public void dataSets(MachineDataSets of) {
        dataSets = of;
    }

    MachineDataSets dataSets() {
        return Objects.requireNonNull(dataSets, "data sets are not open yet");
    }

    public InventoryStore inventory() {
        return Objects.requireNonNull(inventory, "the inventory is not open yet");
    }

    public ObjectRegistry registry() {
        return registry;
    }

    Tasks tasks() {
        return tasks;
    }

    Events events() {
        return events;
    }

    public Hosts hosts() {
        return hosts;
    }

    /** A method of the API by its name on the wire. */
    static ManagedMethod method(String wsdlName) {
        return Objects.requireNonNull(Vim25.NAMESPACE.method(wsdlName), wsdlName);
    }
}
