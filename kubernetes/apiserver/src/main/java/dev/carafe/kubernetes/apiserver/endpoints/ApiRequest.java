package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.http.Query;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;

/**
 * A request about a resource, authenticated and authorized.
 *
 * @param info what it is about
 * @param query its parameters
 * @param user who asks
 * @param userAgent what the client calls itself, empty where it does not say
 * @param contentType the body's media type, empty where none was said
 * @param body what was sent
 * @param warnings collects warnings for the client
 */
public record ApiRequest(
        RequestInfo info,
        Query query,
        UserInfo user,
        String userAgent,
        String contentType,
        Body body,
        Warnings warnings) {
    /** What a request carries. */
    public sealed interface Body {
        /** Bytes from the network, or none. */
        final class Raw implements Body {
            private final byte[] bytes;

            /** Takes the bytes, which nobody may change from now on. */
            public Raw(byte... bytes) {
                this.bytes = bytes;
            }

            byte[] bytes() {
                return bytes;
            }
        }

        /**
         * A value from a client in this process.
         *
         * @param value a JSON value
         */
        record Tree(Object value) implements Body {}
    }

    /** No body. */
    public static final Body NO_BODY = new Body.Raw();

    boolean isDryRun() {
        return query.has("dryRun") && query.all("dryRun").contains("All");
    }
}
