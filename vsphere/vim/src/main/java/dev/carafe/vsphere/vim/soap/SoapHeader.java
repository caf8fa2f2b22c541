package dev.carafe.vsphere.vim.soap;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a request's header: {@code <operationID>} and {@code <vcSessionCookie>}.
 *
 * @param operationId what the client calls the operation in logs
 * @param sessionCookie the session, where it is not in an HTTP cookie
 */
public record SoapHeader(
        @Nullable String operationId, @Nullable String sessionCookie) {
    /** No header. */
    public static final SoapHeader NONE = new SoapHeader(null, null);
}
