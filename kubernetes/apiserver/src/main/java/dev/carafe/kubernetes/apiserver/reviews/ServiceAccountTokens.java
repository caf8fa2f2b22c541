package dev.carafe.kubernetes.apiserver.reviews;

import dev.carafe.kubernetes.api.authentication.v1.BoundObjectReference;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequest;
import dev.carafe.kubernetes.api.authentication.v1.TokenRequestSpec;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ServiceAccount;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.TokenIssuer;
import dev.carafe.kubernetes.apiserver.authentication.UserInfos;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import java.util.Optional;

/** The subresource serviceaccounts/token. A kubelet gets tokens only for the pods on its node. */
public final class ServiceAccountTokens implements Creater {
    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");

    /** Upstream names the kind in the place of a resource. */
    private static final GroupResource REQUESTS = new GroupResource("authentication.k8s.io", "TokenRequest");

    private final TokenIssuer issuer;
    private final ObjectReader reader;

    private final FeatureGate features;
    private final NodeAudiences audiences;

    /**
     * The subresource.
     *
     * @param authorizer says for whom nodes may ask for tokens that no pod asks for
     * @param features whether that is asked, and whether requests say of which account they are
     */
    public ServiceAccountTokens(TokenIssuer issuer, ObjectReader reader, Authorizer authorizer, FeatureGate features) {
        this.issuer = issuer;
        this.reader = reader;
        this.features = features;
        this.audiences = new NodeAudiences(reader, authorizer);
    }

    @Override
    public Struct create(CreateRequest request) {
        Optional<String> node = UserInfos.nodeOf(request.user());
        if (node.isPresent()) {
            checkNode(request, node.get());
        }
        if (features.isEnabled("TokenRequestServiceAccountUIDValidation")) {
            checkUid(request);
        }
        return issuer.issue(request.namespace(), request.name(), request.object());
    }

    /** An account that was deleted and made anew is another. */
    private void checkUid(CreateRequest request) {
        String asked = new TokenRequest(request.object()).metadata().uid();
        if (asked.isEmpty()) {
            return;
        }
        reader.getLatest("", "serviceaccounts", request.namespace(), request.name())
                .map(account -> new ServiceAccount(account).metadata().uid())
                .filter(uid -> !uid.equals(asked))
                .ifPresent(uid -> {
                    throw StatusError.conflict(
                            REQUESTS,
                            request.name(),
                            "the UID in the token request (" + asked
                                    + ") does not match the UID of the service account (" + uid + ")");
                });
    }

    private void checkNode(CreateRequest request, String node) {
        TokenRequestSpec spec = new TokenRequest(request.object()).spec();
        BoundObjectReference bound = spec.boundObjectRef();
        if (!bound.kind().equals("Pod") || bound.name().isEmpty()) {
            throw forbidden(request, "node requested token not bound to a pod");
        }
        if (bound.uid().isEmpty()) {
            throw forbidden(request, "node requested token with a pod binding without a uid");
        }
        Pod pod = reader.getLatest("", "pods", request.namespace(), bound.name())
                .map(Pod::new)
                .filter(found -> found.metadata().uid().equals(bound.uid()))
                .filter(found -> found.spec().nodeName().equals(node))
                .orElseThrow(
                        () -> forbidden(request, "node requested token bound to a pod scheduled on a different node"));
        if (features.isEnabled("ServiceAccountNodeAudienceRestriction")) {
            audiences.wrong(request, pod, spec.audiences()).ifPresent(why -> {
                throw forbidden(request, why);
            });
        }
    }

    private static StatusError forbidden(CreateRequest request, String why) {
        return StatusError.forbidden(ACCOUNTS, request.name(), why);
    }
}
