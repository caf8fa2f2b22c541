package dev.carafe.kubernetes.apiserver.kubelet;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import java.io.IOException;

/**
 * Connects to pods only who may create what they connect to: a WebSocket begins with a GET, and who may only read is not to run commands
 * (pkg/registry/core/pod/rest/authorize.go).
 */
final class CreatePermission implements Connecter {
    private final Connecter streams;
    private final Authorizer authorizer;

    CreatePermission(Connecter streams, Authorizer authorizer) {
        this.streams = streams;
        this.authorizer = authorizer;
    }

    @Override
    public void connect(ConnectRequest request, HttpExchange exchange) throws IOException {
        String[] resource = request.resource().split("/", 2);
        Authorizer.Decision decision = authorizer.authorize(new Attributes(
                request.user(), "create", "", "v1", resource[0], resource[1], request.namespace(), request.name(), ""));
        if (decision.verdict() != Authorizer.Verdict.ALLOW) {
            throw StatusError.forbidden(new GroupResource("", resource[0]), request.name(), decision.reason());
        }
        streams.connect(request, exchange);
    }
}
