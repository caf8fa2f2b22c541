package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import java.time.zone.ZoneRulesProvider;
import java.util.Optional;
import java.util.Set;

/** Time zones by their names in the IANA database; what is wrong is said as Go's time package does. */
final class TimeZones {
    /** Names of the database that Java takes for offsets alone. */
    private static final Set<String> OFFSETS = Set.of("EST", "HST", "MST");

    private TimeZones() {}

    /** What is wrong with a name; empty where there is such a zone. */
    static Optional<String> problem(String name) {
        if (name.isEmpty() || name.equals("UTC") || name.equals("Local")) {
            return Optional.empty();
        }
        if (name.contains("..") || name.startsWith("/") || name.startsWith("\\")) {
            return Optional.of("time: invalid location name");
        }
        return OFFSETS.contains(name) || ZoneRulesProvider.getAvailableZoneIds().contains(name)
                ? Optional.empty()
                : Optional.of("unknown time zone " + name);
    }
}
