package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.storage.v1.CSIStorageCapacity;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttachmentSource;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttachmentSpec;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttributesClass;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The kinds of storage.k8s.io (pkg/apis/storage/validation). */
public final class StorageValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int ATTACHER_MAX = 63;
    private static final int PARAMETERS_MAX = 512;
    private static final int PARAMETERS_BYTES_MAX = 256 * 1024;

    private StorageValidator() {}

    public static void attachment(VolumeAttachmentSpec spec, List<FieldError> errors) {
        VolumeAttachmentSource source = spec.source();
        FieldPath path = SPEC.child("source");
        String rule = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        if (!source.hasInlineVolumeSpec() && !source.hasPersistentVolumeName()) {
            errors.add(FieldError.required(path, rule));
        } else if (source.hasInlineVolumeSpec() && source.hasPersistentVolumeName()) {
            errors.add(FieldError.forbidden(path, rule));
        } else if (source.hasInlineVolumeSpec()) {
            PersistentVolumeValidator.inline(source.inlineVolumeSpec(), path.child("inlineVolumeSpec"), errors);
        } else if (source.persistentVolumeName().isEmpty()) {
            errors.add(FieldError.required(
                    path.child("persistentVolumeName"), "must specify non empty persistentVolumeName"));
        }
        Check.rule(errors, SPEC.child("nodeName"), spec.nodeName(), Names.dns1123Subdomain(spec.nodeName()));
        if (source.hasPersistentVolumeName()) {
            String name = source.persistentVolumeName();
            Check.rule(errors, FieldPath.of("spec.source.persistentVolumeName"), name, Names.dns1123Subdomain(name));
        }
        attacher(spec.attacher(), errors);
    }

    /** A domain in any case, as a driver's name, but in other words. */
    private static void attacher(String name, List<FieldError> errors) {
        FieldPath path = SPEC.child("attacher");
        if (!Check.present(errors, path, name)) {
            return;
        }
        for (String message : Names.dns1123Subdomain(name.toLowerCase(Locale.ROOT))) {
            errors.add(FieldError.invalid(
                    path,
                    name,
                    message.replace("a lowercase RFC 1123", "an RFC 1123")
                            .replace("of lower case alphanumeric", "of alphanumeric")
                            .replace("example.com", "Example.com")));
        }
        if (name.length() > ATTACHER_MAX) {
            errors.add(new FieldError(
                    ErrorType.TOO_LONG,
                    path.toString(),
                    Optional.empty(),
                    "may not be more than " + ATTACHER_MAX + " characters"));
        }
    }

    /** What a new attachment is for never changes. */
    public static void attachmentUpdate(VolumeAttachmentSpec spec, VolumeAttachmentSpec old, List<FieldError> errors) {
        if (!spec.equals(old)) {
            errors.add(FieldError.invalid(SPEC, Null.NULL, Check.IMMUTABLE));
        }
    }

    public static void capacity(CSIStorageCapacity capacity, List<FieldError> errors) {
        if (capacity.hasNodeTopology()) {
            LabelSelectorValidator.validate(capacity.nodeTopology(), FieldPath.of("nodeTopology"), errors);
        }
        Check.rule(
                errors,
                FieldPath.of("storageClassName"),
                capacity.storageClassName(),
                Names.dns1123Subdomain(capacity.storageClassName()));
        if (capacity.hasCapacity() && capacity.capacity().signum() < 0) {
            errors.add(FieldError.invalid(
                    FieldPath.of("capacity"), capacity.capacity().toString(), "must be greater than or equal to 0"));
        }
    }

    public static void storageClass(StorageClass storageClass, List<FieldError> errors) {
        FieldPath provisioner = FieldPath.of("provisioner");
        provisioner(storageClass.provisioner(), provisioner, errors);
        parameters(storageClass.parameters(), FieldPath.of("parameters"), errors);
        if (!storageClass.reclaimPolicy().isEmpty()) {
            Check.oneOf(
                    errors, FieldPath.of("reclaimPolicy"), storageClass.reclaimPolicy(), List.of("Delete", "Retain"));
        }
        Check.oneOf(
                errors,
                FieldPath.of("volumeBindingMode"),
                storageClass.volumeBindingMode(),
                List.of("Immediate", "WaitForFirstConsumer"));
        TopologyTermsValidator.terms(storageClass.allowedTopologies(), FieldPath.of("allowedTopologies"), errors);
        Check.present(errors, provisioner, storageClass.provisioner());
    }

    public static void attributesClass(VolumeAttributesClass attributes, List<FieldError> errors) {
        provisioner(attributes.driverName(), FieldPath.of("driverName"), errors);
        parameters(attributes.parameters(), FieldPath.of("parameters"), errors);
    }

    /** A name in any case; that it is there at all is checked elsewhere. */
    private static void provisioner(String name, FieldPath path, List<FieldError> errors) {
        if (!name.isEmpty()) {
            String lower = name.toLowerCase(Locale.ROOT);
            Check.rule(errors, path, lower, Names.qualifiedName(lower));
        }
    }

    private static void parameters(Map<String, String> parameters, FieldPath path, List<FieldError> errors) {
        if (parameters.size() > PARAMETERS_MAX) {
            errors.add(FieldError.tooLong(path, PARAMETERS_MAX));
            return;
        }
        long bytes = 0;
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            if (parameter.getKey().isEmpty()) {
                errors.add(FieldError.invalid(path, "", "field can not be empty."));
            }
            bytes += parameter.getKey().getBytes(UTF_8).length
                    + parameter.getValue().getBytes(UTF_8).length;
        }
        if (bytes > PARAMETERS_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, PARAMETERS_BYTES_MAX));
        }
    }
}
