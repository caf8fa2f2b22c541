package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Toleration;
import java.util.ArrayList;
import java.util.List;

/** Tolerations of several origins without those that others make needless (pkg/util/tolerations). */
final class MergedTolerations {
    private MergedTolerations() {}

    /** Those of a list that no other covers; of equal ones the first. */
    static List<Toleration> of(List<Toleration> all) {
        List<Toleration> merged = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Toleration each = all.get(i);
            boolean needless = merged.stream().anyMatch(other -> covers(other, each))
                    || all.subList(i + 1, all.size()).stream()
                            .anyMatch(other -> !other.equals(each) && covers(other, each));
            if (!needless) {
                merged.add(each);
            }
        }
        return merged;
    }

    /** Whether {@code wide} tolerates all that {@code narrow} does. */
    private static boolean covers(Toleration wide, Toleration narrow) {
        if (wide.equals(narrow)) {
            return true;
        }
        boolean any = wide.operator().equals("Exists");
        if (!narrow.key().equals(wide.key()) && !(wide.key().isEmpty() && any)) {
            return false;
        }
        if (!wide.effect().isEmpty() && !wide.effect().equals(narrow.effect())) {
            return false;
        }
        if (wide.effect().equals("NoExecute")
                && wide.hasTolerationSeconds()
                && (!narrow.hasTolerationSeconds() || narrow.tolerationSeconds() > wide.tolerationSeconds())) {
            return false;
        }
        return any || (narrow.operator().equals("Equal") && narrow.value().equals(wide.value()));
    }
}
