package dev.carafe.vsphere.client.tag;

import dev.carafe.vsphere.client.RestClient;
import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tags and categories of a vCenter. Errors are {@link dev.carafe.vsphere.client.RestException}. Safe for all threads.
 *
 * <pre>{@code
 * Tags tags = new Tags(RestClient.login(client.connection(), user, password));
 * String zones = tags.createCategory("k8s-zone", "", false, List.of());
 * tags.attach(tags.createTag(zones, "zone-a", ""), host);
 * }</pre>
 */
public final class Tags {
    private static final String BASE = "/rest/com/vmware/cis/tagging/";
    private static final String CATEGORY = BASE + "category";
    private static final String TAG = BASE + "tag";
    private static final String ASSOCIATION = BASE + "tag-association";

    private final RestClient rest;

    public Tags(RestClient rest) {
        this.rest = rest;
    }

    /**
     * Makes a category.
     *
     * @param multiple whether an object may have several tags of it
     * @param associableTypes such as {@code VirtualMachine}; none for all
     * @return its ID
     */
    public String createCategory(String name, String description, boolean multiple, List<String> associableTypes)
            throws IOException, InterruptedException {
        Object made = rest.post(
                CATEGORY,
                Map.of(
                        "create_spec",
                        Map.of(
                                "name",
                                name,
                                "description",
                                description,
                                "cardinality",
                                multiple ? "MULTIPLE" : "SINGLE",
                                "associable_types",
                                List.copyOf(associableTypes))));
        return text(made);
    }

    public List<String> categoryIds() throws IOException, InterruptedException {
        return texts(rest.get(CATEGORY));
    }

    public Category category(String id) throws IOException, InterruptedException {
        Map<?, ?> found = map(rest.get(CATEGORY + "/id:" + encoded(id)));
        return new Category(
                text(found.get("id")),
                text(found.get("name")),
                text(found.get("description")),
                "MULTIPLE".equals(found.get("cardinality")),
                texts(found.get("associable_types")));
    }

    public Optional<Category> categoryByName(String name) throws IOException, InterruptedException {
        for (String id : categoryIds()) {
            Category category = category(id);
            if (category.name().equals(name)) {
                return Optional.of(category);
            }
        }
        return Optional.empty();
    }

    /** Gives a category another name and description. */
    public void updateCategory(String id, String name, String description) throws IOException, InterruptedException {
        rest.patch(CATEGORY + "/id:" + encoded(id), named(name, description));
    }

    public void deleteCategory(String id) throws IOException, InterruptedException {
        rest.delete(CATEGORY + "/id:" + encoded(id));
    }

    /** Makes a tag and gives its ID. */
    public String createTag(String categoryId, String name, String description)
            throws IOException, InterruptedException {
        return text(rest.post(
                TAG,
                Map.of("create_spec", Map.of("category_id", categoryId, "name", name, "description", description))));
    }

    public List<String> tagIds() throws IOException, InterruptedException {
        return texts(rest.get(TAG));
    }

    /** The tags of one category. */
    public List<String> tagIds(String categoryId) throws IOException, InterruptedException {
        return texts(rest.post(TAG + "/id:" + encoded(categoryId) + "?~action=list-tags-for-category", null));
    }

    public Tag tag(String id) throws IOException, InterruptedException {
        Map<?, ?> found = map(rest.get(TAG + "/id:" + encoded(id)));
        return new Tag(
                text(found.get("id")),
                text(found.get("category_id")),
                text(found.get("name")),
                text(found.get("description")));
    }

    /** Gives a tag another name and description. */
    public void updateTag(String id, String name, String description) throws IOException, InterruptedException {
        rest.patch(TAG + "/id:" + encoded(id), named(name, description));
    }

    public void deleteTag(String id) throws IOException, InterruptedException {
        rest.delete(TAG + "/id:" + encoded(id));
    }

    /** Attaches a tag; one that is attached already stays so. */
    public void attach(String tagId, ManagedObjectReference<?> object) throws IOException, InterruptedException {
        rest.post(association(tagId, "attach"), Map.of("object_id", object(object)));
    }

    public void detach(String tagId, ManagedObjectReference<?> object) throws IOException, InterruptedException {
        rest.post(association(tagId, "detach"), Map.of("object_id", object(object)));
    }

    /** The IDs of an object's tags. */
    public List<String> attached(ManagedObjectReference<?> object) throws IOException, InterruptedException {
        return texts(rest.post(ASSOCIATION + "?~action=list-attached-tags", Map.of("object_id", object(object))));
    }

    /** The IDs of the tags of several objects, in one call; an object without tags may be left out. */
    public Map<ManagedObjectReference<?>, List<String>> attached(List<? extends ManagedObjectReference<?>> objects)
            throws IOException, InterruptedException {
        Object answer = rest.post(
                ASSOCIATION + "?~action=list-attached-tags-on-objects",
                Map.of("object_ids", objects.stream().map(Tags::object).toList()));
        Map<ManagedObjectReference<?>, List<String>> found = new LinkedHashMap<>();
        if (answer instanceof List<?> list) {
            for (Object each : list) {
                Map<?, ?> entry = map(each);
                found.put(reference(entry.get("object_id")), texts(entry.get("tag_ids")));
            }
        }
        return found;
    }

    /** The objects that have a tag. */
    public List<ManagedObjectReference<?>> objects(String tagId) throws IOException, InterruptedException {
        List<ManagedObjectReference<?>> found = new ArrayList<>();
        if (rest.post(association(tagId, "list-attached-objects"), Map.of()) instanceof List<?> list) {
            list.forEach(each -> found.add(reference(each)));
        }
        return found;
    }

    private static Map<String, Object> named(String name, String description) {
        return Map.of("update_spec", Map.of("name", name, "description", description));
    }

    private static String association(String tagId, String action) {
        return ASSOCIATION + "/id:" + encoded(tagId) + "?~action=" + action;
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("%3A", ":").replace("+", "%20");
    }

    private static Map<String, Object> object(ManagedObjectReference<?> object) {
        return Map.of("id", object.value(), "type", object.type());
    }

    private static ManagedObjectReference<?> reference(@Nullable Object tree) {
        Map<?, ?> map = map(tree);
        return new ManagedObjectReference<ManagedObject>(text(map.get("type")), text(map.get("id")));
    }

    private static Map<?, ?> map(@Nullable Object tree) {
        return tree instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object tree) {
        return tree instanceof String text ? text : "";
    }

    private static List<String> texts(@Nullable Object tree) {
        return tree instanceof List<?> list
                ? list.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .toList()
                : List.of();
    }
}
