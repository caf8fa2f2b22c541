package dev.carafe.kubernetes.apiserver.rest;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;

/**
 * A request for a connection through the server.
 *
 * @param user who asks
 * @param resource such as {@code pods/exec}
 * @param namespace empty for a resource of the whole cluster
 * @param name the object's name
 * @param path what follows the subresource in the path, such as the proxied path; empty or with a leading slash
 * @param options the query
 */
public record ConnectRequest(
        UserInfo user, String resource, String namespace, String name, String path, Query options) {}
