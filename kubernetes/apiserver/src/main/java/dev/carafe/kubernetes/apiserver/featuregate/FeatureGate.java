package dev.carafe.kubernetes.apiserver.featuregate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which features are on, as {@code --feature-gates} of upstream 1.37 decides it (component-base/featuregate). Immutable and
 * thread-safe.
 */
public final class FeatureGate {
    /** Lets large answers be compressed for whoever takes that. */
    public static final String API_RESPONSE_COMPRESSION = "APIResponseCompression";

    /** Has each server say by a lease that it is there. */
    public static final String API_SERVER_IDENTITY = "APIServerIdentity";

    /** Lets what cannot be read be deleted. */
    public static final String ALLOW_UNSAFE_MALFORMED_OBJECT_DELETION = "AllowUnsafeMalformedObjectDeletion";

    /** Lets {@code /flagz} be served. */
    public static final String COMPONENT_FLAGZ = "ComponentFlagz";

    /** Lets {@code /statusz} be served. */
    public static final String COMPONENT_STATUSZ = "ComponentStatusz";

    /** Tells in discovery how a resource is stored. */
    public static final String STORAGE_VERSION_HASH = "StorageVersionHash";

    /** Lets servers that share a store tell each other where they are reached. */
    public static final String UNKNOWN_VERSION_INTEROPERABILITY_PROXY = "UnknownVersionInteroperabilityProxy";

    /** Lets a watch begin with what is there. */
    public static final String WATCH_LIST = "WatchList";

    /** Lets watches that begin with what is there be compressed. */
    public static final String WATCH_LIST_COMPRESSION = "WatchListCompression";

    /** Has a pod that is bound forget the node that it was promised. */
    public static final String CLEARING_NOMINATED_NODE_NAME_AFTER_BINDING = "ClearingNominatedNodeNameAfterBinding";

    /** Labels pods with the topology of their node. */
    public static final String POD_TOPOLOGY_LABELS_ADMISSION = "PodTopologyLabelsAdmission";

    /** What upstream calls all that is of Kubernetes itself. */
    private static final String COMPONENT = "kube";

    private static final Map<String, Boolean> TRUTHS = Map.ofEntries(
            Map.entry("1", true),
            Map.entry("t", true),
            Map.entry("T", true),
            Map.entry("true", true),
            Map.entry("TRUE", true),
            Map.entry("True", true),
            Map.entry("0", false),
            Map.entry("f", false),
            Map.entry("F", false),
            Map.entry("false", false),
            Map.entry("FALSE", false),
            Map.entry("False", false));

    private final SortedMap<String, Feature> known;
    private final SortedMap<String, Boolean> set;

    private FeatureGate(SortedMap<String, Feature> known, Map<String, Boolean> set) {
        this.known = known;
        this.set = new TreeMap<>(set);
    }

    /** Upstream's features, each as it is by default. */
    public static FeatureGate defaults() {
        return new FeatureGate(FeatureTables.FEATURES, Map.of());
    }

    /**
     * The same with some set, such as {@code ComponentFlagz=false,AllAlpha=true}; of one that is set twice the last counts. The component
     * may stand before each, as in {@code kube:ComponentFlagz=false}; there is no other than this one.
     *
     * @throws IllegalArgumentException in upstream's words, when one is unknown, locked, not a truth value, or lacks another
     */
    public FeatureGate with(Collection<String> settings) {
        Map<String, Boolean> wanted = new LinkedHashMap<>(set);
        for (String setting : ofThis(settings)) {
            if (!setting.isEmpty()) {
                read(setting, wanted);
            }
        }
        for (Map.Entry<String, Boolean> each : wanted.entrySet()) {
            Feature feature = known.get(each.getKey());
            if (feature == null) {
                throw new IllegalArgumentException("unrecognized feature gate: " + each.getKey());
            }
            if (feature.locked() && feature.enabledByDefault() != each.getValue()) {
                throw new IllegalArgumentException("cannot set feature gate " + feature.name() + " to "
                        + each.getValue() + ", feature is locked to " + feature.enabledByDefault());
            }
        }
        FeatureGate changed = new FeatureGate(known, wanted);
        known.values().forEach(changed::requireWhatItNeeds);
        return changed;
    }

    /** The settings without the component (component-base/compatibility). */
    private static List<String> ofThis(Collection<String> settings) {
        List<String> own = new ArrayList<>();
        Set<String> components = new TreeSet<>();
        for (String setting : settings) {
            int colon = setting.indexOf(':');
            if (!setting.isEmpty()) {
                components.add(colon < 0 ? "" : setting.substring(0, colon).strip());
                own.add(setting.substring(colon + 1).strip());
            }
        }
        if (components.containsAll(List.of("", COMPONENT))) {
            throw new IllegalArgumentException(
                    "set kube feature gates with default empty prefix or kube: prefix consistently, do not mix use");
        }
        components.stream()
                .filter(component -> !component.isEmpty() && !component.equals(COMPONENT))
                .findFirst()
                .ifPresent(component -> {
                    throw new IllegalArgumentException("component not registered: " + component);
                });
        return own;
    }

    private static void read(String setting, Map<String, Boolean> wanted) {
        int equals = setting.indexOf('=');
        String name = (equals < 0 ? setting : setting.substring(0, equals)).strip();
        if (equals < 0) {
            throw new IllegalArgumentException("missing bool value for " + name);
        }
        String text = setting.substring(equals + 1).strip();
        Boolean value = TRUTHS.get(text);
        if (value == null) {
            throw new IllegalArgumentException("invalid value of " + name + "=" + text
                    + ", err: strconv.ParseBool: parsing \"" + text + "\": invalid syntax");
        }
        wanted.put(name, value);
    }

    private void requireWhatItNeeds(Feature feature) {
        List<String> missing =
                feature.needs().stream().filter(needed -> !isEnabled(needed)).toList();
        if (isEnabled(feature.name()) && !missing.isEmpty()) {
            throw new IllegalArgumentException(feature.name()
                    + " is enabled, but depends on features that are disabled: [" + String.join(" ", missing) + "]");
        }
    }

    /**
     * Whether a feature is on.
     *
     * @throws IllegalArgumentException when upstream has none of this name
     */
    public boolean isEnabled(String name) {
        Feature feature = known.get(name);
        if (feature == null) {
            throw new IllegalArgumentException("feature \"" + name + "\" is not registered in FeatureGates");
        }
        Boolean own = set.get(name);
        if (own != null) {
            return own;
        }
        String group = switch (feature.stage()) {
            case "ALPHA" -> Feature.ALL_ALPHA;
            case "BETA" -> Feature.ALL_BETA;
            default -> "";
        };
        boolean grouped = !group.isEmpty() && !feature.locked();
        return grouped ? set.getOrDefault(group, feature.enabledByDefault()) : feature.enabledByDefault();
    }

    /** All features by name. */
    public Collection<Feature> features() {
        return List.copyOf(known.values());
    }

    /**
     * What {@code --feature-gates} takes, as upstream's help lists it: {@code kube:NAME=true|false (STAGE - default=...)}, without what is
     * GA or deprecated.
     */
    public List<String> knownFeatures() {
        return known.values().stream()
                .filter(feature ->
                        feature.stage().equals("ALPHA") || feature.stage().equals("BETA"))
                .map(feature -> COMPONENT + ":" + feature.name() + "=true|false (" + feature.stage() + " - default="
                        + feature.enabledByDefault() + ")")
                .toList();
    }

    /** What each feature does in this server that can be switched, by name. */
    public static SortedMap<String, FeatureEffect> effects() {
        return FeatureTables.effects();
    }

    /** Those that were set to something else than their default, though that does less here than in upstream's server. */
    public SortedMap<String, FeatureEffect> withLessEffect() {
        SortedMap<String, FeatureEffect> less = new TreeMap<>();
        effects().forEach((name, effect) -> {
            Boolean value = set.get(name);
            boolean switched =
                    value != null && Objects.requireNonNull(known.get(name)).enabledByDefault() != value;
            if (switched && effect.isLess()) {
                less.put(name, effect);
            }
        });
        return less;
    }

    /** What was set, as the flag shows it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        set.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(value));
        return text.toString();
    }
}
