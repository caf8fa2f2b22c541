package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vcenter.tagging.Category;
import dev.carafe.vsphere.vcenter.tagging.Tag;
import dev.carafe.vsphere.vcenter.tagging.Tagging;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Categories and tags: {@code cis/tagging/category} and {@code cis/tagging/tag}. */
final class TaggingEndpoint {
    private static final String PRIVILEGE = "InventoryService.Tagging.";

    private final Tagging tagging;
    private final Rights rights;
    private final ManagedObjectReference<?> root;

    /** @param root where the privileges to make and change tags are asked for */
    TaggingEndpoint(Tagging tagging, Rights rights, ManagedObjectReference<?> root) {
        this.tagging = tagging;
        this.rights = rights;
        this.root = root;
    }

    /** @param request its path begins behind {@code cis/tagging/category} */
    RestReply categories(RestRequest request, int at) throws IOException {
        if (request.path().size() == at) {
            return switch (request.method() + " " + request.action()) {
                case "GET ", "POST list" ->
                    RestReply.of(List.copyOf(tagging.state().categories().keySet()));
                case "POST " -> {
                    require(request, "CreateCategory");
                    Map<?, ?> spec = request.fields("create_spec");
                    String wanted = RestRequest.text(spec, "category_id");
                    yield RestReply.created(tagging.createCategory(
                            wanted == null ? "" : wanted,
                            RestRequest.required(spec, "name"),
                            RestRequest.required(spec, "description"),
                            single(RestRequest.required(spec, "cardinality")),
                            RestRequest.texts(spec.get("associable_types"), "associable_types")));
                }
                default -> throw request.noSuchOperation();
            };
        }
        String id = only(request, at);
        return switch (request.method() + " " + request.action()) {
            case "GET " -> RestReply.of(described(tagging.category(id)));
            case "PATCH " -> {
                require(request, "EditCategory");
                Map<?, ?> spec = request.fields("update_spec");
                String cardinality = RestRequest.text(spec, "cardinality");
                tagging.updateCategory(
                        id,
                        RestRequest.text(spec, "name"),
                        RestRequest.text(spec, "description"),
                        optionalSingle(cardinality),
                        RestRequest.texts(spec.get("associable_types"), "associable_types"));
                yield RestReply.nothing();
            }
            case "DELETE " -> {
                require(request, "DeleteCategory");
                tagging.deleteCategory(id);
                yield RestReply.nothing();
            }
            default -> throw request.noSuchOperation();
        };
    }

    /** @param request its path begins behind {@code cis/tagging/tag} */
    RestReply tags(RestRequest request, int at) throws IOException {
        if (request.path().size() == at) {
            return switch (request.method() + " " + request.action()) {
                case "GET ", "POST list" ->
                    RestReply.of(List.copyOf(tagging.state().tags().keySet()));
                case "POST list-tags-for-category" ->
                    RestReply.of(ofCategory(RestRequest.required(request.fields("spec"), "category_id")));
                case "POST " -> {
                    require(request, "CreateTag");
                    Map<?, ?> spec = request.fields("create_spec");
                    String wanted = RestRequest.text(spec, "tag_id");
                    yield RestReply.created(tagging.createTag(
                            wanted == null ? "" : wanted,
                            RestRequest.required(spec, "category_id"),
                            RestRequest.required(spec, "name"),
                            RestRequest.required(spec, "description")));
                }
                default -> throw request.noSuchOperation();
            };
        }
        String id = only(request, at);
        return switch (request.method() + " " + request.action()) {
            case "GET " -> RestReply.of(described(tagging.tag(id)));
            case "GET list-tags-for-category", "POST list-tags-for-category" -> RestReply.of(ofCategory(id));
            case "PATCH " -> {
                require(request, "EditTag");
                Map<?, ?> spec = request.fields("update_spec");
                tagging.updateTag(id, RestRequest.text(spec, "name"), RestRequest.text(spec, "description"));
                yield RestReply.nothing();
            }
            case "DELETE " -> {
                require(request, "DeleteTag");
                tagging.deleteTag(id);
                yield RestReply.nothing();
            }
            default -> throw request.noSuchOperation();
        };
    }

    private static String only(RestRequest request, int at) {
        if (request.path().size() != at + 1) {
            throw request.noSuchOperation();
        }
        return request.id(at);
    }

    private List<String> ofCategory(String id) {
        tagging.category(id);
        return tagging.state().ofCategory(id).stream().map(Tag::id).toList();
    }

    private static boolean single(String cardinality) {
        return switch (cardinality) {
            case "SINGLE" -> true;
            case "MULTIPLE" -> false;
            default -> throw new RestException(Kind.INVALID_ARGUMENT, "A cardinality is SINGLE or MULTIPLE.");
        };
    }

    private static @Nullable Boolean optionalSingle(@Nullable String cardinality) {
        if (cardinality == null || cardinality.isEmpty()) {
            return null;
        }
        return single(cardinality);
    }

    private static Map<String, Object> described(Category category) {
        return Map.of(
                "id", category.id(),
                "name", category.name(),
                "description", category.description(),
                "cardinality", category.single() ? "SINGLE" : "MULTIPLE",
                "associable_types", category.associableTypes(),
                "used_by", List.of());
    }

    private static Map<String, Object> described(Tag tag) {
        return Map.of(
                "id", tag.id(),
                "category_id", tag.categoryId(),
                "name", tag.name(),
                "description", tag.description(),
                "used_by", List.of());
    }

    private void require(RestRequest request, String privilege) {
        boolean allowed = request.session()
                .shared()
                .read(source -> rights.allows(request.session().userName(), root, PRIVILEGE + privilege, source));
        if (!allowed) {
            throw new RestException(Kind.UNAUTHORIZED, "The privilege " + PRIVILEGE + privilege + " is required.");
        }
    }
}
