package dev.carafe.kubernetes.cloudcontrollermanager;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which controllers run, as {@code --controllers} says: {@code *} for all, a name for that one, {@code -name} for not. */
final class ControllerSelection {
    static final String CLOUD_NODE = "cloud-node-controller";
    static final String CLOUD_NODE_LIFECYCLE = "cloud-node-lifecycle-controller";
    static final String SERVICE_LB = "service-lb-controller";
    static final String NODE_ROUTE = "node-route-controller";

    /** Upstream's own, in the order in which they start. */
    static final List<String> NAMES = List.of(CLOUD_NODE, CLOUD_NODE_LIFECYCLE, SERVICE_LB, NODE_ROUTE);

    private static final Map<String, String> ALIASES = Map.of(
            "cloud-node", CLOUD_NODE,
            "cloud-node-lifecycle", CLOUD_NODE_LIFECYCLE,
            "service", SERVICE_LB,
            "route", NODE_ROUTE);

    private final Set<String> said = new TreeSet<>();

    /**
     * Reads what was said.
     *
     * @param known the controllers that there are
     * @throws IllegalArgumentException when one is named that is not known
     */
    ControllerSelection(List<String> controllers, Set<String> known) {
        for (String each : controllers) {
            boolean not = each.startsWith("-");
            String word = not ? each.substring(1) : each;
            String name = ALIASES.getOrDefault(word, word);
            if (!name.equals("*") && !known.contains(name)) {
                throw new IllegalArgumentException("\"" + each + "\" is not in the list of known controllers");
            }
            said.add(not ? "-" + name : name);
        }
    }

    boolean isEnabled(String controller) {
        return said.contains(controller) || (!said.contains("-" + controller) && said.contains("*"));
    }
}
