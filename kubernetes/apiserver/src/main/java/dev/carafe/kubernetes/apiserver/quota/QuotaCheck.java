package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.ResourceQuota;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What quotas say to one write, in upstream's words and order (apiserver, pkg/admission/plugin/resourcequota/controller.go). */
final class QuotaCheck {
    private final QuotaRequest request;
    private final QuotaEvaluator evaluator;
    private final Map<String, Quantity> usage;
    private final Map<String, Quantity> more;

    QuotaCheck(QuotaRequest request, QuotaEvaluator evaluator) {
        this.request = request;
        this.evaluator = evaluator;
        usage = evaluator.usage(request.object());
        more = Amounts.withoutZeros(request.oldObject()
                .map(old -> Amounts.above(usage, evaluator.usage(old)))
                .orElse(usage));
    }

    boolean isDryRun() {
        return request.dryRun();
    }

    Verdict ask(ResourceQuota quota) {
        Map<String, Quantity> hard = quota.status().hard();
        Map<String, Quantity> used = quota.status().used();
        Set<String> bounded = hard.keySet().stream().filter(evaluator::counts).collect(Collectors.toSet());
        if (bounded.isEmpty() || !isOf(quota, request.object())) {
            return new Verdict.Free();
        }
        Optional<String> lacking = evaluator.lacks(bounded, request.object());
        if (lacking.isPresent()) {
            return new Verdict.Refused("failed quota: " + quota.name() + ": " + lacking.get());
        }
        if (!used.keySet().containsAll(bounded)) {
            return new Verdict.Refused(
                    "status unknown for quota: " + quota.name() + ", resources: " + Amounts.print(bounded));
        }
        List<String> negative = usage.entrySet().stream()
                .filter(entry -> entry.getValue().signum() < 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!negative.isEmpty()) {
            return new Verdict.Refused("quota usage is negative for resource(s): " + Amounts.print(negative));
        }
        return charge(quota, hard, used);
    }

    private Verdict charge(ResourceQuota quota, Map<String, Quantity> hard, Map<String, Quantity> used) {
        boolean counted = request.oldObject().filter(old -> isOf(quota, old)).isPresent();
        Map<String, Quantity> asked = Amounts.of(hard.keySet(), counted ? more : Amounts.withoutZeros(usage));
        if (asked.isEmpty()) {
            return new Verdict.Free();
        }
        Map<String, Quantity> sum = Amounts.plus(used, asked);
        List<String> exceeded = asked.keySet().stream()
                .filter(resource ->
                        sum.getOrDefault(resource, Quantity.ZERO).compareTo(hard.getOrDefault(resource, Quantity.ZERO))
                                > 0)
                .toList();
        if (exceeded.isEmpty() || request.subresource().equals("status")) {
            return new Verdict.Charged(sum);
        }
        return new Verdict.Refused("exceeded quota: " + quota.name() + ", requested: "
                + Amounts.print(Amounts.of(exceeded, asked)) + ", used: " + Amounts.print(Amounts.of(exceeded, used))
                + ", limited: " + Amounts.print(Amounts.of(exceeded, hard)));
    }

    private boolean isOf(ResourceQuota quota, Struct object) {
        return Scopes.of(quota.spec()).stream().allMatch(scope -> evaluator.isOf(scope, object));
    }
}
