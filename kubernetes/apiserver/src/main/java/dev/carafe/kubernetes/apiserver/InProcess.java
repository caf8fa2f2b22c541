package dev.carafe.kubernetes.apiserver;

import dev.carafe.etcd.EtcdException;
import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.chain.Authorization;
import dev.carafe.kubernetes.apiserver.chain.NonResources;
import dev.carafe.kubernetes.apiserver.chain.Recovery;
import dev.carafe.kubernetes.apiserver.endpoints.ApiRequest;
import dev.carafe.kubernetes.apiserver.endpoints.Reply;
import dev.carafe.kubernetes.apiserver.endpoints.ResourceEndpoint;
import dev.carafe.kubernetes.apiserver.endpoints.TreeReplies;
import dev.carafe.kubernetes.apiserver.endpoints.Warnings;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server for a client in the same JVM: no sockets, no encoding. A request goes the way of any other from authorization
 * on, and is answered with the trees that all readers of an object's version share. Thread-safe.
 */
public final class InProcess {
    private final UserInfo user;
    private final String userAgent;
    private final Authorizer authorizer;
    private final ResourceEndpoint endpoint;
    private final NonResources others;

    InProcess(UserInfo user, String userAgent, Authorizer authorizer, ResourceEndpoint endpoint, NonResources others) {
        this.user = user;
        this.userAgent = userAgent;
        this.authorizer = authorizer;
        this.endpoint = endpoint;
        this.others = others;
    }

    /**
     * Sends a request and returns the object of the answer.
     *
     * @param method the HTTP method
     * @param path such as {@code /api/v1/namespaces/default/pods}
     * @param query the encoded query without its question mark, empty for none
     * @param contentType the body's media type, which tells patches apart; empty without a body
     * @param body a JSON value, or null for none
     * @throws StatusError when it fails
     */
    public Struct call(String method, String path, String query, String contentType, @Nullable Object body) {
        return guarded(() -> {
            Query parameters = Query.parse(query);
            RequestInfo info = RequestInfo.of(method, path, parameters);
            Authorization.check(authorizer, user, info);
            if (!info.resourceRequest()) {
                return others.document(info.path());
            }
            return TreeReplies.tree(endpoint.handle(request(info, parameters, contentType, body)));
        });
    }

    private ApiRequest request(RequestInfo info, Query query, String contentType, @Nullable Object body) {
        ApiRequest.Body sent = body == null ? ApiRequest.NO_BODY : new ApiRequest.Body.Tree(body);
        return new ApiRequest(info, query, user, userAgent, contentType, sent, new Warnings());
    }

    /**
     * Opens a watch.
     *
     * @param query as for {@link #call}; must hold {@code watch=true}
     * @throws StatusError when it fails to begin
     */
    public TreeReplies.Watch watch(String path, String query) {
        return guarded(() -> {
            Query parameters = Query.parse(query);
            RequestInfo info = RequestInfo.of("GET", path, parameters);
            Authorization.check(authorizer, user, info);
            Reply reply = endpoint.handle(request(info, parameters, "", null));
            if (reply instanceof Reply.Watched watched) {
                return new TreeReplies.Watch(watched);
            }
            throw StatusError.badRequest("not a watch: " + path);
        });
    }

    private static <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (EtcdException e) {
            throw Recovery.ofStore(e);
        }
    }
}
