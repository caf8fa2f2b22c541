package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.metrics.AccessMetrics;
import dev.carafe.kubernetes.apiserver.metrics.Histogram;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets who may act as another do so: {@code Impersonate-User}, {@code -Group} and {@code -Uid}, each checked against the
 * verb {@code impersonate} (k8s.io/apiserver/pkg/endpoints/filters/impersonation.go).
 */
public final class Impersonation implements Step {
    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

    private final Authorizer authorizer;
    private final Histogram duration;

    /** The step. */
    public Impersonation(Authorizer authorizer, AccessMetrics metrics) {
        this.authorizer = authorizer;
        this.duration = metrics.filter("impersonation");
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        long start = System.nanoTime();
        RequestContext impersonated;
        try {
            impersonated = impersonated(request);
        } finally {
            duration.observeNanos(System.nanoTime() - start);
        }
        next.handle(impersonated);
    }

    /** The request as whom it is to be handled. */
    private RequestContext impersonated(RequestContext request) {
        HttpExchange exchange = request.exchange();
        String name = exchange.header("Impersonate-User");
        List<String> groups = exchange.headers("Impersonate-Group");
        String uid = exchange.header("Impersonate-Uid");
        if (name.isEmpty()) {
            if (!groups.isEmpty() || !uid.isEmpty()) {
                throw StatusError.badRequest(
                        "requested " + (groups.isEmpty() ? uid : groups) + " without impersonating a user name");
            }
            return request;
        }
        checkUser(request.user(), name);
        for (String group : groups) {
            check(request.user(), "", "groups", "", group);
        }
        if (!uid.isEmpty()) {
            check(request.user(), "authentication.k8s.io", "uids", "", uid);
        }
        return request.withUser(new UserInfo(name, uid, groupsOf(name, groups), Map.of()));
    }

    private void checkUser(UserInfo user, String name) {
        String[] account = name.startsWith(SERVICE_ACCOUNT)
                ? name.substring(SERVICE_ACCOUNT.length()).split(":", 2)
                : new String[0];
        if (account.length == 2) {
            check(user, "", "serviceaccounts", account[0], account[1]);
        } else {
            check(user, "", "users", "", name);
        }
    }

    private void check(UserInfo user, String group, String resource, String namespace, String name) {
        Authorization.check(
                authorizer,
                user,
                new RequestInfo(true, "", "impersonate", group, "v1", namespace, resource, "", name, List.of()));
    }

    private static List<String> groupsOf(String name, List<String> asked) {
        List<String> groups = new ArrayList<>(asked);
        if (asked.isEmpty() && name.startsWith(SERVICE_ACCOUNT)) {
            String[] account = name.substring(SERVICE_ACCOUNT.length()).split(":", 2);
            groups.add("system:serviceaccounts");
            groups.add("system:serviceaccounts:" + account[0]);
        }
        String everybody = name.equals("system:anonymous") ? "system:unauthenticated" : "system:authenticated";
        if (!groups.contains(everybody)) {
            groups.add(everybody);
        }
        return groups;
    }
}
