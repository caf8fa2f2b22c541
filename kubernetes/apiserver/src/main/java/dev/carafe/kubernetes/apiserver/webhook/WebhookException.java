package dev.carafe.kubernetes.apiserver.webhook;

/** Says why a webhook gave no answer. */
@SuppressWarnings("serial") // never written
public final class WebhookException extends Exception {
    public WebhookException(String message) {
        super(message);
    }

    public WebhookException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
