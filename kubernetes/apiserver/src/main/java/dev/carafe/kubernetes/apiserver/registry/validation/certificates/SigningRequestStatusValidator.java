package dev.carafe.kubernetes.apiserver.registry.validation.certificates;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequest;
import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequestCondition;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What becomes of a request for a certificate: who approves or denies it does so for good, and a certificate is written once. Source:
 * {@code validateCertificateSigningRequestUpdate} of pkg/apis/certificates/validation.
 */
public final class SigningRequestStatusValidator {
    private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");
    private static final FieldPath CERTIFICATE = FieldPath.of("status", "certificate");
    private static final String APPROVED = "Approved";
    private static final String DENIED = "Denied";

    /** Types of which a request has at most one, and that only as true. */
    private static final List<String> FINAL = List.of(APPROVED, DENIED, "Failed");

    private static final List<String> ANY = List.of("False", "True", "Unknown");

    private SigningRequestStatusValidator() {}

    /** A signer's change: a certificate, or that there will be none. */
    public static void status(
            CertificateSigningRequest request, CertificateSigningRequest old, List<FieldError> errors) {
        validate(request, old, errors);
        for (String type : List.of(APPROVED, DENIED)) {
            if (count(request, type) > count(old, type)) {
                errors.add(
                        FieldError.forbidden(CONDITIONS, "updates may not add a condition of type \"" + type + "\""));
            }
        }
        byte[] before = old.status().certificate();
        if (before.length > 0 && !Arrays.equals(before, request.status().certificate())) {
            errors.add(FieldError.forbidden(CERTIFICATE, "updates may not modify existing certificate content"));
        }
    }

    /** An approver's change. */
    public static void approval(
            CertificateSigningRequest request, CertificateSigningRequest old, List<FieldError> errors) {
        validate(request, old, errors);
    }

    private static void validate(
            CertificateSigningRequest request, CertificateSigningRequest old, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        List<CertificateSigningRequestCondition> conditions = request.status().conditions();
        for (int i = 0; i < conditions.size(); i++) {
            CertificateSigningRequestCondition condition = conditions.get(i);
            FieldPath at = CONDITIONS.index(i);
            Check.present(errors, at.child("type"), condition.type());
            Check.requiredOneOf(
                    errors,
                    at.child("status"),
                    condition.status(),
                    FINAL.contains(condition.type()) ? List.of("True") : ANY);
            if (!seen.add(condition.type())) {
                errors.add(FieldError.duplicate(at.child("type"), condition.type()));
            }
        }
        if (seen.containsAll(List.of(APPROVED, DENIED)) && (count(old, APPROVED) == 0 || count(old, DENIED) == 0)) {
            String approved = "conditions[{\"type\": \"Approved\"}]";
            String denied = "conditions[{\"type\": \"Denied\"}]";
            errors.add(FieldError.invalid(
                    CONDITIONS,
                    "{" + approved + ", " + denied + "}",
                    "must specify at most one of: `" + approved + "`, `" + denied + "`"));
        }
        if (!Arrays.equals(request.status().certificate(), old.status().certificate())) {
            certificate(request.status().certificate(), errors);
        }
        for (String type : FINAL) {
            if (count(request, type) < count(old, type)) {
                errors.add(FieldError.forbidden(
                        CONDITIONS, "updates may not remove a condition of type \"" + type + "\""));
            }
        }
    }

    private static void certificate(byte[] pem, List<FieldError> errors) {
        if (pem.length > 0) {
            PemBlocks.chainProblem(new String(pem, UTF_8))
                    .ifPresent(why -> errors.add(FieldError.invalid(CERTIFICATE, "<certificate data>", why)));
        }
    }

    private static long count(CertificateSigningRequest request, String type) {
        return request.status().conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .count();
    }
}
