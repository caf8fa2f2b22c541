package dev.carafe.vsphere.vcenter.tagging;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.vsphere.vcenter.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tags in a store of {@code etcd}: one entry for each category, tag and attachment, as JSON.
 *
 * <pre>{@code
 * /vcenter/tagging/category/ID
 * /vcenter/tagging/tag/ID
 * /vcenter/tagging/attachment/TAG/TYPE/OBJECT
 * }</pre>
 */
public record StoreTags(Store store) implements TagStore {
    private static final String ROOT = "/vcenter/tagging/";
    private static final String CATEGORY = ROOT + "category/";
    private static final String TAG = ROOT + "tag/";
    private static final String ATTACHMENT = ROOT + "attachment/";

    @Override
    public TagState load() throws IOException {
        Map<String, Category> categories = new LinkedHashMap<>();
        Map<String, Tag> tags = new LinkedHashMap<>();
        Set<Attachment> attachments = new LinkedHashSet<>();
        for (KeyValue entry : store.range(RangeRequest.prefix(Bytes.utf8(ROOT))).kvs()) {
            String key = entry.key().toUtf8();
            if (!(Json.decode(entry.value().toByteArray()) instanceof Map<?, ?> fields)) {
                throw new IOException("the store's entry " + key + " is no tag");
            }
            if (key.startsWith(CATEGORY)) {
                Category category = category(fields);
                categories.put(category.id(), category);
            } else if (key.startsWith(TAG)) {
                Tag tag = new Tag(
                        text(fields, "id"),
                        text(fields, "category_id"),
                        text(fields, "name"),
                        text(fields, "description"));
                tags.put(tag.id(), tag);
            } else if (key.startsWith(ATTACHMENT)) {
                attachments.add(new Attachment(text(fields, "tag"), text(fields, "type"), text(fields, "object")));
            }
        }
        return new TagState(categories, tags, attachments);
    }

    private static Category category(Map<?, ?> fields) {
        List<String> types = new ArrayList<>();
        if (fields.get("associable_types") instanceof List<?> list) {
            list.forEach(type -> types.add(String.valueOf(type)));
        }
        return new Category(
                text(fields, "id"),
                text(fields, "name"),
                text(fields, "description"),
                text(fields, "cardinality").equals("SINGLE"),
                types);
    }

    private static String text(Map<?, ?> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    @Override
    public void save(TagState before, TagState after) throws IOException {
        Map<String, Object> old = entries(before);
        Map<String, Object> now = entries(after);
        List<Op> operations = new ArrayList<>();
        now.forEach((key, value) -> {
            if (!value.equals(old.get(key))) {
                operations.add(PutRequest.of(Bytes.utf8(key), Bytes.copyOf(Json.encode(fields(value)))));
            }
        });
        old.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .forEach(key -> operations.add(DeleteRangeRequest.of(Bytes.utf8(key))));
        if (operations.isEmpty()) {
            return;
        }
        try {
            store.txn(new TxnRequest(List.of(), operations, List.of()));
        } catch (EtcdException e) {
            throw new IOException("the tags cannot be written: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> entries(TagState state) {
        Map<String, Object> entries = new LinkedHashMap<>();
        state.categories().forEach((id, category) -> entries.put(CATEGORY + id, category));
        state.tags().forEach((id, tag) -> entries.put(TAG + id, tag));
        state.attachments()
                .forEach(attachment -> entries.put(
                        ATTACHMENT + attachment.tagId() + "/" + attachment.type() + "/" + attachment.object(),
                        attachment));
        return entries;
    }

    private static Map<String, Object> fields(Object value) {
        return switch (value) {
            case Category(String id, String name, String description, boolean single, List<String> types) ->
                Map.of(
                        "id", id,
                        "name", name,
                        "description", description,
                        "cardinality", single ? "SINGLE" : "MULTIPLE",
                        "associable_types", types);
            case Tag(String id, String category, String name, String description) ->
                Map.of("id", id, "category_id", category, "name", name, "description", description);
            case Attachment(String tag, String type, String object) ->
                Map.of("tag", tag, "type", type, "object", object);
            default -> throw new IllegalArgumentException("no entry of tags: " + value.getClass());
        };
    }
}
