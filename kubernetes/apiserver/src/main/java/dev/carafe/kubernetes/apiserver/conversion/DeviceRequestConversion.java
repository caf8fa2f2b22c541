package dev.carafe.kubernetes.apiserver.conversion;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Claims of resource.k8s.io/v1beta1, whose requests for one kind of device have the fields themselves that the internal form
 * puts below {@code exactly} (kubernetes/pkg/apis/resource/v1beta1/conversion.go).
 *
 * @param version for the object's own version
 * @param template whether it is a template, whose claim is one level deeper
 */
record DeviceRequestConversion(VersionConversion version, boolean template) implements VersionConversion {
    private static final String EXACTLY = "exactly";
    private static final String CLASS = "deviceClassName";

    /** What a request has in every version. */
    private static final Set<String> SHARED = Set.of("name", "firstAvailable");

    @Override
    public Struct toInternal(Struct versioned) {
        return requests(version.toInternal(versioned), DeviceRequestConversion::nest);
    }

    @Override
    public Struct fromInternal(Struct internal) {
        return requests(version.fromInternal(internal), DeviceRequestConversion::flatten);
    }

    private Struct requests(Struct object, ListItems.Change change) {
        return template
                ? ListItems.change(object, change, "spec", "spec", "devices", "requests")
                : ListItems.change(object, change, "spec", "devices", "requests");
    }

    private static Struct nest(Struct request) {
        Struct.Builder outer = Struct.builder();
        Struct.Builder exactly = Struct.builder();
        boolean[] said = {false};
        request.forEach((name, value) -> {
            if (SHARED.contains(name)) {
                outer.put(name, value);
            } else if (isSaid(value)) {
                exactly.put(name, value);
                said[0] = true;
            }
        });
        if (!said[0]) {
            return outer.build();
        }
        Struct inner = exactly.build();
        return outer.put(EXACTLY, inner.has(CLASS) ? inner : inner.with(CLASS, ""))
                .build();
    }

    /** Whether it is something else than what Go has where nobody said anything. */
    private static boolean isSaid(@Nullable Object value) {
        return value != null && !value.equals(Null.NULL) && !value.equals("") && !value.equals(0L);
    }

    /** Every request of that version has a class, be it the empty one. */
    private static Struct flatten(Struct request) {
        Struct exactly = request.struct(EXACTLY);
        Struct flat = request.without(EXACTLY);
        if (exactly == null) {
            return flat.with(CLASS, "");
        }
        Struct.Builder all = flat.toBuilder();
        all.putAll(exactly);
        return all.has(CLASS) ? all.build() : all.put(CLASS, "").build();
    }
}
