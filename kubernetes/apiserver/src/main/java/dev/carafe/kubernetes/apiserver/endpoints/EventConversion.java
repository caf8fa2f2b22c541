package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;

/** Events of events.k8s.io/v1, which are stored as those of the core group with other field names. */
final class EventConversion implements Conversion {
    /** The core group's names by those of events.k8s.io. */
    private static final Map<String, String> STORED = Map.of(
            "regarding", "involvedObject",
            "note", "message",
            "deprecatedSource", "source",
            "deprecatedFirstTimestamp", "firstTimestamp",
            "deprecatedLastTimestamp", "lastTimestamp",
            "deprecatedCount", "count",
            "reportingController", "reportingComponent");

    private static final Map<String, String> SERVED = STORED.entrySet().stream()
            .collect(java.util.stream.Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private static final List<String> REPORTERS = List.of("reportingController", "reportingInstance");

    @Override
    public Struct toStored(Struct served) {
        return rename(served, STORED, "v1");
    }

    /** Only the core group says who reported an event where nobody did. */
    @Override
    public Struct toServed(Struct stored) {
        Struct served = rename(stored, SERVED, "events.k8s.io/v1");
        for (String name : REPORTERS) {
            served = "".equals(served.string(name)) ? served.without(name) : served;
        }
        return served;
    }

    private static Struct rename(Struct event, Map<String, String> names, String apiVersion) {
        Struct.Builder renamed = Struct.builder();
        event.forEach((name, value) -> renamed.put(names.getOrDefault(name, name), value));
        return renamed.put("apiVersion", apiVersion).build();
    }
}
