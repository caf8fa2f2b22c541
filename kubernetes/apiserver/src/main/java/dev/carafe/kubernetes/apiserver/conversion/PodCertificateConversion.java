package dev.carafe.kubernetes.apiserver.conversion;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/**
 * Requests for pods' certificates of certificates.k8s.io/v1beta1, which has two fields more and always writes them; the internal
 * form keeps them where they are set (kubernetes/pkg/apis/certificates/types.go).
 *
 * @param version for the object's own version
 */
record PodCertificateConversion(VersionConversion version) implements VersionConversion {
    private static final String SPEC = "spec";
    private static final List<String> OLDER = List.of("pkixPublicKey", "proofOfPossession");

    @Override
    public Struct toInternal(Struct versioned) {
        Struct object = version.toInternal(versioned);
        Struct spec = object.struct(SPEC);
        if (spec == null) {
            return object;
        }
        for (String name : OLDER) {
            spec = Null.NULL.equals(spec.get(name)) || "".equals(spec.get(name)) ? spec.without(name) : spec;
        }
        return object.with(SPEC, spec);
    }

    @Override
    public Struct fromInternal(Struct internal) {
        Struct object = version.fromInternal(internal);
        Struct spec = object.struct(SPEC);
        if (spec == null) {
            return object;
        }
        for (String name : OLDER) {
            spec = spec.has(name) ? spec : spec.with(name, Null.NULL);
        }
        return object.with(SPEC, spec);
    }
}
