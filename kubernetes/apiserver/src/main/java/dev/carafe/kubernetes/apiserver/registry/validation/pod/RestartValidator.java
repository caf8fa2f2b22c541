package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerResizePolicy;
import dev.carafe.kubernetes.api.core.v1.ContainerRestartRule;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** When a container is started anew: after it ended, and because its resources changed. */
final class RestartValidator {
    private static final int RULES_MAX = 20;
    private static final int EXIT_CODES_MAX = 255;
    private static final List<String> POLICIES = List.of("Always", "Never", "OnFailure");
    private static final List<String> ACTIONS = List.of("Restart");
    private static final List<String> ALL_ACTIONS = List.of("Restart", "RestartAllContainers");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final List<String> RESIZABLE = List.of("cpu", "memory");
    private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");

    /** The feature by which a rule may restart all containers of the pod, and sidecars may have rules. */
    static final String ALL_CONTAINERS = "RestartAllContainersOnContainerExits";

    private RestartValidator() {}

    /**
     * The policy and the rules of one container at {@code path}.
     *
     * @param all whether a rule may restart all containers of the pod
     */
    static void policy(Container container, FieldPath path, boolean all, List<FieldError> errors) {
        if (!container.hasRestartPolicy()) {
            if (!container.hasRestartPolicyRules()) {
                return;
            }
            errors.add(policyMissing(path));
        } else {
            Check.oneOf(errors, path.child("restartPolicy"), container.restartPolicy(), POLICIES);
        }
        List<ContainerRestartRule> rules = container.restartPolicyRules();
        if (rules.size() > RULES_MAX) {
            errors.add(FieldError.tooMany(path.child("restartPolicyRules"), rules.size(), RULES_MAX));
        }
        for (int i = 0; i < rules.size(); i++) {
            rule(
                    rules.get(i),
                    all ? ALL_ACTIONS : ACTIONS,
                    path.child("restartPolicyRules").index(i),
                    errors);
        }
    }

    /** The error of rules without a policy that they would be exceptions from. */
    static FieldError policyMissing(FieldPath path) {
        return FieldError.required(
                path.child("restartPolicy"), "must specify restartPolicy when restart rules are used");
    }

    /** A sidecar, which restarts always, has no exceptions from that. */
    static void noRules(Container container, FieldPath path, List<FieldError> errors) {
        if (!container.restartPolicyRules().isEmpty()) {
            errors.add(FieldError.forbidden(
                    path.child("restartPolicyRules"),
                    "restartPolicyRules are not allowed for init containers with restart policy Always"));
        }
    }

    private static void rule(ContainerRestartRule rule, List<String> actions, FieldPath path, List<FieldError> errors) {
        Check.oneOf(errors, path.child("action"), rule.action(), actions);
        FieldPath codes = path.child("exitCodes");
        if (!rule.hasExitCodes()) {
            errors.add(FieldError.required(codes, "must be specified"));
            return;
        }
        Check.oneOf(errors, codes.child("operator"), rule.exitCodes().operator(), OPERATORS);
        int values = rule.exitCodes().values().size();
        if (values > EXIT_CODES_MAX) {
            errors.add(FieldError.tooMany(codes.child("values"), values, EXIT_CODES_MAX));
        }
    }

    /**
     * What a change of each resource means.
     *
     * @param podNeverRestarts whether the pod's own policy is {@code Never}
     */
    static void resize(
            List<ContainerResizePolicy> policies, boolean podNeverRestarts, FieldPath path, List<FieldError> errors) {
        Set<String> resources = new HashSet<>();
        for (int i = 0; i < policies.size(); i++) {
            ContainerResizePolicy policy = policies.get(i);
            if (!resources.add(policy.resourceName())) {
                errors.add(FieldError.duplicate(path.index(i), policy.resourceName()));
            }
            Check.requiredOneOf(errors, path, policy.resourceName(), RESIZABLE);
            Check.requiredOneOf(errors, path, policy.restartPolicy(), RESIZE_POLICIES);
            if (podNeverRestarts && !policy.restartPolicy().equals("NotRequired")) {
                errors.add(FieldError.invalid(
                        path, policy.restartPolicy(), "must be 'NotRequired' when pod `restartPolicy` is 'Never'"));
            }
        }
    }

    /** Containers that only prepare the pod are over when resources change; sidecars are not. */
    static void resizeOfInit(List<ContainerResizePolicy> policies, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < policies.size(); i++) {
            if (policies.get(i).restartPolicy().equals("RestartContainer")) {
                errors.add(FieldError.invalid(
                        path.index(i).child("restartPolicy"),
                        "RestartContainer",
                        "must not be set to 'RestartContainer' for non-sidecar initContainers"));
            }
        }
    }
}
