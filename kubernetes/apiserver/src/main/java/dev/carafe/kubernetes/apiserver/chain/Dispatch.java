package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.BodyTooLargeException;
import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.endpoints.ApiRequest;
import dev.carafe.kubernetes.apiserver.endpoints.Reply;
import dev.carafe.kubernetes.apiserver.endpoints.ResourceEndpoint;
import dev.carafe.kubernetes.apiserver.endpoints.Responder;
import dev.carafe.kubernetes.apiserver.endpoints.Warnings;
import dev.carafe.kubernetes.apiserver.metrics.ServerMetrics;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.io.IOException;

/** The end of the chain: reads the body, asks the endpoint, writes its reply. */
public final class Dispatch implements Step.Next {
    /** The largest body taken, in bytes (upstream's MaxRequestBodyBytes). */
    static final int BODY_BYTES_MAX = 3 << 20;

    private final NonResources others;
    private final ResourceEndpoint endpoint;
    private final Responder responder;
    private final ServerMetrics metrics;

    /** The end of a chain whose requests are measured. */
    public Dispatch(NonResources others, ResourceEndpoint endpoint, Responder responder, ServerMetrics metrics) {
        this.others = others;
        this.endpoint = endpoint;
        this.responder = responder;
        this.metrics = metrics;
    }

    @Override
    public void handle(RequestContext context) throws IOException {
        HttpExchange exchange = context.exchange();
        if (!context.info().resourceRequest()) {
            others.handle(exchange, context.info().path());
            return;
        }
        boolean custom = endpoint.isCustom(context.info());
        // A group of which nothing is built in has what definitions say, and nothing that could answer for the rest.
        boolean undefined = !custom && others.isCustomGroup(context.info().group());
        if (undefined || others.isUnknownGroup(context.info().path())) {
            NonResources.notFound(exchange);
            return;
        }
        boolean proxied = context.info().subresource().equals("proxy"); // what can be done there is the pod's to say
        if (exchange.method().equals("HEAD") && !proxied) {
            throw ResourceEndpoint.notAllowed();
        }
        responder.check(exchange, context.info(), custom);
        ApiRequest request = new ApiRequest(
                context.info(),
                exchange.query(),
                context.user(),
                exchange.header("User-Agent"),
                exchange.header("Content-Type"),
                body(context),
                new Warnings());
        Reply reply;
        try {
            reply = endpoint.handle(request);
        } catch (StatusError e) {
            Responder.warn(exchange, request); // a refused request is warned of its mistakes too
            throw e;
        }
        responder.write(exchange, request, reply);
    }

    private ApiRequest.Body body(RequestContext context) throws IOException {
        boolean none = switch (context.info().verb()) {
            case "get", "list", "watch" -> true;
            default -> context.info().isLongRunning();
        };
        if (none) {
            return ApiRequest.NO_BODY;
        }
        try {
            byte[] body = context.exchange().body(BODY_BYTES_MAX);
            measure(context.info(), body.length);
            return new ApiRequest.Body.Raw(body);
        } catch (BodyTooLargeException e) {
            throw StatusError.requestEntityTooLarge(String.valueOf(e.getMessage()));
        }
    }

    /** What clients make up is no label. */
    private void measure(RequestInfo info, int bytes) {
        String verb = switch (info.verb()) {
            case "create", "update", "patch", "delete" -> info.verb();
            case "deletecollection" -> "delete_collection";
            default -> "";
        };
        if (!verb.isEmpty() && endpoint.serves(info)) {
            metrics.bodies(info.group(), info.resource(), verb).observe(bytes);
        }
    }
}
