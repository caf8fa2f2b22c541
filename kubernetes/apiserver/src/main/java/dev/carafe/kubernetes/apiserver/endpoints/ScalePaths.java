package dev.carafe.kubernetes.apiserver.endpoints;

import java.util.List;

/**
 * Where a kind has what its scale shows.
 *
 * @param specReplicas the way to the replicas that are wanted, as names of fields
 * @param statusReplicas the way to those that there are
 * @param selector the way to the selector of its pods as text; empty where the kind has none, or has it in {@code spec.selector}
 *     as built-in kinds do
 */
public record ScalePaths(List<String> specReplicas, List<String> statusReplicas, List<String> selector) {
    /** As all built-in kinds have it. */
    static final ScalePaths BUILTIN =
            new ScalePaths(List.of("spec", "replicas"), List.of("status", "replicas"), List.of());
}
