package dev.carafe.kubernetes.apimachinery.errors;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a failure is about; parts that do not apply are empty or 0.
 *
 * @param kind the kind, or the resource, as each error of upstream does
 * @param retryAfterSeconds when to try again; 0 for no advice
 */
public record StatusDetails(
        String name, String group, String kind, String uid, List<StatusCause> causes, int retryAfterSeconds) {
    static final StatusDetails NONE = new StatusDetails("", "", "", "", List.of(), 0);

    static StatusDetails of(String group, String kind, String name) {
        return new StatusDetails(name, group, kind, "", List.of(), 0);
    }

    StatusDetails withCauses(List<StatusCause> more) {
        return new StatusDetails(name, group, kind, uid, List.copyOf(more), retryAfterSeconds);
    }

    StatusDetails withRetryAfter(int seconds) {
        return new StatusDetails(name, group, kind, uid, causes, seconds);
    }

    static StatusDetails read(@Nullable Struct tree) {
        if (tree == null) {
            return NONE;
        }
        ArrayList<StatusCause> causes = new ArrayList<>();
        if (tree.get("causes") instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Struct cause) {
                    causes.add(new StatusCause(text(cause, "reason"), text(cause, "message"), text(cause, "field")));
                }
            }
        }
        int retry = tree.get("retryAfterSeconds") instanceof Number seconds ? seconds.intValue() : 0;
        return new StatusDetails(
                text(tree, "name"),
                text(tree, "group"),
                text(tree, "kind"),
                text(tree, "uid"),
                List.copyOf(causes),
                retry);
    }

    static String text(Struct tree, String name) {
        return Objects.requireNonNullElse(tree.string(name), "");
    }

    static void put(Struct.Builder builder, String name, String value) {
        if (!value.isEmpty()) {
            builder.put(name, value);
        }
    }

    Struct toStruct() {
        Struct.Builder builder = Struct.builder();
        put(builder, "name", name);
        put(builder, "group", group);
        put(builder, "kind", kind);
        put(builder, "uid", uid);
        if (!causes.isEmpty()) {
            List<Object> items =
                    List.copyOf(causes.stream().map(StatusCause::toStruct).toList());
            builder.put("causes", items);
        }
        if (retryAfterSeconds > 0) {
            builder.put("retryAfterSeconds", (long) retryAfterSeconds);
        }
        return builder.build();
    }
}
