package dev.carafe.kubernetes.apiserver.registry.validation.cluster;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Addresses;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.IpBlock;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourcesValidator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Nodes, and what of them may change (pkg/apis/core/validation). */
public final class NodeValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath BLOCKS = SPEC.child("podCIDRs");
    private static final FieldPath TAINTS = FieldPath.of("metadata", "taints"); // upstream's path
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private static final int FEATURE_MAX = 253;
    private static final Pattern FEATURE = Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*");

    private NodeValidator() {}

    /** Checks a node as it is created, or as it would be after a change. */
    public static void node(Node node, List<FieldError> errors) {
        taints(node.spec().taints(), errors);
        resources(node, errors);
        if (node.status().nodeInfo().swap().hasCapacity()
                && node.status().nodeInfo().swap().capacity() <= 0) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "nodeSwapStatus", "capacity"), // upstream's path
                    node.status().nodeInfo().swap().capacity(),
                    "must be greater than zero"));
        }
        features(node.status().declaredFeatures(), errors);
        blocks(node.spec().podCIDRs(), errors);
    }

    /** Checks a change, of the status too: a node keeps its pods' range and its provider's name once it has them. */
    public static void changed(Node node, Node old, List<FieldError> errors) {
        resources(node, errors);
        features(node.status().declaredFeatures(), errors);
        addresses(node.status().addresses(), errors);
        List<String> had = old.spec().podCIDRs();
        List<String> has = node.spec().podCIDRs();
        boolean sized = had.size() == has.size();
        for (int i = 0; i < had.size(); i++) {
            if (sized ? !had.get(i).equals(has.get(i)) : i == 0) {
                errors.add(
                        FieldError.forbidden(BLOCKS, "node updates may not change podCIDR except from \"\" to valid"));
            }
        }
        taints(node.spec().taints(), errors);
        String provider = node.spec().providerID();
        if (!old.spec().providerID().isEmpty() && !old.spec().providerID().equals(provider)) {
            errors.add(FieldError.invalid(
                    SPEC.child("providerID"),
                    Null.NULL,
                    provider.isEmpty() ? "field cannot be cleared once set" : "field cannot be modified once set"));
        }
        if (!node.spec().externalID().equals(old.spec().externalID())) {
            errors.add(FieldError.forbidden(SPEC.child("externalID"), "may not be updated"));
        }
    }

    private static void taints(List<Taint> taints, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < taints.size(); i++) {
            Taint taint = taints.get(i);
            FieldPath at = TAINTS.index(i);
            Check.rule(errors, at.child("key"), taint.key(), Names.qualifiedName(taint.key()));
            List<String> malformed = Names.labelValue(taint.value());
            if (!malformed.isEmpty()) {
                errors.add(FieldError.invalid(at.child("value"), taint.value(), String.join(";", malformed)));
            }
            Check.requiredOneOf(errors, at.child("effect"), taint.effect(), EFFECTS);
            if (!seen.add(taint.effect() + ":" + taint.key())) {
                FieldError duplicate = FieldError.duplicate(at, shown(taint));
                errors.add(new FieldError(
                        duplicate.type(),
                        duplicate.field(),
                        duplicate.badValue(),
                        "taints must be unique by key and effect pair"));
            }
        }
    }

    private static Struct shown(Taint taint) {
        return Struct.builder()
                .put("Key", taint.key())
                .put("Value", taint.value())
                .put("Effect", taint.effect())
                .put("TimeAdded", Objects.requireNonNullElse(taint.struct().get("timeAdded"), Null.NULL))
                .build();
    }

    private static void resources(Node node, List<FieldError> errors) {
        for (String field : List.of("capacity", "allocatable")) {
            Struct amounts = Objects.requireNonNullElse(node.status().struct().struct(field), Struct.EMPTY);
            amounts.forEach((resource, value) ->
                    ResourcesValidator.amountOf(resource, value, FieldPath.of("status", field, resource), errors));
        }
    }

    private static void blocks(List<String> blocks, List<FieldError> errors) {
        for (int i = 0; i < blocks.size(); i++) {
            Check.rule(errors, BLOCKS.index(i), blocks.get(i), IpBlock.strict(blocks.get(i)));
        }
        if (blocks.size() < 2) {
            return;
        }
        long six = blocks.stream().filter(block -> block.indexOf(':') >= 0).count();
        for (int i = 0; i < blocks.size(); i++) {
            if (!Addresses.isBlock(blocks.get(i))) {
                errors.add(FieldError.internal(
                        BLOCKS,
                        "invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[" + i
                                + "]: <nil> (invalid CIDR address: " + blocks.get(i) + ")"));
                break;
            }
        }
        if (six == 0 || six == blocks.size() || blocks.size() > 2) {
            errors.add(FieldError.invalid(BLOCKS, blocks, "may specify no more than one CIDR for each IP family"));
        }
    }

    /** What the kubelet says that it can do: sorted, each once. */
    private static void features(List<String> features, List<FieldError> errors) {
        FieldPath path = FieldPath.of("status", "declaredFeatures");
        for (int i = 0; i < features.size(); i++) {
            String feature = features.get(i);
            String malformed = "";
            if (feature.length() > FEATURE_MAX) {
                malformed = "must be no more than " + FEATURE_MAX + " characters";
            } else if (!FEATURE.matcher(feature).matches()) {
                malformed =
                        "must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g.,"
                                + " MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and"
                                + " slashes";
            }
            if (!malformed.isEmpty()) {
                errors.add(FieldError.invalid(
                        path.index(i), feature, "invalid feature name " + Quoted.of(feature) + ": " + malformed));
            }
            int order = i + 1 < features.size() ? feature.compareTo(features.get(i + 1)) : -1;
            if (order == 0) {
                errors.add(FieldError.duplicate(path.index(i + 1), features.get(i + 1)));
            } else if (order > 0) {
                errors.add(FieldError.invalid(
                        path.index(i + 1), features.get(i + 1), "list must be sorted alphabetically"));
            }
        }
    }

    private static void addresses(List<NodeAddress> addresses, List<FieldError> errors) {
        Set<NodeAddress> seen = new HashSet<>();
        for (int i = 0; i < addresses.size(); i++) {
            NodeAddress address = addresses.get(i);
            if (!seen.add(address)) {
                errors.add(FieldError.duplicate(
                        FieldPath.of("status", "addresses").index(i),
                        Struct.of("Type", address.type(), "Address", address.address())));
            }
        }
    }
}
