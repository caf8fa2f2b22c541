package dev.carafe.kubernetes.scheduler.framework;

import java.util.List;

/**
 * Why a pod does not fit a node, or any node.
 *
 * @param plugin who says so
 * @param reasons in words for people, such as {@code Insufficient cpu}
 * @param resolvable whether evicting other pods could change it
 */
public record Rejection(String plugin, List<String> reasons, boolean resolvable) {
    public Rejection {
        reasons = List.copyOf(reasons);
    }

    /** A rejection that evicting pods could lift. */
    public static Rejection unschedulable(String plugin, String reason) {
        return new Rejection(plugin, List.of(reason), true);
    }

    /** A rejection that stays, whichever pods go. */
    public static Rejection unresolvable(String plugin, String reason) {
        return new Rejection(plugin, List.of(reason), false);
    }
}
