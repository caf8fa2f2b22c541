package dev.carafe.vsphere.vcenter.tagging;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a vCenter. Reading takes no lock; changes are made one after another, each kept before it is seen. Methods
 * that change throw {@link TagException} when they may not, and IOException when the change cannot be kept.
 */
public final class Tagging {
    private static final String CATEGORY_ID = "urn:vmomi:InventoryServiceCategory:";
    private static final String TAG_ID = "urn:vmomi:InventoryServiceTag:";

    private final TagStore store;
    private volatile TagState state;

    private Tagging(TagStore store, TagState state) {
        this.store = store;
        this.state = state;
    }

    /** @throws IOException when what was kept cannot be read */
    public static Tagging open(TagStore store) throws IOException {
        return new Tagging(store, store.load());
    }

    /** All tags as they are now. */
    public TagState state() {
        return state;
    }

    /** @throws TagException NOT_FOUND */
    public Category category(String id) {
        return TagRules.category(state, id);
    }

    /** @throws TagException NOT_FOUND */
    public Tag tag(String id) {
        return TagRules.tag(state, id);
    }

    private synchronized void change(UnaryOperator<TagState> change) throws IOException {
        TagState after = change.apply(state);
        store.save(state, after);
        state = after;
    }

    /**
     * Makes a category.
     *
     * @param wanted the identifier that it shall have; empty for a new one
     * @return its identifier
     */
    public String createCategory(
            String wanted, String name, String description, boolean single, List<String> associableTypes)
            throws IOException {
        String id = id(wanted, CATEGORY_ID);
        Category category = new Category(id, name, description, single, associableTypes);
        change(before -> TagRules.create(before, category));
        return id;
    }

    /** Changes a category; what is null or an empty list stays. */
    public void updateCategory(
            String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable Boolean single,
            List<String> associableTypes)
            throws IOException {
        change(before -> TagRules.update(before, id, name, description, single, associableTypes));
    }

    /** Removes a category and all its tags. */
    public void deleteCategory(String id) throws IOException {
        change(before -> TagRules.deleteCategory(before, id));
    }

    /** Makes a tag; see {@link #createCategory}. */
    public String createTag(String wanted, String categoryId, String name, String description) throws IOException {
        String id = id(wanted, TAG_ID);
        Tag tag = new Tag(id, categoryId, name, description);
        change(before -> TagRules.create(before, tag));
        return id;
    }

    /** Changes a tag; what is null stays. */
    public void updateTag(String id, @Nullable String name, @Nullable String description) throws IOException {
        change(before -> TagRules.update(before, id, name, description));
    }

    /** Removes a tag from wherever it is. */
    public void deleteTag(String id) throws IOException {
        change(before -> TagRules.deleteTag(before, id));
    }

    /** Attaches a tag; nothing happens when it is attached. That the object is there, the caller knows. */
    public void attach(Attachment attachment) throws IOException {
        change(before -> TagRules.attach(before, attachment));
    }

    /** Detaches a tag; nothing happens when it is not attached. */
    public void detach(Attachment attachment) throws IOException {
        change(before -> TagRules.detach(before, attachment));
    }

    private static String id(String wanted, String prefix) {
        if (wanted.isEmpty()) {
            return prefix + UUID.randomUUID() + ":GLOBAL";
        }
        if (!wanted.startsWith(prefix) || wanted.length() > 256) {
            throw new TagException(TagException.Kind.INVALID_ARGUMENT, "An identifier begins with " + prefix + ".");
        }
        return wanted;
    }
}
