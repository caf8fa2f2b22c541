package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.ClusterTrustBundleProjection;
import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.KeyToPath;
import dev.carafe.kubernetes.api.core.v1.PodCertificateProjection;
import dev.carafe.kubernetes.api.core.v1.ProjectedVolumeSource;
import dev.carafe.kubernetes.api.core.v1.ServiceAccountTokenProjection;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.certificates.CertificatesValidator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A volume of several sources, whose files lie beside each other. Made for one volume. */
final class ProjectedVolumeValidator {
    private static final long TOKEN_SECONDS_MIN = 600;
    private static final long TOKEN_SECONDS_MAX = 1L << 32;
    private static final int CERTIFICATE_SECONDS_MIN = 3_600;
    private static final int CERTIFICATE_SECONDS_MAX = 91 * 24 * 3_600;
    private static final int KUBERNETES_CERTIFICATE_SECONDS_MAX = 24 * 3_600;
    private static final List<String> KEY_TYPES =
            List.of("RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519");

    private final FieldPath volume;
    private final List<FieldError> errors;
    private final Set<String> taken = new HashSet<>();

    private ProjectedVolumeValidator(FieldPath volume, List<FieldError> errors) {
        this.volume = volume;
        this.errors = errors;
    }

    static void projected(ProjectedVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.fileMode(errors, path.child("defaultMode"), source.defaultMode());
        ProjectedVolumeValidator validator = new ProjectedVolumeValidator(path, errors);
        List<VolumeProjection> sources = source.sources();
        for (int i = 0; i < sources.size(); i++) {
            validator.projection(sources.get(i), path.child("sources").index(i));
        }
    }

    private void projection(VolumeProjection projection, FieldPath path) {
        if (projection.hasSecret()) {
            Check.present(
                    errors,
                    path.child("secret").child("name"),
                    projection.secret().name());
            items(projection.secret().items(), projection.secret().name(), path.child("secret"));
        }
        if (projection.hasConfigMap()) {
            Check.present(
                    errors,
                    path.child("configMap").child("name"),
                    projection.configMap().name());
            items(projection.configMap().items(), projection.configMap().name(), path.child("configMap"));
        }
        if (projection.hasDownwardAPI()) {
            List<DownwardAPIVolumeFile> files = projection.downwardAPI().items();
            FileVolumeValidator.files(files, path.child("downwardAPI"), errors);
            files.forEach(file -> take(file.path(), file.path()));
        }
        if (projection.hasServiceAccountToken()) {
            token(projection.serviceAccountToken(), path.child("serviceAccountToken"));
        }
        if (projection.hasClusterTrustBundle()) {
            trustBundle(projection.clusterTrustBundle(), path.child("clusterTrustBundle"));
        }
        if (projection.hasPodCertificate()) {
            certificate(projection.podCertificate(), path.child("podCertificate"));
        }
        if (projection.struct().size() > 1) {
            errors.add(FieldError.forbidden(path, "may not specify more than 1 volume type per source"));
        }
    }

    private void items(List<KeyToPath> items, String object, FieldPath path) {
        FileVolumeValidator.items(items, path.child("items"), errors);
        items.forEach(item -> take(item.path(), object));
    }

    /** Takes a path for one source; an error that shows {@code value} where another has it. */
    private void take(String path, String value) {
        if (!path.isEmpty() && !taken.add(path)) {
            errors.add(FieldError.invalid(volume, value, "conflicting duplicate paths"));
        }
    }

    private void token(ServiceAccountTokenProjection token, FieldPath path) {
        FieldPath seconds = path.child("expirationSeconds");
        if (token.expirationSeconds() < TOKEN_SECONDS_MIN) {
            errors.add(FieldError.invalid(
                    seconds, token.expirationSeconds(), "may not specify a duration less than 10 minutes"));
        } else if (token.expirationSeconds() > TOKEN_SECONDS_MAX) {
            errors.add(FieldError.invalid(
                    seconds, token.expirationSeconds(), "may not specify a duration larger than 2^32 seconds"));
        }
        if (Check.present(errors, volume.child("path"), token.path())) {
            Check.localPath(errors, volume.child("path"), token.path());
        }
    }

    private void trustBundle(ClusterTrustBundleProjection bundle, FieldPath path) {
        if (bundle.hasName() && bundle.hasSignerName()) {
            errors.add(FieldError.invalid(
                    path,
                    InternalForm.of(bundle.struct(), "name", "signerName", "labelSelector", "optional", "path", "user"),
                    "only one of name and signerName may be used"));
        } else if (bundle.hasName()) {
            bundleName(bundle, path);
        } else if (bundle.hasSignerName()) {
            if (bundle.signerName().isEmpty()) {
                errors.add(FieldError.required(path.child("signerName"), "must be a valid signer name"));
            }
            CertificatesValidator.signerName(bundle.signerName(), path.child("signerName"), errors);
            if (bundle.hasLabelSelector()) {
                LabelSelectorValidator.validate(bundle.labelSelector(), path.child("labelSelector"), errors);
            }
        } else {
            errors.add(FieldError.required(path, "either name or signerName must be specified"));
        }
        Check.present(errors, path.child("path"), bundle.path());
        Check.localPath(errors, path.child("path"), bundle.path());
        take(bundle.path(), bundle.path());
    }

    /** The name of a bundle of some signer has that one's before a colon, with colons for slashes. */
    private void bundleName(ClusterTrustBundleProjection bundle, FieldPath path) {
        String name = bundle.name();
        if (name.isEmpty()) {
            errors.add(FieldError.required(path.child("name"), "must be a valid object name"));
        }
        Names.dns1123Subdomain(name.substring(name.lastIndexOf(':') + 1))
                .forEach(message -> errors.add(FieldError.invalid(
                        path.child("name"), name, "not a valid clustertrustbundlename: " + message)));
        if (bundle.hasLabelSelector()) {
            errors.add(FieldError.invalid(
                    path.child("labelSelector"),
                    bundle.labelSelector().struct(),
                    "labelSelector must be unset if name is specified"));
        }
    }

    private void certificate(PodCertificateProjection certificate, FieldPath path) {
        CertificatesValidator.signerName(certificate.signerName(), path.child("signerName"), errors);
        for (String key : certificate.userAnnotations().keySet()) {
            annotation(key.toLowerCase(Locale.ROOT), path.child("userAnnotations"));
        }
        Check.oneOf(errors, path.child("keyType"), certificate.keyType(), KEY_TYPES);
        if (certificate.hasMaxExpirationSeconds()) {
            seconds(certificate, path.child("maxExpirationSeconds"));
        }
        file(certificate.credentialBundlePath(), path.child("credentialBundlePath"));
        file(certificate.keyPath(), path.child("keyPath"));
        file(certificate.certificateChainPath(), path.child("certificateChainPath"));
        if (certificate.credentialBundlePath().isEmpty()
                && certificate.keyPath().isEmpty()
                && certificate.certificateChainPath().isEmpty()) {
            errors.add(FieldError.required(
                    path, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath"));
        }
    }

    private void annotation(String key, FieldPath path) {
        if (!Check.present(errors, path, key)) {
            return;
        }
        List<String> messages = Names.qualifiedName(key);
        Check.rule(errors, path, key, messages);
        if (messages.isEmpty() && key.indexOf('/') < 0) {
            errors.add(FieldError.invalid(path, key, "must be a domain-prefixed key (such as \"acme.io/foo\")"));
        }
    }

    private void seconds(PodCertificateProjection certificate, FieldPath path) {
        long seconds = certificate.maxExpirationSeconds();
        if (seconds < CERTIFICATE_SECONDS_MIN) {
            errors.add(FieldError.invalid(
                    path, seconds, "if provided, maxExpirationSeconds must be >= " + CERTIFICATE_SECONDS_MIN));
        }
        String signer = certificate.signerName();
        String domain = signer.substring(0, Math.max(signer.indexOf('/'), 0));
        long most = domain.equals("kubernetes.io") || domain.endsWith(".kubernetes.io")
                ? KUBERNETES_CERTIFICATE_SECONDS_MAX
                : CERTIFICATE_SECONDS_MAX;
        if (seconds > most) {
            errors.add(FieldError.invalid(path, seconds, "if provided, maxExpirationSeconds must be <= " + most));
        }
    }

    private void file(String name, FieldPath path) {
        if (!name.isEmpty()) {
            Check.localPath(errors, path, name);
            take(name, name);
        }
    }
}
