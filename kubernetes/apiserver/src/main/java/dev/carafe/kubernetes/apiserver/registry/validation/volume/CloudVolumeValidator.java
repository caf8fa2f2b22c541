package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.AzureDiskVolumeSource;
import dev.carafe.kubernetes.api.core.v1.FlexVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Locale;

/** Volumes that only some clouds and their plugins have, most of them of former times. */
final class CloudVolumeValidator {
    private static final List<String> CACHING_MODES = List.of("None", "ReadOnly", "ReadWrite");
    private static final List<String> DISK_KINDS = List.of("Dedicated", "Managed", "Shared");
    private static final String MANAGED_DISK =
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}";
    private static final String BLOB_DISK =
            "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";

    private CloudVolumeValidator() {}

    /** The volume at {@code path}. */
    static void volume(Volume volume, FieldPath path, List<FieldError> errors) {
        if (volume.hasGitRepo()) {
            FieldPath at = path.child("gitRepo");
            Check.present(errors, at.child("repository"), volume.gitRepo().repository());
            Check.descending(errors, at.child("directory"), volume.gitRepo().directory());
        } else if (volume.hasGcePersistentDisk()) {
            FieldPath at = path.child("persistentDisk"); // not the field's name, but upstream's word for it
            Check.present(errors, at.child("pdName"), volume.gcePersistentDisk().pdName());
            partition(volume.gcePersistentDisk().partition(), at, errors);
        } else if (volume.hasAwsElasticBlockStore()) {
            FieldPath at = path.child("awsElasticBlockStore");
            Check.present(
                    errors, at.child("volumeID"), volume.awsElasticBlockStore().volumeID());
            partition(volume.awsElasticBlockStore().partition(), at, errors);
        } else if (volume.hasCinder()) {
            FieldPath at = path.child("cinder");
            Check.present(errors, at.child("volumeID"), volume.cinder().volumeID());
            if (volume.cinder().hasSecretRef()) {
                Check.present(
                        errors,
                        at.child("secretRef").child("name"),
                        volume.cinder().secretRef().name());
            }
        } else if (volume.hasFlexVolume()) {
            flex(volume.flexVolume(), path.child("flexVolume"), errors);
        } else if (volume.hasAzureFile()) {
            FieldPath at = path.child("azureFile");
            Check.present(errors, at.child("secretName"), volume.azureFile().secretName());
            Check.present(errors, at.child("shareName"), volume.azureFile().shareName());
        } else if (volume.hasAzureDisk()) {
            azureDisk(volume.azureDisk(), path.child("azureDisk"), errors);
        } else if (volume.hasVsphereVolume()) {
            Check.present(
                    errors,
                    path.child("vsphereVolume").child("volumePath"),
                    volume.vsphereVolume().volumePath());
        } else if (volume.hasPhotonPersistentDisk()) {
            Check.present(
                    errors,
                    path.child("photonPersistentDisk").child("pdID"),
                    volume.photonPersistentDisk().pdID());
        } else if (volume.hasPortworxVolume()) {
            Check.present(
                    errors,
                    path.child("portworxVolume").child("volumeID"),
                    volume.portworxVolume().volumeID());
        } else {
            FieldPath at = path.child("scaleIO");
            Check.present(errors, at.child("gateway"), volume.scaleIO().gateway());
            Check.present(errors, at.child("system"), volume.scaleIO().system());
            Check.present(errors, at.child("volumeName"), volume.scaleIO().volumeName());
        }
    }

    /** 0 is the whole disk, although the words do not say so. */
    private static void partition(long partition, FieldPath path, List<FieldError> errors) {
        if (partition < 0 || partition > 255) {
            errors.add(FieldError.invalid(path.child("partition"), partition, "must be between 1 and 255, inclusive"));
        }
    }

    private static void flex(FlexVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("driver"), source.driver());
        for (String option : source.options().keySet()) {
            int slash = option.indexOf('/');
            String domain = "." + (slash < 0 ? option : option.substring(0, slash)).toLowerCase(Locale.ROOT);
            if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
                errors.add(FieldError.invalid(
                        path.child("options").key(option), option, "kubernetes.io and k8s.io namespaces are reserved"));
            }
        }
    }

    private static void azureDisk(AzureDiskVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("diskName"), source.diskName());
        Check.present(errors, path.child("diskURI"), source.diskURI());
        if (source.hasCachingMode()) {
            Check.oneOf(errors, path.child("cachingMode"), source.cachingMode(), CACHING_MODES);
        }
        if (!source.hasKind()) {
            return;
        }
        Check.oneOf(errors, path.child("kind"), source.kind(), DISK_KINDS);
        boolean managed = source.kind().equals("Managed");
        if (!source.diskURI().startsWith(managed ? "/subscriptions/" : "https://")) {
            errors.add(FieldError.notSupported(
                    path.child("diskURI"), source.diskURI(), List.of(managed ? MANAGED_DISK : BLOB_DISK)));
        }
    }
}
