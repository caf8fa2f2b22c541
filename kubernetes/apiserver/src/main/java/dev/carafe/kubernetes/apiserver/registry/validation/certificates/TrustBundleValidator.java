package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import dev.carafe.kubernetes.api.certificates.v1.ClusterTrustBundle;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bundles of trust anchors (pkg/apis/certificates/validation). */
public final class TrustBundleValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int BUNDLE_BYTES_MAX = 1 << 20;

    private TrustBundleValidator() {}

    /**
     * Checks a bundle; one of a signer is named after it, others have any name of an object.
     *
     * @param old the bundle as it was, whose anchors are not read again if they stay; null for a new one
     */
    public static void bundle(ClusterTrustBundle bundle, @Nullable ClusterTrustBundle old, List<FieldError> errors) {
        String signer = bundle.spec().signerName();
        name(bundle.name(), signer, FieldPath.of("metadata", "name"), errors);
        if (!signer.isEmpty()) {
            CertificatesValidator.signerName(signer, SPEC.child("signerName"), errors);
        }
        String text = bundle.spec().trustBundle();
        if (old == null || !text.equals(old.spec().trustBundle())) {
            anchors(text, SPEC.child("trustBundle"), errors);
        }
        if (old != null) {
            Check.immutable(errors, SPEC.child("signerName"), signer, old.spec().signerName());
        }
    }

    private static void name(String name, String signer, FieldPath path, List<FieldError> errors) {
        String prefix = signer.replace('/', ':') + ":";
        if (name.isEmpty()) {
            return; // who lacks a name is told so elsewhere
        }
        if (signer.isEmpty()) {
            if (name.indexOf(':') >= 0) {
                errors.add(FieldError.invalid(
                        path, name, "ClusterTrustBundle without signer name must not have \":\" in its name"));
                return;
            }
            Check.rule(errors, path, name, Names.dns1123Subdomain(name));
        } else if (name.startsWith(prefix)) {
            Check.rule(errors, path, name, Names.dns1123Subdomain(name.substring(prefix.length())));
        } else {
            errors.add(FieldError.invalid(
                    path,
                    name,
                    "ClusterTrustBundle for signerName " + signer + " must be named with prefix " + prefix));
        }
    }

    private static void anchors(String text, FieldPath path, List<FieldError> errors) {
        if (text.length() > BUNDLE_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, BUNDLE_BYTES_MAX));
            return;
        }
        int before = errors.size();
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        List<PemBlocks.Block> blocks = PemBlocks.of(text);
        for (int i = 0; i < blocks.size(); i++) {
            String wrong = wrongOf(blocks.get(i));
            if (wrong.isEmpty()) {
                String content =
                        Base64.getEncoder().encodeToString(blocks.get(i).content());
                places.computeIfAbsent(content, _ -> new ArrayList<>()).add(i);
            } else {
                omitted(path, "entry " + i + " " + wrong, errors);
            }
        }
        if (errors.size() > before) {
            return;
        }
        if (places.isEmpty()) {
            omitted(path, "at least one trust anchor must be provided", errors);
        }
        places.values().stream()
                .filter(same -> same.size() > 1)
                .forEach(same -> omitted(
                        path,
                        same.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ", "duplicate trust anchor (indices [", "])")),
                        errors));
    }

    /** What is wrong with a block; empty for the certificate of an authority. */
    private static String wrongOf(PemBlocks.Block block) {
        if (!block.type().equals(PemBlocks.CERTIFICATE)) {
            return "has bad block type: " + block.type();
        }
        if (block.hasHeaders()) {
            return "has PEM block headers";
        }
        Optional<X509Certificate> certificate = block.certificate();
        if (certificate.isEmpty()) {
            return "does not parse as X.509";
        }
        return certificate.get().getBasicConstraints() < 0 ? "does not have the CA bit set" : "";
    }

    private static void omitted(FieldPath path, String detail, List<FieldError> errors) {
        errors.add(FieldError.invalid(path, "<value omitted>", detail));
    }
}
