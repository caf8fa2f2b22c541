package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicy;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyRule;
import dev.carafe.kubernetes.api.batch.v1.SuccessPolicy;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.util.List;

/** The policies of a job as errors show them. */
final class JobPolicyForm {
    private JobPolicyForm() {}

    static Struct success(SuccessPolicy policy) {
        return Struct.of(
                "Rules",
                list(
                        policy.hasRules(),
                        policy.rules().stream()
                                .map(rule -> InternalForm.of(rule.struct(), "succeededIndexes", "succeededCount"))
                                .toList()));
    }

    static Struct failure(PodFailurePolicy policy) {
        return Struct.of(
                "Rules",
                list(
                        policy.hasRules(),
                        policy.rules().stream().map(JobPolicyForm::rule).toList()));
    }

    private static Struct rule(PodFailurePolicyRule rule) {
        Struct codes = rule.onExitCodes().struct();
        return Struct.builder()
                .put("Action", rule.action())
                .put(
                        "OnExitCodes",
                        rule.hasOnExitCodes()
                                ? InternalForm.of(codes, "containerName", "operator", "values")
                                : Null.NULL)
                .put(
                        "OnPodConditions",
                        list(
                                rule.hasOnPodConditions(),
                                rule.onPodConditions().stream()
                                        .map(condition -> InternalForm.of(condition.struct(), "type", "status"))
                                        .toList()))
                .build();
    }

    /** A list that is not there is null. */
    private static Object list(boolean present, List<Struct> items) {
        return present ? items : Null.NULL;
    }
}
