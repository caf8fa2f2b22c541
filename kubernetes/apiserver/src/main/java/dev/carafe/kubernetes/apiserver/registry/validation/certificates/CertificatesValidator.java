package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequestSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Requests for certificates, and the names of who signs them (pkg/apis/certificates/validation). */
public final class CertificatesValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int EXPIRATION_SECONDS_MIN = 600;
    private static final List<String> USAGES = List.of(
            "any",
            "cert sign",
            "client auth",
            "code signing",
            "content commitment",
            "crl sign",
            "data encipherment",
            "decipher only",
            "digital signature",
            "email protection",
            "encipher only",
            "ipsec end system",
            "ipsec tunnel",
            "ipsec user",
            "key agreement",
            "key encipherment",
            "microsoft sgc",
            "netscape sgc",
            "ocsp signing",
            "s/mime",
            "server auth",
            "signing",
            "timestamping");

    private CertificatesValidator() {}

    public static void signingRequest(CertificateSigningRequestSpec spec, List<FieldError> errors) {
        if (PemBlocks.of(new String(spec.request(), UTF_8)).stream()
                .findFirst()
                .filter(block -> block.type().equals("CERTIFICATE REQUEST"))
                .isEmpty()) {
            Object shown =
                    spec.request().length == 0 ? Null.NULL : Base64.getEncoder().encodeToString(spec.request());
            errors.add(FieldError.invalid(SPEC.child("request"), shown, "PEM block type must be CERTIFICATE REQUEST"));
        }
        usages(spec.usages(), errors);
        if (spec.signerName().equals("kubernetes.io/legacy-unknown")) {
            errors.add(FieldError.invalid(
                    SPEC.child("signerName"),
                    spec.signerName(),
                    "the legacy signerName is not allowed via this API version"));
        } else {
            signerName(spec.signerName(), SPEC.child("signerName"), errors);
        }
        if (spec.hasExpirationSeconds() && spec.expirationSeconds() < EXPIRATION_SECONDS_MIN) {
            errors.add(FieldError.invalid(
                    SPEC.child("expirationSeconds"),
                    (long) spec.expirationSeconds(),
                    "may not specify a duration less than 600 seconds (10 minutes)"));
        }
    }

    private static void usages(List<String> usages, List<FieldError> errors) {
        FieldPath path = SPEC.child("usages");
        if (usages.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        for (int i = 0; i < usages.size(); i++) {
            Check.oneOf(errors, path.index(i), usages.get(i), USAGES);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < usages.size(); i++) {
            if (!seen.add(usages.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), usages.get(i)));
            }
        }
    }

    /** A signer: a domain, a slash and a name. */
    public static void signerName(String name, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path, name)) {
            return;
        }
        String[] segments = name.split("/", -1);
        if (segments.length != 2) {
            errors.add(FieldError.invalid(
                    path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'"));
            return;
        }
        String domain = segments[0];
        if (domain.length() > Names.DNS1123_SUBDOMAIN_MAX) {
            errors.add(FieldError.tooLong(path, Names.DNS1123_SUBDOMAIN_MAX));
        }
        for (String label : domain.split("\\.", -1)) {
            Names.dns1123Label(label)
                    .forEach(why ->
                            errors.add(FieldError.invalid(path, domain, "validating label \"" + label + "\": " + why)));
        }
        if (domain.indexOf('.') < 0) {
            errors.add(FieldError.invalid(
                    path, domain, "should be a domain with at least two segments separated by dots"));
        }
        Names.dns1123Subdomain(segments[1])
                .forEach(why -> errors.add(
                        FieldError.invalid(path, segments[1], "validating label \"" + segments[1] + "\": " + why)));
    }
}
