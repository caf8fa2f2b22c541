package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.MatchCondition;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhook;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a change of webhooks may keep that is wrong, since they had it before (pkg/apis/admissionregistration/validation).
 *
 * @param conditions none of the conditions changed
 * @param sideEffects one had side effects, or did not say
 * @param reviewVersions one named no version of reviews that is known
 * @param names two had one name
 * @param labelValues a selector had a value that no label can have
 */
record WebhookLeniency(
        boolean conditions, boolean sideEffects, boolean reviewVersions, boolean names, boolean labelValues) {
    static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
    static final List<String> NO_SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
    static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun", "Some", "Unknown");

    private static final FieldPath ANY = FieldPath.of("webhooks");

    /**
     * The leniency of a change.
     *
     * @param conditions of each webhook as it is to be
     * @param old the webhooks before; null for new ones, to which nothing is let pass
     */
    static WebhookLeniency of(List<List<MatchCondition>> conditions, @Nullable List<ValidatingWebhook> old) {
        if (old == null) {
            return new WebhookLeniency(false, false, false, false, false);
        }
        return new WebhookLeniency(
                conditions.equals(
                        old.stream().map(ValidatingWebhook::matchConditions).toList()),
                old.stream().anyMatch(webhook -> !NO_SIDE_EFFECTS.contains(webhook.sideEffects())),
                old.stream()
                        .map(ValidatingWebhook::admissionReviewVersions)
                        .anyMatch(versions ->
                                !versions.isEmpty() && versions.stream().noneMatch(REVIEW_VERSIONS::contains)),
                old.stream()
                                .map(ValidatingWebhook::name)
                                .collect(Collectors.toSet())
                                .size()
                        < old.size(),
                old.stream().anyMatch(WebhookLeniency::selectsOddly));
    }

    private static boolean selectsOddly(ValidatingWebhook webhook) {
        List<FieldError> errors = new ArrayList<>();
        LabelSelectorValidator.validate(webhook.namespaceSelector(), ANY, errors);
        LabelSelectorValidator.validate(webhook.objectSelector(), ANY, errors);
        return !errors.isEmpty();
    }
}
