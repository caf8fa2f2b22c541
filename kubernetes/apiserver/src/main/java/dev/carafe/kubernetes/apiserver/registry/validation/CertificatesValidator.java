package dev.carafe.kubernetes.apiserver.registry.validation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequestSpec;
import dev.carafe.kubernetes.api.certificates.v1.ClusterTrustBundle;
import dev.carafe.kubernetes.api.certificates.v1.PodCertificateRequestSpec;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests for certificates, and bundles of trust (pkg/apis/certificates/validation). */
public final class CertificatesValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int EXPIRATION_SECONDS_MIN = 600;
    private static final int POD_SECONDS_MIN = 3_600;
    private static final int POD_SECONDS_MAX = 91 * 24 * 3_600;
    private static final int BUNDLE_BYTES_MAX = 1 << 20;
    private static final int UID_BYTES_MAX = 128;
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN ([^\\r\\n]{1,64})-----\\s*([A-Za-z0-9+/=\\s]*)-----END \\1-----", Pattern.MULTILINE);
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
        if (blocks(new String(spec.request(), UTF_8)).stream()
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
    static void signerName(String name, FieldPath path, List<FieldError> errors) {
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

    /** A bundle of a signer is named after it; others have any name of an object. */
    public static void trustBundle(ClusterTrustBundle bundle, List<FieldError> errors) {
        FieldPath name = FieldPath.of("metadata", "name");
        String signer = bundle.spec().signerName();
        String prefix = signer.replace('/', ':') + ":";
        if (bundle.name().isEmpty()) {
            trustAnchors(bundle.spec().trustBundle(), errors);
            return;
        }
        if (signer.isEmpty()) {
            if (bundle.name().indexOf(':') >= 0) {
                errors.add(FieldError.invalid(
                        name, bundle.name(), "ClusterTrustBundle without signer name must not have \":\" in its name"));
            }
            Check.rule(errors, name, bundle.name(), Names.dns1123Subdomain(bundle.name()));
        } else if (!bundle.name().startsWith(prefix)) {
            errors.add(FieldError.invalid(
                    name,
                    bundle.name(),
                    "ClusterTrustBundle for signerName " + signer + " must be named with prefix " + prefix));
        } else {
            String rest = bundle.name().substring(prefix.length());
            Check.rule(errors, name, bundle.name(), Names.dns1123Subdomain(rest));
        }
        if (!signer.isEmpty()) {
            signerName(signer, SPEC.child("signerName"), errors);
        }
        trustAnchors(bundle.spec().trustBundle(), errors);
    }

    private static void trustAnchors(String text, List<FieldError> errors) {
        FieldPath path = SPEC.child("trustBundle");
        if (text.length() > BUNDLE_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, BUNDLE_BYTES_MAX));
            return;
        }
        List<Block> blocks = blocks(text);
        List<byte[]> seen = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (!block.type().equals("CERTIFICATE")) {
                omitted(path, "entry " + i + " has bad block type: " + block.type(), errors);
            } else if (!isCertificate(block.content())) {
                omitted(path, "entry " + i + " does not parse as X.509", errors);
            }
            for (int j = 0; j < seen.size(); j++) {
                if (Arrays.equals(seen.get(j), block.content())) {
                    omitted(path, "duplicate trust anchor (indices [" + j + " " + i + "])", errors);
                }
            }
            seen.add(block.content());
        }
        if (blocks.isEmpty()) {
            omitted(path, "at least one trust anchor must be provided", errors);
        }
    }

    private static void omitted(FieldPath path, String detail, List<FieldError> errors) {
        errors.add(FieldError.invalid(path, "<value omitted>", detail));
    }

    /** What is wrong with a text that must have certificates and nothing else; empty where nothing is. */
    static Optional<String> chainProblem(String text) {
        List<Block> blocks = blocks(text);
        for (Block block : blocks) {
            if (!block.type().equals("CERTIFICATE")) {
                return Optional.of("only CERTIFICATE PEM blocks are allowed, found \"" + block.type() + "\"");
            }
            if (!isCertificate(block.content())) {
                return Optional.of("x509: malformed certificate");
            }
        }
        return blocks.isEmpty() ? Optional.of("must contain at least one CERTIFICATE PEM block") : Optional.empty();
    }

    private static boolean isCertificate(byte[] content) {
        try {
            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }

    public static void podRequest(PodCertificateRequestSpec spec, List<FieldError> errors) {
        signerName(spec.signerName(), SPEC.child("signerName"), errors);
        name("podName", spec.podName(), errors);
        uid("podUID", spec.podUID(), errors);
        name("serviceAccountName", spec.serviceAccountName(), errors);
        uid("serviceAccountUID", spec.serviceAccountUID(), errors);
        name("nodeName", spec.nodeName(), errors);
        uid("nodeUID", spec.nodeUID(), errors);
        int seconds = spec.maxExpirationSeconds();
        if (spec.hasMaxExpirationSeconds() && (seconds < POD_SECONDS_MIN || seconds > POD_SECONDS_MAX)) {
            errors.add(FieldError.invalid(
                    SPEC.child("maxExpirationSeconds"),
                    (long) seconds,
                    "must be in the range [" + POD_SECONDS_MIN + ", " + POD_SECONDS_MAX + "]"));
        }
        if (spec.stubPKCS10Request().length == 0) {
            errors.add(new FieldError(
                    ErrorType.INVALID,
                    SPEC.toString(),
                    Optional.empty(),
                    "exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set"));
        }
    }

    private static void name(String field, String value, List<FieldError> errors) {
        Check.rule(errors, SPEC.child(field), value, Names.dns1123Subdomain(value));
    }

    private static void uid(String field, String value, List<FieldError> errors) {
        if (value.isEmpty()) {
            errors.add(FieldError.invalid(SPEC.child(field), value, "must not be empty"));
        } else if (value.getBytes(UTF_8).length > UID_BYTES_MAX) {
            errors.add(FieldError.tooLong(SPEC.child(field), UID_BYTES_MAX));
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, and seen here alone
    private record Block(String type, byte[] content) {}

    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = PEM.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(
                    matcher.group(1),
                    Base64.getMimeDecoder().decode(matcher.group(2).getBytes(US_ASCII))));
        }
        return blocks;
    }
}
