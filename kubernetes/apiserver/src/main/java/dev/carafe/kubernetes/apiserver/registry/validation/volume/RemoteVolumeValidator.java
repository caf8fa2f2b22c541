package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.CSIVolumeSource;
import dev.carafe.kubernetes.api.core.v1.FCVolumeSource;
import dev.carafe.kubernetes.api.core.v1.FlockerVolumeSource;
import dev.carafe.kubernetes.api.core.v1.ISCSIVolumeSource;
import dev.carafe.kubernetes.api.core.v1.QuobyteVolumeSource;
import dev.carafe.kubernetes.api.core.v1.StorageOSVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Volumes that other machines of one's own serve. */
final class RemoteVolumeValidator {
    private static final int LUN_MAX = 255;
    static final int ISCSI_NAME_CHARS_MAX = 64;
    static final String ISCSI_NAME_TOO_LONG =
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is"
                    + " specified.";
    private static final String ISCSI_NAME_UNKNOWN = "must be valid format starting with iqn, eui, or naa";
    private static final int DRIVER_CHARS_MAX = 63;
    private static final int TENANT_CHARS_MAX = 64;
    private static final String HOST_PORTS = "must be a host:port pair or multiple pairs separated by commas";
    private static final Pattern HOST_PORT = Pattern.compile("([^:\\[\\]]*|\\[[^\\[\\]]*]):[^:\\[\\]]*");
    private static final Pattern IQN = Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.[a-zA-Z0-9.-]+:[^,;*&$|\\s]+$");
    private static final Pattern EUI = Pattern.compile("^eui.[a-zA-Z0-9]{16}$");
    private static final Pattern NAA = Pattern.compile("^naa.[a-zA-Z0-9]{32}$");

    private RemoteVolumeValidator() {}

    /** The volume at {@code path}. */
    static void volume(Volume volume, FieldPath path, List<FieldError> errors) {
        if (volume.hasNfs()) {
            FieldPath at = path.child("nfs");
            Check.present(errors, at.child("server"), volume.nfs().server());
            Check.present(errors, at.child("path"), volume.nfs().path());
            if (!volume.nfs().path().startsWith("/")) {
                errors.add(FieldError.invalid(at.child("path"), volume.nfs().path(), "must be an absolute path"));
            }
        } else if (volume.hasIscsi()) {
            iscsi(volume.iscsi(), path.child("iscsi"), errors);
            if (volume.iscsi().hasInitiatorName()
                    && (volume.name() + ":" + volume.iscsi().targetPortal()).length() > ISCSI_NAME_CHARS_MAX) {
                errors.add(FieldError.invalid(path.child("name"), volume.name(), ISCSI_NAME_TOO_LONG));
            }
        } else if (volume.hasGlusterfs()) {
            FieldPath at = path.child("glusterfs");
            Check.present(errors, at.child("endpoints"), volume.glusterfs().endpoints());
            Check.present(errors, at.child("path"), volume.glusterfs().path());
        } else if (volume.hasFlocker()) {
            flocker(volume.flocker(), path.child("flocker"), errors);
        } else if (volume.hasRbd()) {
            monitors(volume.rbd().monitors(), path.child("rbd"), errors);
            Check.present(errors, path.child("rbd").child("image"), volume.rbd().image());
        } else if (volume.hasCephfs()) {
            monitors(volume.cephfs().monitors(), path.child("cephfs"), errors);
        } else if (volume.hasQuobyte()) {
            quobyte(volume.quobyte(), path.child("quobyte"), errors);
        } else if (volume.hasFc()) {
            fibreChannel(volume.fc(), path.child("fc"), errors);
        } else {
            storageOs(volume.storageos(), path.child("storageos"), errors);
        }
    }

    private static void monitors(List<String> monitors, FieldPath path, List<FieldError> errors) {
        if (monitors.isEmpty()) {
            errors.add(FieldError.required(path.child("monitors"), ""));
        }
    }

    private static void iscsi(ISCSIVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("targetPortal"), source.targetPortal());
        if (Check.present(errors, path.child("iqn"), source.iqn())) {
            iscsiName(source.iqn(), ISCSI_NAME_UNKNOWN, path.child("iqn"), errors);
        }
        lun(source.lun(), path.child("lun"), errors);
        if ((source.chapAuthDiscovery() || source.chapAuthSession()) && !source.hasSecretRef()) {
            errors.add(FieldError.required(path.child("secretRef"), ""));
        }
        if (source.hasInitiatorName()) {
            iscsiName(source.initiatorName(), ISCSI_NAME_UNKNOWN, path.child("initiatorname"), errors);
        }
    }

    /** Checks a name of one of three forms; of one that is of none {@code unknown} is told. */
    static void iscsiName(String name, String unknown, FieldPath path, List<FieldError> errors) {
        boolean iqn = name.startsWith("iqn");
        boolean eui = name.startsWith("eui");
        if (!iqn && !eui && !name.startsWith("naa")) {
            errors.add(FieldError.invalid(path, name, unknown));
        } else if (!(iqn ? IQN : eui ? EUI : NAA).matcher(name).find()) {
            errors.add(FieldError.invalid(path, name, "must be valid format"));
        }
    }

    /** Checks the number of a logical unit. */
    static void lun(long lun, FieldPath path, List<FieldError> errors) {
        Values.inRange(lun, 0, LUN_MAX).forEach(message -> errors.add(FieldError.invalid(path, lun, message)));
    }

    private static void fibreChannel(FCVolumeSource source, FieldPath path, List<FieldError> errors) {
        FieldPath targets = path.child("targetWWNs");
        boolean named = !source.targetWWNs().isEmpty();
        if (!named && source.wwids().isEmpty()) {
            errors.add(FieldError.required(targets, "must specify either targetWWNs or wwids, but not both"));
        }
        if (named && !source.wwids().isEmpty()) {
            errors.add(FieldError.invalid(
                    targets, source.targetWWNs(), "targetWWNs and wwids can not be specified simultaneously"));
        }
        if (named && !source.hasLun()) {
            errors.add(FieldError.required(path.child("lun"), "lun is required if targetWWNs is specified"));
        } else if (named) {
            lun(source.lun(), path.child("lun"), errors);
        }
    }

    private static void flocker(FlockerVolumeSource source, FieldPath path, List<FieldError> errors) {
        if (source.datasetName().isEmpty() && source.datasetUUID().isEmpty()) {
            errors.add(FieldError.required(path, "one of datasetName and datasetUUID is required"));
        }
        if (!source.datasetName().isEmpty() && !source.datasetUUID().isEmpty()) {
            errors.add(FieldError.invalid(
                    path, "resource", "datasetName and datasetUUID can not be specified simultaneously"));
        }
        if (source.datasetName().indexOf('/') >= 0) {
            errors.add(FieldError.invalid(path.child("datasetName"), source.datasetName(), "must not contain '/'"));
        }
    }

    private static void quobyte(QuobyteVolumeSource source, FieldPath path, List<FieldError> errors) {
        if (source.registry().isEmpty()) {
            errors.add(FieldError.required(path.child("registry"), HOST_PORTS));
        } else if (source.tenant().length() > TENANT_CHARS_MAX) {
            errors.add(FieldError.required(
                    path.child("tenant"),
                    "must be a UUID and may not exceed a length of " + TENANT_CHARS_MAX + " characters"));
        } else {
            for (String pair : source.registry().split(",", -1)) {
                if (!HOST_PORT.matcher(pair).matches()) {
                    errors.add(FieldError.invalid(path.child("registry"), source.registry(), HOST_PORTS));
                }
            }
        }
        Check.present(errors, path.child("volume"), source.volume());
    }

    private static void storageOs(StorageOSVolumeSource source, FieldPath path, List<FieldError> errors) {
        storageOsNames(source.volumeName(), source.volumeNamespace(), path, errors);
        if (source.hasSecretRef()) {
            Check.present(
                    errors,
                    path.child("secretRef").child("name"),
                    source.secretRef().name());
        }
    }

    /** Checks a volume's name, and the namespace that it may have. */
    static void storageOsNames(String name, String namespace, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path.child("volumeName"), name)) {
            Check.rule(errors, path.child("volumeName"), name, Names.dns1123Label(name));
        }
        if (!namespace.isEmpty()) {
            Check.rule(errors, path.child("volumeNamespace"), namespace, Names.dns1123Label(namespace));
        }
    }

    /** Checks a driver's name: a domain, in any case. */
    static void driver(String name, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            if (name.length() > DRIVER_CHARS_MAX) {
                errors.add(FieldError.tooLong(path, DRIVER_CHARS_MAX));
            }
            Check.rule(errors, path, name, Names.dns1123Subdomain(name.toLowerCase(Locale.ROOT)));
        }
    }

    static void csi(CSIVolumeSource source, FieldPath path, List<FieldError> errors) {
        driver(source.driver(), path.child("driver"), errors);
        if (source.hasNodePublishSecretRef()) {
            String secret = source.nodePublishSecretRef().name();
            if (Check.present(errors, path.child("nodePublishSecretRef").child("name"), secret)) {
                Check.rule(errors, path.child("name"), secret, Names.dns1123Subdomain(secret));
            }
        }
    }
}
