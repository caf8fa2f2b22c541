package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Conditions that the server itself puts on pods ({@code UpdatePodCondition} of pkg/api/pod). */
final class PodConditions {
    private PodConditions() {}

    /**
     * The pod with a condition in the place of the one of its type, or as its last.
     *
     * @param condition without a time: it is true since {@code now}, or since it last became so
     */
    static Struct with(Struct pod, Struct condition, Instant now) {
        Struct status = Objects.requireNonNullElse(pod.struct("status"), Struct.EMPTY);
        List<Object> conditions = new ArrayList<>(status.get("conditions") instanceof List<?> list ? list : List.of());
        int place = place(conditions, condition.string("type"));
        Object since = Times.format(now);
        if (place < 0) {
            conditions.add(condition.with("lastTransitionTime", since));
        } else {
            Struct before = (Struct) conditions.get(place);
            Object earlier = before.get("lastTransitionTime");
            boolean same = Objects.equals(before.get("status"), condition.get("status"));
            conditions.set(place, condition.with("lastTransitionTime", same && earlier != null ? earlier : since));
        }
        return pod.with("status", status.with("conditions", List.copyOf(conditions)));
    }

    private static int place(List<Object> conditions, @Nullable String type) {
        for (int i = 0; i < conditions.size(); i++) {
            if (conditions.get(i) instanceof Struct each && Objects.equals(each.get("type"), type)) {
                return i;
            }
        }
        return -1;
    }
}
