package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;

/**
 * What the steps so far have learned of a request.
 *
 * @param exchange the request itself
 * @param info what it is about
 * @param user who sends it; the anonymous user until authentication has looked
 */
public record RequestContext(HttpExchange exchange, RequestInfo info, UserInfo user) {
    RequestContext withUser(UserInfo other) {
        return new RequestContext(exchange, info, other);
    }
}
