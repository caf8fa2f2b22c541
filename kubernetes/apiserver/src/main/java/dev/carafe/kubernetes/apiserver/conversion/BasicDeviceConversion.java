package dev.carafe.kubernetes.apiserver.conversion;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/**
 * Slices of resource.k8s.io/v1beta1, whose devices have below {@code basic} all but their name, and which do not tell an empty
 * node from none (kubernetes/pkg/apis/resource/v1beta1/conversion.go).
 *
 * @param version for the object's own version
 */
record BasicDeviceConversion(VersionConversion version) implements VersionConversion {
    private static final String NAME = "name";
    private static final String BASIC = "basic";

    @Override
    public Struct toInternal(Struct versioned) {
        return ListItems.change(
                nodes(version.toInternal(versioned)), BasicDeviceConversion::flatten, "spec", "devices");
    }

    @Override
    public Struct fromInternal(Struct internal) {
        return ListItems.change(nodes(version.fromInternal(internal)), BasicDeviceConversion::nest, "spec", "devices");
    }

    private static Struct nodes(Struct slice) {
        Struct spec = slice.struct("spec");
        if (spec == null) {
            return slice;
        }
        Struct plain = "".equals(spec.string("nodeName")) ? spec.without("nodeName") : spec;
        plain = Boolean.FALSE.equals(plain.get("allNodes")) ? plain.without("allNodes") : plain;
        return slice.with("spec", plain);
    }

    private static Struct flatten(Struct device) {
        Struct basic = device.struct(BASIC);
        Struct.Builder flat = device.without(BASIC).toBuilder();
        if (basic != null) {
            flat.putAll(basic);
        }
        return flat.build();
    }

    private static Struct nest(Struct device) {
        Struct.Builder nested = Struct.builder();
        if (device.has(NAME)) {
            nested.put(NAME, String.valueOf(device.string(NAME)));
        }
        return nested.put(BASIC, device.without(NAME)).build();
    }
}
