package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequest;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes into a request for a certificate who made it, whatever it says itself. Upstream does so in the kind's strategy;
 * here strategies know no user.
 */
public final class SigningRequestor implements AdmissionPlugin {
    @Override
    public String name() {
        return "SigningRequestor";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.CREATE
                && Subject.is(request, "certificates.k8s.io", "certificatesigningrequests");
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        CertificateSigningRequest signing =
                new CertificateSigningRequest(request.object().orElseThrow());
        UserInfo user = request.user();
        var spec = signing.spec().withUsername(user.name()).withGroups(user.groups());
        spec = user.uid().isEmpty() ? spec.withoutUid() : spec.withUid(user.uid());
        Struct.Builder extra = Struct.builder();
        user.extra().forEach((key, values) -> extra.put(key, List.copyOf(new ArrayList<>(values))));
        Struct tree = user.extra().isEmpty()
                ? spec.struct().without("extra")
                : spec.struct().with("extra", extra.build());
        return request.object().orElseThrow().with("spec", tree);
    }
}
