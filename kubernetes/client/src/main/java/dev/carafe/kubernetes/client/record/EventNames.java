package dev.carafe.kubernetes.client.record;

import java.time.Instant;

/** Names of events: the object's name and the time in hexadecimal nanoseconds. */
final class EventNames {
    private static final int OBJECT_NAME_MAX = 253 - 1 - 16;

    private EventNames() {}

    static String of(String objectName, Instant now) {
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        String name = objectName.length() > OBJECT_NAME_MAX ? objectName.substring(0, OBJECT_NAME_MAX) : objectName;
        return name + "." + Long.toHexString(nanos);
    }
}
