package dev.carafe.vsphere.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cookie that a server knows a session by, out of its {@code Set-Cookie} headers. Pure. */
final class SessionCookie {
    static final String NAME = "vmware_soap_session";

    private SessionCookie() {}

    /** The value as the server wrote it, quotes included, since it goes back so; null when no header sets it. */
    static @Nullable String of(List<String> setCookieHeaders) {
        String found = null;
        for (String header : setCookieHeaders) {
            int end = header.indexOf(';');
            String pair = (end < 0 ? header : header.substring(0, end)).strip();
            if (pair.startsWith(NAME + "=")) {
                found = pair.substring(NAME.length() + 1);
            }
        }
        return found;
    }
}
