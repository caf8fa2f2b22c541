package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.quota.QuotaLedger;
import dev.carafe.kubernetes.apiserver.quota.QuotaRequest;

/** Holds namespaces to their quotas (apiserver, pkg/admission/plugin/resourcequota). The last of all, as what it lets through is charged. */
public final class ResourceQuotaAdmission implements AdmissionPlugin {
    private final QuotaLedger ledger;

    public ResourceQuotaAdmission(QuotaLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public String name() {
        return "ResourceQuota";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                && request.resource().namespaced()
                && !request.namespace().isEmpty()
                && request.object().isPresent();
    }

    @Override
    public void validate(AdmissionRequest request) {
        ledger.charge(
                        request.namespace(),
                        new QuotaRequest(
                                new GroupResource(
                                        request.resource().group(),
                                        request.resource().name()),
                                request.subresource(),
                                request.object().orElseThrow(),
                                request.oldObject(),
                                request.dryRun()))
                .ifPresent(why -> {
                    throw Forbidden.of(request, why);
                });
    }
}
