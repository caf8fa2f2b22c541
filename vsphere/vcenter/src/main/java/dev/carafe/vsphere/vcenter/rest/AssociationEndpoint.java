package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vcenter.tagging.Attachment;
import dev.carafe.vsphere.vcenter.tagging.TagException;
import dev.carafe.vsphere.vcenter.tagging.Tagging;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tags are attached to: {@code cis/tagging/tag-association}. Objects that are gone, or hidden, are left out. */
record AssociationEndpoint(Tagging tagging, Rights rights) {
    private static final String ATTACH = "InventoryService.Tagging.AttachTag";
    private static final int BATCH_MAX = 2_000;

    /** @param at where the path goes on behind {@code cis/tagging/tag-association} */
    RestReply handle(RestRequest request, int at) throws IOException {
        if (!request.method().equals("POST")) {
            throw request.noSuchOperation();
        }
        if (request.path().size() == at) {
            return ofAll(request);
        }
        if (request.path().size() != at + 1) {
            throw request.noSuchOperation();
        }
        String tag = request.id(at);
        tagging.tag(tag);
        return switch (request.action()) {
            case "attach" -> {
                tagging.attach(attachment(tag, changeable(request, object(request.field("object_id")))));
                yield RestReply.nothing();
            }
            case "detach" -> {
                tagging.detach(attachment(tag, changeable(request, object(request.field("object_id")))));
                yield RestReply.nothing();
            }
            case "list-attached-objects" -> RestReply.of(objectsOf(request, tag));
            case "attach-tag-to-multiple-objects" -> {
                for (ManagedObjectReference<?> object : objects(request)) {
                    tagging.attach(attachment(tag, changeable(request, object)));
                }
                yield RestReply.of(Map.of("success", true, "error_messages", List.of()));
            }
            case "detach-tag-from-multiple-objects" -> {
                for (ManagedObjectReference<?> object : objects(request)) {
                    tagging.detach(attachment(tag, changeable(request, object)));
                }
                yield RestReply.of(Map.of("success", true, "error_messages", List.of()));
            }
            default -> throw request.noSuchOperation();
        };
    }

    private RestReply ofAll(RestRequest request) throws IOException {
        return switch (request.action()) {
            case "list-attached-tags" -> {
                ManagedObjectReference<?> object = visible(request, object(request.field("object_id")));
                yield RestReply.of(tagging.state().on(object.type(), object.value()));
            }
            case "list-attached-tags-on-objects" -> {
                List<Object> all = new ArrayList<>();
                for (ManagedObjectReference<?> object : objects(request)) {
                    all.add(Map.of(
                            "object_id",
                            described(object),
                            "tag_ids",
                            tagging.state().on(object.type(), object.value())));
                }
                yield RestReply.of(all);
            }
            case "list-attached-objects-on-tags" -> {
                List<Object> all = new ArrayList<>();
                for (String tag : tags(request)) {
                    tagging.tag(tag);
                    all.add(Map.of("tag_id", tag, "object_ids", objectsOf(request, tag)));
                }
                yield RestReply.of(all);
            }
            case "attach-multiple-tags-to-object" -> batch(request, tagging::attach);
            case "detach-multiple-tags-from-object" -> batch(request, tagging::detach);
            default -> throw request.noSuchOperation();
        };
    }

    private interface Change {
        void make(Attachment attachment) throws IOException;
    }

    /** Each tag is tried; those that could not be are told. */
    private RestReply batch(RestRequest request, Change change) throws IOException {
        ManagedObjectReference<?> object = changeable(request, object(request.field("object_id")));
        List<Object> errors = new ArrayList<>();
        for (String tag : tags(request)) {
            try {
                change.make(attachment(tag, object));
            } catch (TagException e) {
                errors.add(Map.of(
                        "id",
                        e.kind() == TagException.Kind.NOT_FOUND
                                ? "cis.tagging.objectNotFound.error"
                                : "cis.tagging.badRequest.error",
                        "default_message",
                        String.valueOf(e.getMessage()),
                        "args",
                        List.of()));
            }
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("success", errors.isEmpty());
        result.put("error_messages", errors);
        return RestReply.of(result);
    }

    private List<Object> objectsOf(RestRequest request, String tag) {
        return request.session().<List<Object>>read(source -> {
            List<Object> objects = new ArrayList<>();
            for (Attachment attachment : tagging.state().of(tag)) {
                ManagedObjectReference<?> object = new ManagedObjectReference<>(attachment.type(), attachment.object());
                if (source.type(object) != null) {
                    objects.add(described(object));
                }
            }
            return objects;
        });
    }

    private static Map<String, Object> described(ManagedObjectReference<?> object) {
        return Map.of("id", object.value(), "type", object.type());
    }

    private static Attachment attachment(String tag, ManagedObjectReference<?> object) {
        return new Attachment(tag, object.type(), object.value());
    }

    private static ManagedObjectReference<?> object(@Nullable Object field) {
        if (field instanceof Map<?, ?> fields) {
            return new ManagedObjectReference<>(
                    RestRequest.required(fields, "type"), RestRequest.required(fields, "id"));
        }
        throw new RestException(Kind.INVALID_ARGUMENT, "The field object_id must be an object with type and id.");
    }

    private static List<ManagedObjectReference<?>> objects(RestRequest request) {
        if (!(request.field("object_ids") instanceof List<?> list) || list.size() > BATCH_MAX) {
            throw new RestException(
                    Kind.INVALID_ARGUMENT, "The field object_ids must be a list of at most " + BATCH_MAX + " objects.");
        }
        List<ManagedObjectReference<?>> objects = new ArrayList<>();
        list.forEach(item -> objects.add(object(item)));
        return objects;
    }

    private static List<String> tags(RestRequest request) {
        List<String> tags = RestRequest.texts(request.field("tag_ids"), "tag_ids");
        if (tags.size() > BATCH_MAX) {
            throw new RestException(Kind.INVALID_ARGUMENT, "At most " + BATCH_MAX + " tags at a time.");
        }
        return tags;
    }

    private static ManagedObjectReference<?> visible(RestRequest request, ManagedObjectReference<?> object) {
        boolean there = request.session().read(source -> source.type(object) != null);
        if (!there) {
            throw new RestException(Kind.NOT_FOUND, "The object " + object + " could not be found.");
        }
        return object;
    }

    private ManagedObjectReference<?> changeable(RestRequest request, ManagedObjectReference<?> object) {
        visible(request, object);
        boolean allowed = request.session()
                .shared()
                .read(source -> rights.allows(request.session().userName(), object, ATTACH, source));
        if (!allowed) {
            throw new RestException(Kind.UNAUTHORIZED, "The privilege " + ATTACH + " is required on " + object + ".");
        }
        return object;
    }
}
