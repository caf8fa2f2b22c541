package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.Map;

/** What a quota says to a write. */
sealed interface Verdict {
    /** The write changes nothing of what the quota counts. */
    record Free() implements Verdict {}

    /** The write is not allowed, and why. */
    record Refused(String why) implements Verdict {}

    /** The write is allowed, and what is used with it. */
    record Charged(Map<String, Quantity> used) implements Verdict {}
}
