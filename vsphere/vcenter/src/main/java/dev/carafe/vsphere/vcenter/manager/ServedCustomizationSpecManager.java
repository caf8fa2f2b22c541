package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Documents;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.ConcurrentAccess;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecInfo;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecItem;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecManager;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecManagerProperties;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.UncustomizableGuest;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The customizations that administrators keep by name. Safe for all threads. */
public final class ServedCustomizationSpecManager implements CustomizationSpecManager, ServedObject {
    private static final int NAME_MAX = 80;
    private static final int SPECS_MAX = 1_000;
    private static final int DOCUMENT_MAX_CHARS = 1 << 20;
    /** What the guest IDs of Linux begin with. */
    private static final List<String> LINUX = List.of(
            "almalinux",
            "amazonlinux",
            "asianux",
            "centos",
            "coreos",
            "crxpod",
            "debian",
            "fedora",
            "opensuse",
            "oraclelinux",
            "other24xlinux",
            "other26xlinux",
            "other3xlinux",
            "other4xlinux",
            "other5xlinux",
            "other6xlinux",
            "other7xlinux",
            "otherlinux",
            "redhat",
            "rhel",
            "rockylinux",
            "sles",
            "suse",
            "ubuntu",
            "vmwarephoton");

    private final ManagedObjectReference<CustomizationSpecManager> reference;
    private final ObjectRegistry registry;
    private final InstantSource clock;
    private final Kept kept;
    private final Documents documents = new Documents();
    /** By name; guarded by this. */
    private final Map<String, CustomizationSpecItem> items = new TreeMap<>();

    private ServedCustomizationSpecManager(
            ManagedObjectReference<CustomizationSpecManager> reference,
            ObjectRegistry registry,
            Store store,
            InstantSource clock) {
        this.reference = reference;
        this.registry = registry;
        this.clock = clock;
        this.kept = new Kept(store, "customization-specs");
    }

    /**
     * A manager among the server's objects.
     *
     * @throws IOException when what was kept cannot be read
     */
    public static ServedCustomizationSpecManager open(
            ManagedObjectReference<CustomizationSpecManager> reference,
            ObjectRegistry registry,
            Store store,
            InstantSource clock)
            throws IOException {
        ServedCustomizationSpecManager manager = new ServedCustomizationSpecManager(reference, registry, store, clock);
        manager.kept
                .load(CustomizationSpecItem.class)
                .values()
                .forEach(list ->
                        list.forEach(item -> manager.items.put(item.info().name(), item)));
        registry.change(changes -> changes.add(manager, shown(manager.items)));
        return manager;
    }

    @Override
    public ManagedObjectReference<CustomizationSpecManager> reference() {
        return reference;
    }

    @Override
    public synchronized boolean doesCustomizationSpecExist(String name) {
        return items.containsKey(name);
    }

    @Override
    public synchronized CustomizationSpecItem getCustomizationSpec(String name) {
        CustomizationSpecItem item = items.get(name);
        if (item == null) {
            throw NotFound.builder().build().exception("There is no customization specification '" + name + "'.");
        }
        return item;
    }

    @Override
    public synchronized void createCustomizationSpec(CustomizationSpecItem item) {
        String name = item.info().name();
        requireFree(name);
        if (items.size() >= SPECS_MAX) {
            throw refused("item", "There are " + SPECS_MAX + " customization specifications already.");
        }
        Map<String, CustomizationSpecItem> after = new TreeMap<>(items);
        after.put(name, dated(item, null));
        keep(after);
    }

    @Override
    public synchronized void overwriteCustomizationSpec(CustomizationSpecItem item) {
        CustomizationSpecItem before = getCustomizationSpec(item.info().name());
        String version = item.info().changeVersion();
        if (version != null
                && !version.isEmpty()
                && !version.equals(before.info().changeVersion())) {
            throw ConcurrentAccess.builder()
                    .build()
                    .exception("Cannot complete operation due to concurrent modification by another operation.");
        }
        Map<String, CustomizationSpecItem> after = new TreeMap<>(items);
        after.put(before.info().name(), dated(item, before.info().changeVersion()));
        keep(after);
    }

    @Override
    public synchronized void deleteCustomizationSpec(String name) {
        getCustomizationSpec(name);
        Map<String, CustomizationSpecItem> after = new TreeMap<>(items);
        after.remove(name);
        keep(after);
    }

    @Override
    public synchronized void duplicateCustomizationSpec(String name, String newName) {
        createCustomizationSpec(named(getCustomizationSpec(name), newName));
    }

    @Override
    public synchronized void renameCustomizationSpec(String name, String newName) {
        CustomizationSpecItem before = getCustomizationSpec(name);
        requireFree(newName);
        Map<String, CustomizationSpecItem> after = new TreeMap<>(items);
        after.remove(name);
        after.put(newName, dated(named(before, newName), before.info().changeVersion()));
        keep(after);
    }

    @Override
    public String customizationSpecItemToXml(CustomizationSpecItem item) {
        return new String(documents.encode(item).toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public CustomizationSpecItem xmlToCustomizationSpecItem(String specItemXml) {
        if (specItemXml.length() > DOCUMENT_MAX_CHARS) {
            throw refused("specItemXml", "A document has at most " + DOCUMENT_MAX_CHARS + " characters.");
        }
        try {
            return documents.decode(dev.carafe.etcd.Bytes.utf8(specItemXml), CustomizationSpecItem.class);
        } catch (IOException e) {
            throw refused("specItemXml", "It is no customization specification: " + e.getMessage());
        }
    }

    @Override
    public void checkCustomizationResources(String guestOs) {
        if (!isGuestOsCustomizable(guestOs)) {
            throw UncustomizableGuest.builder()
                    .uncustomizableGuestOS(guestOs)
                    .build()
                    .exception("Customization of the guest operating system '" + guestOs
                            + "' is not supported: only Linux guests are customized.");
        }
    }

    @Override
    public boolean isGuestOsCustomizable(String guestId) {
        String id = guestId.toLowerCase(Locale.ROOT);
        return LINUX.stream().anyMatch(id::startsWith);
    }

    private void requireFree(String name) {
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw refused("name", "A customization specification's name has 1 to " + NAME_MAX + " characters.");
        }
        if (items.containsKey(name)) {
            throw AlreadyExists.builder()
                    .name(name)
                    .build()
                    .exception("The specified key, name, or identifier '" + name + "' already exists.");
        }
    }

    private static CustomizationSpecItem named(CustomizationSpecItem item, String name) {
        return item.toBuilder().info(item.info().toBuilder().name(name).build()).build();
    }

    /** With the time, and with a version that the one before has not. */
    private CustomizationSpecItem dated(CustomizationSpecItem item, @Nullable String versionBefore) {
        long version = clock.instant().getEpochSecond();
        if (versionBefore != null) {
            version = Math.max(version, Long.parseLong(versionBefore) + 1);
        }
        CustomizationSpecInfo info = item.info().toBuilder()
                .changeVersion(Long.toString(version))
                .lastUpdateTime(clock.instant())
                .build();
        return item.toBuilder().info(info).build();
    }

    private void keep(Map<String, CustomizationSpecItem> after) {
        kept.save(reference, List.copyOf(after.values()));
        items.clear();
        items.putAll(after);
        CustomizationSpecManagerProperties shown = shown(after);
        registry.change(changes -> changes.update(reference, CustomizationSpecManagerProperties.class, _ -> shown));
    }

    private static CustomizationSpecManagerProperties shown(Map<String, CustomizationSpecItem> items) {
        Stream<CustomizationSpecInfo> infos = items.values().stream().map(CustomizationSpecItem::info);
        return CustomizationSpecManagerProperties.builder().info(infos.toList()).build();
    }

    private static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
