package dev.carafe.vsphere.vcenter.tagging;

import dev.carafe.vsphere.vcenter.tagging.TagException.Kind;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which changes of tags are allowed; each gives the state after it. Names differ in case too, as in a vCenter. */
final class TagRules {
    private static final int NAME_MAX = 256;
    private static final int DESCRIPTION_MAX = 8_192;
    private static final int CATEGORIES_MAX = 1_000;
    private static final int TAGS_MAX = 10_000;
    private static final int ATTACHMENTS_MAX = 200_000;

    private TagRules() {}

    static TagState create(TagState state, Category category) {
        checkName(category.name(), category.description());
        checkRoom(state.categories().size(), CATEGORIES_MAX, "categories");
        if (state.categories().containsKey(category.id())) {
            throw exists(category.id());
        }
        checkCategoryName(state, category.name(), category.id());
        return withCategory(state, category);
    }

    private static void checkCategoryName(TagState state, String name, String id) {
        if (state.categories().values().stream()
                .anyMatch(other -> other.name().equals(name) && !other.id().equals(id))) {
            throw exists(name);
        }
    }

    /** What is null stays. Types are only added, and an object that may have one tag may later have several. */
    static TagState update(
            TagState state,
            String id,
            @Nullable String name,
            @Nullable String description,
            @Nullable Boolean single,
            List<String> associableTypes) {
        Category before = category(state, id);
        if (single != null && single && !before.single()) {
            throw invalid("A category of several tags an object does not become one of a single tag.");
        }
        if (!associableTypes.isEmpty() && !associableTypes.containsAll(before.associableTypes())) {
            throw invalid("A category's types are only added to.");
        }
        boolean all = before.associableTypes().isEmpty();
        if (all && !associableTypes.isEmpty()) {
            throw invalid("A category of all types does not become one of some.");
        }
        Category after = new Category(
                id,
                name == null || name.isEmpty() ? before.name() : name,
                description == null ? before.description() : description,
                single == null ? before.single() : single,
                associableTypes.isEmpty() ? before.associableTypes() : associableTypes);
        checkName(after.name(), after.description());
        checkCategoryName(state, after.name(), id);
        return withCategory(state, after);
    }

    static TagState deleteCategory(TagState state, String id) {
        category(state, id);
        Map<String, Category> categories = new LinkedHashMap<>(state.categories());
        categories.remove(id);
        Map<String, Tag> tags = new LinkedHashMap<>(state.tags());
        tags.values().removeIf(tag -> tag.categoryId().equals(id));
        Set<Attachment> attachments = new LinkedHashSet<>(state.attachments());
        attachments.removeIf(attachment -> !tags.containsKey(attachment.tagId()));
        return new TagState(categories, tags, attachments);
    }

    static TagState create(TagState state, Tag tag) {
        category(state, tag.categoryId());
        checkName(tag.name(), tag.description());
        checkRoom(state.tags().size(), TAGS_MAX, "tags");
        if (state.tags().containsKey(tag.id())) {
            throw exists(tag.id());
        }
        checkTagName(state, tag);
        return withTag(state, tag);
    }

    private static void checkTagName(TagState state, Tag tag) {
        if (state.ofCategory(tag.categoryId()).stream()
                .anyMatch(
                        other -> other.name().equals(tag.name()) && !other.id().equals(tag.id()))) {
            throw exists(tag.name());
        }
    }

    static TagState update(TagState state, String id, @Nullable String name, @Nullable String description) {
        Tag before = tag(state, id);
        Tag after = new Tag(
                id,
                before.categoryId(),
                name == null || name.isEmpty() ? before.name() : name,
                description == null ? before.description() : description);
        checkName(after.name(), after.description());
        checkTagName(state, after);
        return withTag(state, after);
    }

    static TagState deleteTag(TagState state, String id) {
        tag(state, id);
        Map<String, Tag> tags = new LinkedHashMap<>(state.tags());
        tags.remove(id);
        Set<Attachment> attachments = new LinkedHashSet<>(state.attachments());
        attachments.removeIf(attachment -> attachment.tagId().equals(id));
        return new TagState(state.categories(), tags, attachments);
    }

    static TagState attach(TagState state, Attachment attachment) {
        Category category = category(state, tag(state, attachment.tagId()).categoryId());
        if (state.attachments().contains(attachment)) {
            return state;
        }
        if (!category.associableTypes().isEmpty() && !category.associableTypes().contains(attachment.type())) {
            throw invalid("Tags of the category " + category.name() + " are not for objects of the type "
                    + attachment.type() + ".");
        }
        if (category.single()
                && state.on(attachment.type(), attachment.object()).stream()
                        .anyMatch(other -> tag(state, other).categoryId().equals(category.id()))) {
            throw invalid("The object has a tag of the category " + category.name() + ", of which it may have one.");
        }
        checkRoom(state.attachments().size(), ATTACHMENTS_MAX, "attached tags");
        Set<Attachment> attachments = new LinkedHashSet<>(state.attachments());
        attachments.add(attachment);
        return new TagState(state.categories(), state.tags(), attachments);
    }

    static TagState detach(TagState state, Attachment attachment) {
        tag(state, attachment.tagId());
        Set<Attachment> attachments = new LinkedHashSet<>(state.attachments());
        attachments.remove(attachment);
        return new TagState(state.categories(), state.tags(), attachments);
    }

    static Category category(TagState state, String id) {
        Category category = state.categories().get(id);
        if (category == null) {
            throw new TagException(Kind.NOT_FOUND, "There is no category " + id + ".");
        }
        return category;
    }

    static Tag tag(TagState state, String id) {
        Tag tag = state.tags().get(id);
        if (tag == null) {
            throw new TagException(Kind.NOT_FOUND, "There is no tag " + id + ".");
        }
        return tag;
    }

    private static TagState withCategory(TagState state, Category category) {
        Map<String, Category> categories = new LinkedHashMap<>(state.categories());
        categories.put(category.id(), category);
        return new TagState(categories, state.tags(), state.attachments());
    }

    private static TagState withTag(TagState state, Tag tag) {
        Map<String, Tag> tags = new LinkedHashMap<>(state.tags());
        tags.put(tag.id(), tag);
        return new TagState(state.categories(), tags, state.attachments());
    }

    private static void checkName(String name, String description) {
        if (name.isBlank() || name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw invalid("A name has 1 to " + NAME_MAX + " printable characters.");
        }
        if (description.length() > DESCRIPTION_MAX) {
            throw invalid("A description has at most " + DESCRIPTION_MAX + " characters.");
        }
    }

    private static void checkRoom(int there, int most, String what) {
        if (there >= most) {
            throw new TagException(Kind.UNABLE_TO_ALLOCATE_RESOURCE, "There are " + most + " " + what + " already.");
        }
    }

    private static TagException exists(String name) {
        return new TagException(Kind.ALREADY_EXISTS, name + " exists already.");
    }

    private static TagException invalid(String message) {
        return new TagException(Kind.INVALID_ARGUMENT, message);
    }
}
