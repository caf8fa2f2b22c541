package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequest;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.PolicyCells;
import dev.carafe.kubernetes.apiserver.registry.validation.CertificatesValidator;
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
    public List<Object> tableCells(Struct object) {
        return PolicyCells.signingRequest(new CertificateSigningRequest(object));
    }
}
