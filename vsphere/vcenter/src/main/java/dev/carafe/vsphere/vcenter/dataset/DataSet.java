package dev.carafe.vsphere.vcenter.dataset;

import dev.carafe.etcd.Bytes;
import dev.carafe.vsphere.vcenter.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data set without its entries.
 *
 * @param name never changes
 * @param host what may be done with its entries through vCenter
 * @param guest what the guest might do with them
 * @param omitted whether it stays out of snapshots and clones
 * @param used the bytes of all keys and values
 * @param entries how many there are
 */
public record DataSet(
        String name, String description, Access host, Access guest, boolean omitted, long used, long entries) {
    /** What it is called in paths; see {@link DataSetIds}. */
    public String id() {
        return DataSetIds.of(name);
    }

    /** The same with what is not null. */
    DataSet with(
            @Nullable String newDescription,
            @Nullable Access newHost,
            @Nullable Access newGuest,
            @Nullable Boolean newOmitted) {
        return new DataSet(
                name,
                newDescription == null ? description : newDescription,
                newHost == null ? host : newHost,
                newGuest == null ? guest : newGuest,
                newOmitted == null ? omitted : newOmitted,
                used,
                entries);
    }

    /** The same with so much more in it, or less. */
    DataSet grown(long bytes, int number) {
        return new DataSet(name, description, host, guest, omitted, used + bytes, entries + number);
    }

    Bytes encode() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("description", description);
        all.put("host", host.name());
        all.put("guest", guest.name());
        all.put("omitted", omitted);
        all.put("used", used);
        all.put("entries", entries);
        return Bytes.wrap(Json.encode(all));
    }

    /** @throws IOException when it is no data set */
    static DataSet decode(Bytes text) throws IOException {
        if (Json.decode(text.toByteArray()) instanceof Map<?, ?> all
                && all.get("name") instanceof String name
                && all.get("description") instanceof String description
                && all.get("used") instanceof Long used
                && all.get("entries") instanceof Long entries) {
            return new DataSet(
                    name,
                    description,
                    access(all.get("host")),
                    access(all.get("guest")),
                    Boolean.TRUE.equals(all.get("omitted")),
                    used,
                    entries);
        }
        throw new IOException("a data set without one of its fields");
    }

    private static Access access(@Nullable Object text) throws IOException {
        try {
            return Access.valueOf(String.valueOf(text));
        } catch (IllegalArgumentException _) {
            throw new IOException("a data set with the access " + text);
        }
    }
}
