package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.certificates.v1.PodCertificateRequest;
import dev.carafe.kubernetes.api.certificates.v1.PodCertificateRequestSpec;
import dev.carafe.kubernetes.api.certificates.v1.PodCertificateRequestStatus;
import dev.carafe.kubernetes.api.meta.v1.Condition;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ConditionsValidator;
import java.util.List;
import java.util.Optional;

/** Requests of pods for certificates, and what is said to them (pkg/apis/certificates/validation). */
public final class PodCertificateValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath STATUS = FieldPath.of("status");
    private static final int POD_SECONDS_MIN = 3_600;
    private static final int POD_SECONDS_MAX = 91 * 24 * 3_600;

    /** Of the signers that belong to Kubernetes itself. */
    private static final int OWN_SECONDS_MAX = 24 * 3_600;

    private static final int UID_BYTES_MAX = 128;
    private static final int CHAIN_BYTES_MAX = 64 * 1024;
    private static final String ISSUED = "Issued";
    private static final List<String> KNOWN = List.of(ISSUED, "Denied", "Failed");

    private PodCertificateValidator() {}

    /** Checks a new request; it does not change later. */
    public static void request(PodCertificateRequestSpec spec, List<FieldError> errors) {
        CertificatesValidator.signerName(spec.signerName(), SPEC.child("signerName"), errors);
        name("podName", spec.podName(), errors);
        uid("podUID", spec.podUID(), errors);
        name("serviceAccountName", spec.serviceAccountName(), errors);
        uid("serviceAccountUID", spec.serviceAccountUID(), errors);
        name("nodeName", spec.nodeName(), errors);
        uid("nodeUID", spec.nodeUID(), errors);
        int seconds = spec.maxExpirationSeconds();
        int most = isOwn(spec.signerName()) ? OWN_SECONDS_MAX : POD_SECONDS_MAX;
        if (spec.hasMaxExpirationSeconds() && (seconds < POD_SECONDS_MIN || seconds > most)) {
            errors.add(FieldError.invalid(
                    SPEC.child("maxExpirationSeconds"),
                    (long) seconds,
                    "must be in the range [" + POD_SECONDS_MIN + ", " + most + "]"));
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

    private static boolean isOwn(String signer) {
        String domain = signer.substring(0, Math.max(signer.indexOf('/'), 0));
        return domain.equals("kubernetes.io") || domain.endsWith(".kubernetes.io");
    }

    /** Checks what a signer says: once, that it issued a certificate, that it denies one, or that it failed. */
    public static void status(PodCertificateRequest request, PodCertificateRequest old, List<FieldError> errors) {
        PodCertificateRequestStatus status = request.status();
        conditions(status.conditions(), errors);
        if (!errors.isEmpty()) {
            return;
        }
        Optional<String> said = said(status);
        if (said(old.status()).isPresent()) {
            unlike(
                    !status.equals(old.status()),
                    "immutable after PodCertificateRequest is issued, denied, or failed",
                    errors);
        } else if (said.isEmpty()) {
            unlike(
                    !status.equals(old.status()),
                    "status is immutable unless transitioning to \"Issued\", \"Denied\", or \"Failed\"",
                    errors);
        } else if (said.get().equals(ISSUED)) {
            chain(status.certificateChain(), STATUS.child("certificateChain"), errors);
        } else {
            unlike(
                    !status.withoutConditions().struct().isEmpty(),
                    "non-condition status fields must be empty when denying or failing the PodCertificateRequest",
                    errors);
        }
    }

    private static void conditions(List<Condition> conditions, List<FieldError> errors) {
        int known = 0;
        for (int i = 0; i < conditions.size(); i++) {
            FieldPath at = STATUS.child("conditions").child("[" + i + "]"); // upstream's spelling
            String type = conditions.get(i).type();
            if (!KNOWN.contains(type)) {
                errors.add(FieldError.notSupported(at.child("type"), type, KNOWN));
                continue;
            }
            known++;
            if (known > 1) {
                errors.add(FieldError.invalid(
                        at.child("type"),
                        type,
                        "There may be at most one condition with type \"Issued\", \"Denied\", or \"Failed\""));
            }
            Check.oneOf(errors, at.child("status"), conditions.get(i).status(), List.of("True"));
        }
        ConditionsValidator.validate(conditions, STATUS.child("conditions"), errors);
    }

    private static Optional<String> said(PodCertificateRequestStatus status) {
        return status.conditions().stream()
                .filter(condition -> condition.status().equals("True"))
                .map(Condition::type)
                .filter(KNOWN::contains)
                .findFirst();
    }

    private static void unlike(boolean unlike, String detail, List<FieldError> errors) {
        if (unlike) {
            errors.add(new FieldError(ErrorType.INVALID, STATUS.toString(), Optional.empty(), detail));
        }
    }

    private static void chain(String chain, FieldPath path, List<FieldError> errors) {
        if (chain.getBytes(UTF_8).length > CHAIN_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, CHAIN_BYTES_MAX));
            return;
        }
        List<PemBlocks.Block> blocks = PemBlocks.of(chain);
        String wrong = "";
        if (blocks.isEmpty()) {
            wrong = "issued certificate chain must contain at least one certificate";
        } else if (blocks.stream().anyMatch(block -> !block.type().equals(PemBlocks.CERTIFICATE))) {
            wrong = "issued certificate chain must consist entirely of CERTIFICATE PEM blocks";
        } else if (blocks.getFirst().certificate().isEmpty()) {
            wrong = "leaf certificate does not parse as valid X.509";
        } else if (blocks.stream().anyMatch(block -> block.certificate().isEmpty())) {
            wrong = "intermediate certificate does not parse as valid X.509";
        }
        if (!wrong.isEmpty()) {
            errors.add(FieldError.invalid(path, chain, wrong));
        }
    }
}
