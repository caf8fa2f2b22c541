package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.autoscaling.v2.HorizontalPodAutoscaler;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricSpec;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricStatus;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricTarget;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricValueStatus;
import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequest;
import dev.carafe.kubernetes.api.certificates.v1.CertificateSigningRequestCondition;
import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudget;
import dev.carafe.kubernetes.api.rbac.v1.RoleBinding;
import dev.carafe.kubernetes.api.rbac.v1.RoleRef;
import dev.carafe.kubernetes.api.rbac.v1.Subject;
import dev.carafe.kubernetes.apimachinery.duration.HumanDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of the kinds that say who may do what, and how much. */
public final class PolicyCells {
    private PolicyCells() {}

    /** Name, Role, Age, Users, Groups, ServiceAccounts; of a ClusterRoleBinding too, which has the same fields. */
    public static List<Object> roleBinding(RoleBinding binding) {
        RoleRef role = binding.roleRef();
        List<Subject> subjects = binding.subjects();
        return List.of(
                binding.name(),
                role.kind() + "/" + role.name(),
                Cell.age(binding.metadata()),
                names(subjects, "User"),
                names(subjects, "Group"),
                names(subjects, "ServiceAccount"));
    }

    private static String names(List<Subject> subjects, String kind) {
        return subjects.stream()
                .filter(subject -> subject.kind().equals(kind))
                .map(subject ->
                        subject.namespace().isEmpty() ? subject.name() : subject.namespace() + "/" + subject.name())
                .collect(Collectors.joining(", "));
    }

    /** Name, Min Available, Max Unavailable, Allowed Disruptions, Age. */
    public static List<Object> disruptionBudget(PodDisruptionBudget budget) {
        return List.of(
                budget.name(),
                budget.spec().hasMinAvailable() ? budget.spec().minAvailable().toString() : "N/A",
                budget.spec().hasMaxUnavailable()
                        ? budget.spec().maxUnavailable().toString()
                        : "N/A",
                (long) budget.status().disruptionsAllowed(),
                Cell.age(budget.metadata()));
    }

    /** Name, Age, SignerName, Requestor, RequestedDuration, Condition. */
    public static List<Object> signingRequest(CertificateSigningRequest request) {
        List<String> types = request.status().conditions().stream()
                .map(CertificateSigningRequestCondition::type)
                .toList();
        String status = types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
        if (types.contains("Failed")) {
            status += ",Failed";
        }
        if (request.status().hasCertificate()) {
            status += ",Issued";
        }
        String duration = request.spec().hasExpirationSeconds()
                ? HumanDuration.format(Duration.ofSeconds(request.spec().expirationSeconds()))
                : Cell.NONE;
        return List.of(
                request.name(),
                Cell.age(request.metadata()),
                request.spec().signerName(),
                request.spec().username(),
                duration,
                status);
    }

    /** Name, Reference, Targets, MinPods, MaxPods, Replicas, Age. */
    public static List<Object> autoscaler(HorizontalPodAutoscaler autoscaler) {
        var spec = autoscaler.spec();
        return List.of(
                autoscaler.name(),
                spec.scaleTargetRef().kind() + "/" + spec.scaleTargetRef().name(),
                metrics(spec.metrics(), autoscaler.status().currentMetrics()),
                spec.hasMinReplicas() ? Integer.toString(spec.minReplicas()) : Cell.UNSET,
                (long) spec.maxReplicas(),
                (long) autoscaler.status().currentReplicas(),
                Cell.age(autoscaler.metadata()));
    }

    private static String metrics(List<MetricSpec> specs, List<MetricStatus> statuses) {
        if (specs.isEmpty()) {
            return Cell.NONE;
        }
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(2, specs.size()); i++) {
            shown.add(metric(specs.get(i), i < statuses.size() ? statuses.get(i) : new MetricStatus()));
        }
        String text = String.join(", ", shown);
        return specs.size() > 2 ? text + " + " + (specs.size() - 2) + " more..." : text;
    }

    private static String metric(MetricSpec spec, MetricStatus status) {
        return switch (spec.type()) {
            case "Resource" ->
                spec.resource().name() + ": "
                        + used(status.resource().current(), spec.resource().target());
            case "ContainerResource" ->
                spec.containerResource().name() + ": "
                        + used(
                                status.containerResource().current(),
                                spec.containerResource().target());
            case "Pods" -> averageValue(status.pods().current(), spec.pods().target());
            case "Object" -> measured(status.object().current(), spec.object().target());
            case "External" ->
                measured(status.external().current(), spec.external().target());
            default -> "<unknown type>";
        };
    }

    /** What containers use of a resource: an amount, or a share of what they asked for. */
    private static String used(MetricValueStatus current, MetricTarget target) {
        if (target.hasAverageValue()) {
            return averageValue(current, target);
        }
        return (current.hasAverageUtilization() ? current.averageUtilization() + "%" : Cell.UNKNOWN) + "/"
                + (target.hasAverageUtilization() ? target.averageUtilization() + "%" : "<auto>");
    }

    private static String averageValue(MetricValueStatus current, MetricTarget target) {
        return (current.hasAverageValue() ? current.averageValue().toString() : Cell.UNKNOWN) + "/"
                + target.averageValue();
    }

    /** A metric of something other than pods, which says where it is an average. */
    private static String measured(MetricValueStatus current, MetricTarget target) {
        if (target.hasAverageValue()) {
            return averageValue(current, target) + " (avg)";
        }
        return (current.hasValue() ? current.value().toString() : Cell.UNKNOWN) + "/" + target.value();
    }
}
