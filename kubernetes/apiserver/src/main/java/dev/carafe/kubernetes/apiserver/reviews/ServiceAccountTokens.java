package dev.carafe.kubernetes.apiserver.reviews;

import dev.carafe.kubernetes.api.authentication.v1.TokenRequest;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.TokenIssuer;
import dev.carafe.kubernetes.apiserver.authentication.UserInfos;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import dev.carafe.kubernetes.apiserver.rest.Creater;
import java.util.Optional;

/** The subresource serviceaccounts/token. A kubelet gets tokens only for the pods on its node. */
public final class ServiceAccountTokens implements Creater {
    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");

    private final TokenIssuer issuer;
    private final ObjectReader reader;

    public ServiceAccountTokens(TokenIssuer issuer, ObjectReader reader) {
        this.issuer = issuer;
        this.reader = reader;
    }

    @Override
    public Struct create(CreateRequest request) {
        Optional<String> node = UserInfos.nodeOf(request.user());
        if (node.isPresent()) {
            checkNode(request, node.get());
        }
        return issuer.issue(request.namespace(), request.name(), request.object());
    }

    private void checkNode(CreateRequest request, String node) {
        var bound = new TokenRequest(request.object()).spec().boundObjectRef();
        if (!bound.kind().equals("Pod") || bound.name().isEmpty()) {
            throw forbidden(request, "node requested token not bound to a pod");
        }
        if (bound.uid().isEmpty()) {
            throw forbidden(request, "node requested token with a pod binding without a uid");
        }
        boolean own = reader.getLatest("", "pods", request.namespace(), bound.name())
                .map(Pod::new)
                .filter(pod -> pod.metadata().uid().equals(bound.uid()))
                .map(pod -> pod.spec().nodeName().equals(node))
                .orElse(false);
        if (!own) {
            throw forbidden(request, "node requested token bound to a pod scheduled on a different node");
        }
    }

    private static StatusError forbidden(CreateRequest request, String why) {
        return StatusError.forbidden(ACCOUNTS, request.name(), why);
    }
}
