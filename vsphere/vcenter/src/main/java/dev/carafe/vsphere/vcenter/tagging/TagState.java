package dev.carafe.vsphere.vcenter.tagging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All tags at one moment. */
public record TagState(Map<String, Category> categories, Map<String, Tag> tags, Set<Attachment> attachments) {
    static final TagState EMPTY = new TagState(Map.of(), Map.of(), Set.of());

    public TagState {
        categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        attachments = Collections.unmodifiableSet(new LinkedHashSet<>(attachments));
    }

    public List<Tag> ofCategory(String categoryId) {
        return tags.values().stream()
                .filter(tag -> tag.categoryId().equals(categoryId))
                .toList();
    }

    /** The tags on an object. */
    public List<String> on(String type, String object) {
        return attachments.stream()
                .filter(attachment -> attachment.isOn(type, object))
                .map(Attachment::tagId)
                .toList();
    }

    /** What a tag is attached to. */
    public List<Attachment> of(String tagId) {
        return attachments.stream()
                .filter(attachment -> attachment.tagId().equals(tagId))
                .toList();
    }
}
