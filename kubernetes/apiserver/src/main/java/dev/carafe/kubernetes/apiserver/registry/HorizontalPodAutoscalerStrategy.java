package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.autoscaling.v2.HPAScalingPolicy;
import dev.carafe.kubernetes.api.autoscaling.v2.HPAScalingRules;
import dev.carafe.kubernetes.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.carafe.kubernetes.api.autoscaling.v2.HorizontalPodAutoscalerSpec;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricSpec;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricTarget;
import dev.carafe.kubernetes.api.autoscaling.v2.ResourceMetricSource;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.PolicyCells;
import dev.carafe.kubernetes.apiserver.registry.validation.admission.PolicyStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.AutoscalerValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Autoscalers: at least one replica, and without a metric the use of the CPU. */
final class HorizontalPodAutoscalerStrategy extends DefaultStrategy {
    private static final int CPU_PERCENT = 80;
    private static final int POLICY_SECONDS = 15;

    HorizontalPodAutoscalerStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        HorizontalPodAutoscaler autoscaler = new HorizontalPodAutoscaler(object);
        HorizontalPodAutoscalerSpec spec = autoscaler.spec();
        if (!spec.hasMinReplicas()) {
            spec = spec.withMinReplicas(1);
        }
        if (spec.metrics().isEmpty() && autoscaler.apiVersion().endsWith("/v2")) {
            spec = spec.withMetrics(List.of(new MetricSpec()
                    .withType("Resource")
                    .withResource(new ResourceMetricSource()
                            .withName("cpu")
                            .withTarget(
                                    new MetricTarget().withType("Utilization").withAverageUtilization(CPU_PERCENT)))));
        }
        if (spec.hasBehavior()) {
            var behavior = spec.behavior();
            HPAScalingRules up = behavior.scaleUp();
            up = up.hasStabilizationWindowSeconds() ? up : up.withStabilizationWindowSeconds(0);
            up = rules(up, List.of(policy("Pods", 4), policy("Percent", 100)));
            HPAScalingRules down = rules(behavior.scaleDown(), List.of(policy("Percent", 100)));
            spec = spec.withBehavior(behavior.withScaleUp(up).withScaleDown(down));
        }
        return autoscaler.withSpec(spec).struct();
    }

    private static HPAScalingRules rules(HPAScalingRules given, List<HPAScalingPolicy> policies) {
        HPAScalingRules rules = given.hasSelectPolicy() ? given : given.withSelectPolicy("Max");
        return rules.hasPolicies() ? rules : rules.withPolicies(policies);
    }

    private static HPAScalingPolicy policy(String type, int value) {
        return new HPAScalingPolicy().withType(type).withValue(value).withPeriodSeconds(POLICY_SECONDS);
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        AutoscalerValidator.spec(
                new HorizontalPodAutoscaler(object).spec(),
                old == null ? null : new HorizontalPodAutoscaler(old).spec(),
                capabilities().isEnabled("HPAScaleToZero"),
                errors);
    }

    @Override
    public boolean countsGenerations() {
        return capabilities().isEnabled("HPAGeneration");
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        PolicyStatusValidator.autoscaler(new HorizontalPodAutoscaler(object).status(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return PolicyCells.autoscaler(new HorizontalPodAutoscaler(object));
    }
}
