package dev.carafe.kubernetes.apiserver.conversion;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Optional;

/** Between one version of a kind and the internal one, which is of the same group. Pure. */
public interface VersionConversion {
    /** An object of the version in the internal form. */
    Struct toInternal(Struct versioned);

    /** An object of the internal form in the version's. */
    Struct fromInternal(Struct internal);

    /**
     * The one of a resource in a version; empty for the internal version itself, and for the two kinds whose stable versions
     * differ by more than where a field stands: events of events.k8s.io and autoscalers.
     */
    static Optional<VersionConversion> of(ResourceDeclaration resource) {
        GroupVersion version = new GroupVersion(resource.group(), resource.version());
        GroupVersion internal = InternalVersions.of(resource);
        return version.equals(internal)
                        || !version.group().equals(internal.group())
                        || version.group().equals("autoscaling")
                ? Optional.empty()
                : Optional.of(between(version, internal, resource.name()));
    }

    private static VersionConversion between(GroupVersion version, GroupVersion internal, String resource) {
        VersionConversion renamed = new SameForm(version.toString(), internal.toString());
        return switch (version + "/" + resource) {
            case "certificates.k8s.io/v1beta1/podcertificaterequests" -> new PodCertificateConversion(renamed);
            case "resource.k8s.io/v1beta1/resourceclaims" -> new DeviceRequestConversion(renamed, false);
            case "resource.k8s.io/v1beta1/resourceclaimtemplates" -> new DeviceRequestConversion(renamed, true);
            case "resource.k8s.io/v1beta1/resourceslices" -> new BasicDeviceConversion(renamed);
            default -> renamed;
        };
    }

    /** Versions that differ in nothing but their name. */
    record SameForm(String version, String internal) implements VersionConversion {
        @Override
        public Struct toInternal(Struct versioned) {
            return versioned.with("apiVersion", internal);
        }

        @Override
        public Struct fromInternal(Struct object) {
            return object.with("apiVersion", version);
        }
    }
}
