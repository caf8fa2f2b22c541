package dev.carafe.vsphere.vmomi.search;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.InvalidDatastore;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.SearchIndex;
import dev.carafe.vsphere.vim.vim25.SearchIndexProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.service.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds machines, hosts and whatever has a path. It looks at what is there when it is asked and keeps no index. */
public final class ServedSearchIndex implements SearchIndex, ServedObject {
    private static final int DEPTH_MAX = 128;
    private static final Pattern DATASTORE_PATH = Pattern.compile("\\[([^\\[\\]]+)] ?(.+)");

    private final ManagedObjectReference<SearchIndex> reference;
    private final ObjectRegistry registry;
    private final ManagedObjectReference<Folder> root;

    private ServedSearchIndex(
            ManagedObjectReference<SearchIndex> reference,
            ObjectRegistry registry,
            ManagedObjectReference<Folder> root) {
        this.reference = reference;
        this.registry = registry;
        this.root = root;
    }

    /**
     * A search index among the server's objects.
     *
     * @param reference {@code SearchIndex} in a vCenter, {@code ha-searchindex} on a host
     * @param root the folder in which paths begin
     */
    public static ServedSearchIndex open(
            ManagedObjectReference<SearchIndex> reference,
            ObjectRegistry registry,
            ManagedObjectReference<Folder> root) {
        ServedSearchIndex index = new ServedSearchIndex(reference, registry, root);
        registry.change(
                changes -> changes.add(index, SearchIndexProperties.builder().build()));
        return index;
    }

    @Override
    public ManagedObjectReference<SearchIndex> reference() {
        return reference;
    }

    /** What the caller may see; outside of a call, everything. */
    private <R extends @Nullable Object> R read(Function<ObjectSource, R> reader) {
        Optional<Call> call = Call.ongoing();
        return call.isPresent() ? call.get().session().read(reader) : registry.read(reader);
    }

    @Override
    public @Nullable ManagedObjectReference<? extends ManagedEntity> findByInventoryPath(String inventoryPath) {
        return read(source -> {
            ManagedObjectReference<? extends ManagedEntity> found = root;
            int depth = 0;
            for (String name : inventoryPath.split("/", -1)) {
                if (name.isEmpty()) {
                    continue;
                }
                found = ++depth > DEPTH_MAX
                        ? null
                        : Children.named(found, name, source).orElse(null);
                if (found == null) {
                    return null;
                }
            }
            return depth > 0 || inventoryPath.startsWith("/") ? found : null;
        });
    }

    @Override
    public @Nullable ManagedObjectReference<? extends ManagedEntity> findChild(
            ManagedObjectReference<? extends ManagedEntity> entity, String name) {
        return read(source -> {
            if (source.type(entity) == null) {
                throw MissingObject.fault(entity);
            }
            return Children.named(entity, name, source).orElse(null);
        });
    }

    @Override
    public List<ManagedObjectReference<? extends ManagedEntity>> findAllByUuid(
            @Nullable ManagedObjectReference<Datacenter> datacenter,
            String uuid,
            boolean vmSearch,
            @Nullable Boolean instanceUuid) {
        boolean instance = Boolean.TRUE.equals(instanceUuid);
        return all(datacenter, vmSearch, properties -> uuid.equalsIgnoreCase(Identities.uuid(properties, instance)));
    }

    @Override
    public List<ManagedObjectReference<? extends ManagedEntity>> findAllByDnsName(
            @Nullable ManagedObjectReference<Datacenter> datacenter, String dnsName, boolean vmSearch) {
        return all(datacenter, vmSearch, properties -> dnsName.equalsIgnoreCase(Identities.dnsName(properties)));
    }

    @Override
    public List<ManagedObjectReference<? extends ManagedEntity>> findAllByIp(
            @Nullable ManagedObjectReference<Datacenter> datacenter, String ip, boolean vmSearch) {
        return all(
                datacenter,
                vmSearch,
                properties -> Identities.addresses(properties).contains(ip));
    }

    @Override
    public @Nullable ManagedObjectReference<? extends ManagedEntity> findByUuid(
            @Nullable ManagedObjectReference<Datacenter> datacenter,
            String uuid,
            boolean vmSearch,
            @Nullable Boolean instanceUuid) {
        return first(findAllByUuid(datacenter, uuid, vmSearch, instanceUuid));
    }

    @Override
    public @Nullable ManagedObjectReference<? extends ManagedEntity> findByDnsName(
            @Nullable ManagedObjectReference<Datacenter> datacenter, String dnsName, boolean vmSearch) {
        return first(findAllByDnsName(datacenter, dnsName, vmSearch));
    }

    @Override
    public @Nullable ManagedObjectReference<? extends ManagedEntity> findByIp(
            @Nullable ManagedObjectReference<Datacenter> datacenter, String ip, boolean vmSearch) {
        return first(findAllByIp(datacenter, ip, vmSearch));
    }

    @Override
    public @Nullable ManagedObjectReference<VirtualMachine> findByDatastorePath(
            ManagedObjectReference<Datacenter> datacenter, String path) {
        Matcher matcher = DATASTORE_PATH.matcher(path);
        if (!matcher.matches()) {
            throw InvalidDatastorePath.builder()
                    .datastorePath(path)
                    .build()
                    .exception("Invalid datastore path '" + path + "'.");
        }
        String name = matcher.group(1);
        return read(source -> {
            requireDatastore(datacenter, name, source);
            for (ManagedObjectReference<?> object : source.references()) {
                String own = object.type().equals("VirtualMachine") ? Identities.path(source.properties(object)) : null;
                if (path.equals(own) && isIn(object, datacenter, source)) {
                    return new ManagedObjectReference<VirtualMachine>(object.type(), object.value());
                }
            }
            return null;
        });
    }

    private static void requireDatastore(
            ManagedObjectReference<Datacenter> datacenter, String name, ObjectSource source) {
        if (!(source.properties(datacenter) instanceof DatacenterProperties properties)) {
            throw MissingObject.fault(datacenter);
        }
        boolean there = properties.datastore().stream()
                .anyMatch(datastore ->
                        source.properties(datastore) instanceof DatastoreProperties of && name.equals(of.name()));
        if (!there) {
            throw InvalidDatastore.builder()
                    .name(name)
                    .build()
                    .exception("Datastore '" + name + "' is not in the datacenter.");
        }
    }

    private List<ManagedObjectReference<? extends ManagedEntity>> all(
            @Nullable ManagedObjectReference<Datacenter> datacenter,
            boolean machines,
            Predicate<@Nullable DataObject> matches) {
        String type = machines ? "VirtualMachine" : "HostSystem";
        return read(source -> {
            if (datacenter != null && source.type(datacenter) == null) {
                throw MissingObject.fault(datacenter);
            }
            List<ManagedObjectReference<? extends ManagedEntity>> found = new ArrayList<>();
            for (ManagedObjectReference<?> object : source.references()) {
                if (object.type().equals(type)
                        && matches.test(source.properties(object))
                        && (datacenter == null || isIn(object, datacenter, source))) {
                    found.add(new ManagedObjectReference<ManagedEntity>(object.type(), object.value()));
                }
            }
            return found;
        });
    }

    private static boolean isIn(
            ManagedObjectReference<?> object, ManagedObjectReference<?> container, ObjectSource source) {
        ManagedObjectReference<?> at = object;
        for (int depth = 0; at != null && depth < DEPTH_MAX; depth++) {
            if (at.equals(container)) {
                return true;
            }
            at = source.properties(at) instanceof ManagedEntityProperties properties ? properties.parent() : null;
        }
        return false;
    }

    private static @Nullable ManagedObjectReference<? extends ManagedEntity> first(
            List<ManagedObjectReference<? extends ManagedEntity>> found) {
        return found.isEmpty() ? null : found.getFirst();
    }
}
