package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionKind;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions;
import dev.carafe.kubernetes.apiserver.generic.DeleteOptions.Propagation;
import dev.carafe.kubernetes.apiserver.generic.Preconditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads how to delete from a request's body or, where it has none, from its query. Pure. */
final class DeleteOptionsReader {
    private static final GroupKind KIND = new GroupKind("meta.k8s.io", "DeleteOptions");
    private static final GroupVersionKind BODY = new GroupVersionKind("", "v1", "DeleteOptions");

    /**
     * What a request says.
     *
     * @param options how to delete
     * @param dryRun whether to delete at all
     * @param unread whether what cannot be read is to be deleted, and nothing else
     */
    record Parsed(DeleteOptions options, boolean dryRun, boolean unread) {}

    /** Upstream's name for that. */
    static final String UNREAD = "ignoreStoreReadErrorWithClusterBreakingPotential";

    private DeleteOptionsReader() {}

    /** @param knowsUnread whether the option is known by which what cannot be read is deleted; else it is ignored */
    static Parsed read(BodyDecoder bodies, ApiRequest request, boolean knowsUnread) {
        Struct sent = bodies.parse(request, BODY, _ -> {})
                .filter(Struct.class::isInstance)
                .map(Struct.class::cast)
                .orElse(null);
        return sent == null ? ofQuery(request.query(), knowsUnread) : ofBody(sent, request.isDryRun(), knowsUnread);
    }

    /** Reads options that another object carries, such as an eviction. */
    static Parsed ofPart(Struct sent, boolean dryRun) {
        return ofBody(sent.without("kind"), dryRun, false);
    }

    private static Parsed ofBody(Struct sent, boolean dryRun, boolean knowsUnread) {
        String kind = sent.string("kind");
        if (kind != null && !kind.isEmpty() && !kind.equals("DeleteOptions")) {
            throw StatusError.badRequest(
                    "no kind \"" + kind + "\" is registered for version \"" + text(sent, "apiVersion")
                            + "\" in scheme \"pkg/runtime/scheme.go:111\""); // where upstream finds it
        }
        Struct preconditions = Objects.requireNonNullElse(sent.struct("preconditions"), Struct.EMPTY);
        List<FieldError> errors = new ArrayList<>();
        boolean dry = dryRun;
        if (sent.get("dryRun") instanceof List<?> directives && !directives.isEmpty()) {
            if (!directives.stream().allMatch("All"::equals)) {
                errors.add(FieldError.notSupported(FieldPath.of("dryRun"), directives, List.of("All")));
            }
            dry = true;
        }
        Propagation propagation = propagation(
                sent.string("propagationPolicy"),
                sent.get("orphanDependents") instanceof Boolean orphan ? orphan : null,
                errors);
        boolean unread = knowsUnread && Boolean.TRUE.equals(sent.get(UNREAD));
        if (unread) {
            forbid(sent::has, errors);
        }
        refuse(errors);
        OptionalLong grace = sent.get("gracePeriodSeconds") instanceof Long seconds
                ? OptionalLong.of(seconds)
                : OptionalLong.empty();
        return new Parsed(
                new DeleteOptions(
                        grace,
                        new Preconditions(text(preconditions, "uid"), text(preconditions, "resourceVersion")),
                        propagation,
                        Boolean.FALSE.equals(sent.get("orphanDependents"))),
                dry,
                unread);
    }

    private static Parsed ofQuery(Query query, boolean knowsUnread) {
        List<FieldError> errors = new ArrayList<>();
        Boolean orphan = query.has("orphanDependents") ? query.flag("orphanDependents") : null;
        String policy = query.has("propagationPolicy") ? query.first("propagationPolicy") : null;
        Propagation propagation = propagation(policy, orphan, errors);
        boolean unread = knowsUnread && query.flag(UNREAD);
        if (unread) {
            forbid(query::has, errors);
        }
        refuse(errors);
        OptionalLong grace = OptionalLong.empty();
        if (query.has("gracePeriodSeconds")) {
            try {
                grace = OptionalLong.of(Long.parseLong(query.first("gracePeriodSeconds")));
            } catch (NumberFormatException _) {
                throw StatusError.badRequest(
                        "strconv.ParseInt: parsing \"" + query.first("gracePeriodSeconds") + "\": invalid syntax");
            }
        }
        return new Parsed(
                new DeleteOptions(grace, Preconditions.NONE, propagation, Boolean.FALSE.equals(orphan)),
                query.all("dryRun").contains("All"),
                unread);
    }

    /** Says which options make no sense for what cannot be read. */
    private static void forbid(Predicate<String> has, List<FieldError> errors) {
        for (String other : List.of("propagationPolicy", "orphanDependents", "gracePeriodSeconds", "preconditions")) {
            if (has.test(other)) {
                errors.add(FieldError.invalid(FieldPath.of(UNREAD), true, "cannot be set together with ." + other));
            }
        }
    }

    /** Refuses to delete a collection so. */
    static void forbidUnread(Parsed parsed) {
        if (parsed.unread()) {
            refuse(List.of(FieldError.invalid(
                    FieldPath.of(UNREAD),
                    true,
                    "is not allowed with DELETECOLLECTION, try again after removing the option")));
        }
    }

    private static Propagation propagation(@Nullable String policy, @Nullable Boolean orphan, List<FieldError> errors) {
        if (policy != null && orphan != null) {
            errors.add(FieldError.invalid(
                    FieldPath.of("propagationPolicy"),
                    policy,
                    "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (policy == null) {
            return orphan == null ? Propagation.DEFAULT : orphan ? Propagation.ORPHAN : Propagation.BACKGROUND;
        }
        return switch (policy) {
            case "Orphan" -> Propagation.ORPHAN;
            case "Background" -> Propagation.BACKGROUND;
            case "Foreground" -> Propagation.FOREGROUND;
            default -> {
                errors.add(FieldError.notSupported(
                        FieldPath.of("propagationPolicy"),
                        policy,
                        List.of("Foreground", "Background", "Orphan", "nil")));
                yield Propagation.DEFAULT;
            }
        };
    }

    private static void refuse(List<FieldError> errors) {
        if (!errors.isEmpty()) {
            throw StatusError.invalid(KIND, "", errors);
        }
    }

    private static String text(Struct struct, String name) {
        return Objects.requireNonNullElse(struct.string(name), "");
    }
}
