package dev.carafe.kubernetes.client.record;

/** How much an event matters. */
public enum EventType {
    NORMAL("Normal"),
    WARNING("Warning");

    private final String text;

    EventType(String text) {
        this.text = text;
    }

    /** The word on the wire. */
    public String text() {
        return text;
    }
}
