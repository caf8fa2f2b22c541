package dev.carafe.cloudprovider.vsphere;

import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zone;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.tag.Tag;
import dev.carafe.vsphere.client.tag.Tags;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The zone and region of a VM by the tags on what it runs on (upstream's zones.go): its host and what is above it; where that
 * has not both, its resource pool and what is above that; at last the VM itself and its folders. The nearest tag of a
 * category counts. For one question; not thread-safe.
 */
final class TagZones {
    /** How far up is looked: more than any inventory has, so that a server's loop ends. */
    private static final int HEIGHT_MAX = 64;

    private final PropertyReader reader;
    private final Tags tags;
    private final String zoneCategory;
    private final String regionCategory;
    private final Map<String, String> categories = new HashMap<>();

    TagZones(VSphereClient client, Tags tags, String zoneCategory, String regionCategory) {
        this.reader = new PropertyReader(client);
        this.tags = tags;
        this.zoneCategory = zoneCategory;
        this.regionCategory = regionCategory;
    }

    /** @throws IOException also where a tag is missing in all three places; its message names the category */
    Zone of(ManagedObjectReference<?> machine) throws IOException, InterruptedException {
        PropertyReader.Found found = reader.read(machine, List.of("runtime.host", "resourcePool"));
        ManagedObjectReference<ManagedObject> host = found.reference("runtime.host");
        ManagedObjectReference<ManagedObject> pool = found.reference("resourcePool");
        String missing = "";
        for (ManagedObjectReference<?> start : starts(host, pool, machine)) {
            List<Map<String, String>> nearestFirst = tagsUpFrom(start);
            Optional<String> zone = nearest(nearestFirst, zoneCategory);
            Optional<String> region = nearest(nearestFirst, regionCategory);
            if (zone.isPresent() && region.isPresent()) {
                return new Zone(zone.get(), region.get());
            }
            missing = zone.isEmpty() ? zoneCategory : regionCategory;
        }
        throw new IOException("no tag of the category " + missing + " on " + machine.value()
                + ", its host, its resource pool, or what they are in");
    }

    private static List<ManagedObjectReference<?>> starts(@Nullable ManagedObjectReference<?>... starts) {
        List<ManagedObjectReference<?>> there = new ArrayList<>();
        for (ManagedObjectReference<?> start : starts) {
            if (start != null) {
                there.add(start);
            }
        }
        return there;
    }

    /** The first that has a tag of a category says it. No I/O. */
    static Optional<String> nearest(List<Map<String, String>> nearestFirst, String category) {
        return nearestFirst.stream()
                .filter(names -> names.containsKey(category))
                .findFirst()
                .map(names -> names.get(category));
    }

    /** Of each object from one up to the root, its tags' names by their categories' names. */
    private List<Map<String, String>> tagsUpFrom(ManagedObjectReference<?> start)
            throws IOException, InterruptedException {
        List<ManagedObjectReference<?>> path = new ArrayList<>();
        ManagedObjectReference<?> at = start;
        while (at != null && path.size() < HEIGHT_MAX) {
            path.add(at);
            at = reader.read(at, List.of("parent")).reference("parent");
        }
        Map<ManagedObjectReference<?>, List<String>> attached = tags.attached(path);
        List<Map<String, String>> named = new ArrayList<>();
        for (ManagedObjectReference<?> object : path) {
            Map<String, String> names = new HashMap<>();
            for (String id : attached.getOrDefault(object, List.of())) {
                Tag tag = tags.tag(id);
                names.putIfAbsent(category(tag.categoryId()), tag.name());
            }
            named.add(names);
        }
        return named;
    }

    private String category(String id) throws IOException, InterruptedException {
        String known = categories.get(id);
        if (known == null) {
            known = tags.category(id).name();
            categories.put(id, known);
        }
        return known;
    }
}
