package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequest;
import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequestCondition;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.PolicyCells;
import dev.carafe.kubernetes.apiserver.registry.validation.certificates.CertificatesValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.certificates.SigningRequestStatusValidator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Requests for certificates; what was asked never changes. */
final class CertificateSigningRequestStrategy extends DefaultStrategy {
    CertificateSigningRequestStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        CertificateSigningRequest before = new CertificateSigningRequest(old);
        return new CertificateSigningRequest(super.prepareForUpdate(object, old))
                .withSpec(before.spec())
                .struct();
    }

    /** What an approver said stays as he said it. */
    @Override
    public Struct prepareForStatusUpdate(Struct object, Struct old) {
        CertificateSigningRequest request = new CertificateSigningRequest(super.prepareForStatusUpdate(object, old));
        CertificateSigningRequest before = new CertificateSigningRequest(old);
        if (!request.status().hasConditions()) {
            return request.struct();
        }
        List<CertificateSigningRequestCondition> conditions =
                new ArrayList<>(request.status().conditions());
        for (String type : List.of("Approved", "Denied")) {
            List<CertificateSigningRequestCondition> said =
                    ofType(before.status().conditions(), type);
            if (said.size() == ofType(conditions, type).size()) {
                Iterator<CertificateSigningRequestCondition> kept = said.iterator();
                conditions.replaceAll(condition -> condition.type().equals(type) ? kept.next() : condition);
            }
        }
        return request.withStatus(request.status().withConditions(conditions)).struct();
    }

    private static List<CertificateSigningRequestCondition> ofType(
            List<CertificateSigningRequestCondition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .toList();
    }

    /** An approval adds conditions and nothing else. */
    @Override
    public Struct prepareForSubresourceUpdate(String subresource, Struct object, Struct old) {
        if (!subresource.equals("approval")) {
            return super.prepareForSubresourceUpdate(subresource, object, old);
        }
        CertificateSigningRequest before = new CertificateSigningRequest(old);
        return before.withStatus(before.status()
                        .withConditions(
                                new CertificateSigningRequest(object).status().conditions()))
                .struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        CertificatesValidator.signingRequest(new CertificateSigningRequest(object).spec(), errors);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        CertificateSigningRequest request = new CertificateSigningRequest(object);
        return Map.of("spec.signerName", request.spec().signerName());
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        SigningRequestStatusValidator.status(
                new CertificateSigningRequest(object), new CertificateSigningRequest(old), errors);
    }

    @Override
    public List<FieldError> validateSubresourceUpdate(String subresource, Struct object, Struct old) {
        List<FieldError> errors = super.validateSubresourceUpdate(subresource, object, old);
        if (subresource.equals("approval")) {
            SigningRequestStatusValidator.approval(
                    new CertificateSigningRequest(object), new CertificateSigningRequest(old), errors);
        }
        return errors;
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return PolicyCells.signingRequest(new CertificateSigningRequest(object));
    }
}
