package dev.carafe.vsphere.client;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The REST API answered with an error. */
public final class RestException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final String STANDARD = "com.vmware.vapi.std.errors.";

    private final int status;
    private final String errorType;

    private RestException(int status, String errorType, String message) {
        super(message);
        this.status = status;
        this.errorType = errorType;
    }

    /** @param body the error as it came, in either of the API's two forms; null when it came without */
    static RestException of(String call, int status, @Nullable Object body) {
        String type = "";
        StringBuilder reason = new StringBuilder();
        if (body instanceof Map<?, ?> error) {
            type = String.valueOf(error.get("error_type") == null ? error.get("type") : error.get("error_type"));
            Object inner =
                    error.get("value") instanceof Map<?, ?> value ? value.get("messages") : error.get("messages");
            if (inner instanceof List<?> messages) {
                for (Object message : messages) {
                    if (message instanceof Map<?, ?> text && text.get("default_message") != null) {
                        reason.append(reason.isEmpty() ? "" : "; ").append(text.get("default_message"));
                    }
                }
            }
        }
        if (type.startsWith(STANDARD)) {
            type = type.substring(STANDARD.length());
        }
        type = type.equals("null") ? "" : type.toUpperCase(Locale.ROOT);
        String detail = reason.isEmpty() ? type : reason.toString();
        return new RestException(
                status,
                type,
                call + ": the server answers HTTP " + status + (detail.isEmpty() ? "" : " (" + detail + ")"));
    }

    /** The HTTP status, such as 404. */
    public int status() {
        return status;
    }

    /** What the API calls the error, such as {@code NOT_FOUND} or {@code ALREADY_EXISTS}; empty where it does not say. */
    public String errorType() {
        return errorType;
    }
}
