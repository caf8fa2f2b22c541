package dev.carafe.kubernetes.apiserver.resourceconfig;

import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersionResource;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which built-in versions and resources are served (k8s.io/apiserver/pkg/server/resourceconfig). A resource's own setting
 * counts for more than its version's, and that for more than a stability's; {@code api/all} counts least. Immutable.
 */
public final class ResourceConfig {
    private static final String ALL = "api/all";
    private static final String GA = "api/ga";

    /** From what counts least to what counts most; no version is of two stabilities. */
    private static final Map<String, Pattern> STABILITIES = stabilities();

    private static final Set<String> TRUE = Set.of("", "1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final Map<String, Boolean> stabilities = new LinkedHashMap<>();
    private final Map<GroupVersion, Boolean> versions = new LinkedHashMap<>();
    private final Map<GroupVersionResource, Boolean> resources = new LinkedHashMap<>();

    private ResourceConfig() {}

    private static Map<String, Pattern> stabilities() {
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        patterns.put(ALL, Pattern.compile(".*"));
        patterns.put(GA, Pattern.compile("v\\d+"));
        patterns.put("api/beta", Pattern.compile("v\\d+beta\\d+"));
        patterns.put("api/alpha", Pattern.compile("v\\d+alpha\\d+"));
        return patterns;
    }

    /** What is served where nobody says otherwise: the stable versions. */
    public static ResourceConfig defaults() {
        return new ResourceConfig();
    }

    /**
     * Reads the settings of {@code --runtime-config}.
     *
     * @param settings such as {@code apps/v1=false}; a key alone means true
     * @throws IllegalArgumentException in upstream's words when there is no such version
     */
    public static ResourceConfig parse(List<String> settings) {
        SortedMap<String, String> values = values(settings);
        if (values.size() == 1 && "false".equals(values.get(ALL))) {
            throw new IllegalArgumentException("invalid runtime-config with only api/all=false");
        }
        requireGroups(values.keySet());
        ResourceConfig config = new ResourceConfig();
        STABILITIES.keySet().forEach(key -> {
            String value = values.remove(key);
            if (value != null) {
                config.stabilities.put(key, stability(key, value));
            }
        });
        values.forEach(config::set);
        return config;
    }

    private static SortedMap<String, String> values(List<String> settings) {
        SortedMap<String, String> values = new TreeMap<>();
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            String key = parts[0].strip();
            if (key.equals("v1") || key.startsWith("v1/")) {
                key = "/" + key;
            } else if (key.equals("api/v1") || key.startsWith("api/v1/")) {
                key = key.substring("api".length());
            }
            if (!setting.isEmpty() && !key.equals("api/legacy")) { // upstream takes it and does nothing
                values.put(key, parts.length < 2 ? "" : parts[1].strip());
            }
        }
        return values;
    }

    private static void requireGroups(Set<String> keys) {
        TreeSet<String> unknown = new TreeSet<>();
        for (String key : keys) {
            if (STABILITIES.containsKey(key)) {
                continue;
            }
            String[] parts = key.split("/", -1);
            if (parts.length != 2 && parts.length != 3) {
                throw new IllegalArgumentException("runtime-config invalid key " + key);
            }
            if (!RegisteredVersions.hasGroup(parts[0])) {
                unknown.add(parts[0] + "/" + parts[1]);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown api groups " + String.join(",", unknown));
        }
    }

    private static boolean stability(String key, String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("invalid value " + key + "=" + value);
        };
    }

    private void set(String key, String value) {
        String[] parts = key.split("/", -1);
        GroupVersion version = new GroupVersion(parts[0], parts[1]);
        if (!RegisteredVersions.has(version.group(), version.version())) {
            throw new IllegalArgumentException("group version " + version + " that has not been registered");
        }
        boolean enabled = TRUE.contains(value);
        if (!enabled && !FALSE.contains(value)) {
            throw new IllegalArgumentException("invalid value of " + key + ": " + value
                    + ", err: strconv.ParseBool: parsing \"" + value + "\": invalid syntax");
        }
        if (parts.length == 3 && !parts[2].toLowerCase(Locale.ROOT).equals(parts[2])) {
            throw new IllegalArgumentException("invalid key " + key
                    + ": group/version/resource and resource is always lowercase plural, not \"" + parts[2] + "\"");
        }
        if (parts.length == 2) {
            versions.put(version, enabled);
        } else {
            resources.put(version.withResource(parts[2]), enabled);
        }
    }

    /** Whether a resource is served, with all of its subresources. */
    public boolean serves(ResourceDeclaration row) {
        String name = row.name().split("/", 2)[0];
        Boolean own = resources.get(new GroupVersionResource(row.group(), row.version(), name));
        Boolean set = own != null ? own : versions.get(new GroupVersion(row.group(), row.version()));
        if (set != null) {
            return set;
        }
        boolean enabled = Objects.requireNonNull(STABILITIES.get(GA))
                .matcher(row.version())
                .matches();
        for (Map.Entry<String, Boolean> each : stabilities.entrySet()) {
            if (Objects.requireNonNull(STABILITIES.get(each.getKey()))
                    .matcher(row.version())
                    .matches()) {
                enabled = each.getValue();
            }
        }
        return enabled;
    }

    /** What was set; two of the same text serve the same. */
    @Override
    public String toString() {
        return stabilities.isEmpty() && versions.isEmpty() && resources.isEmpty()
                ? ""
                : stabilities + " " + versions + " " + resources;
    }

    /** The versions that were asked for although nothing of them is built: upstream knows them by name and serves none of them. */
    public List<GroupVersion> withoutEffect(Set<GroupVersion> built) {
        return versions.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .filter(version -> !built.contains(version))
                .toList();
    }
}
