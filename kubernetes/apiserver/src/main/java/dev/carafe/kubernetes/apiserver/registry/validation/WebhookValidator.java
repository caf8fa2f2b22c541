package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.admissionregistration.v1.MatchCondition;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingWebhook;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhook;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Webhooks that are asked for admission (pkg/apis/admissionregistration/validation). */
public final class WebhookValidator {
    private static final FieldPath WEBHOOKS = FieldPath.of("webhooks");
    private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
    private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
    private static final int TIMEOUT_SECONDS_MAX = 30;
    private static final int CONDITIONS_MAX = 64;

    private WebhookValidator() {}

    public static void mutating(List<MutatingWebhook> webhooks, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            MutatingWebhook webhook = webhooks.get(i);
            if (webhook.hasReinvocationPolicy()) {
                Check.oneOf(
                        errors,
                        WEBHOOKS.index(i).child("reinvocationPolicy"),
                        webhook.reinvocationPolicy(),
                        List.of("IfNeeded", "Never"));
            }
            // it has all fields of a validating one
            webhook(new ValidatingWebhook(webhook.struct()), WEBHOOKS.index(i), names, errors);
        }
    }

    public static void validating(List<ValidatingWebhook> webhooks, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            webhook(webhooks.get(i), WEBHOOKS.index(i), names, errors);
        }
    }

    private static void webhook(ValidatingWebhook webhook, FieldPath at, Set<String> names, List<FieldError> errors) {
        name(webhook.name(), at.child("name"), errors);
        for (int i = 0; i < webhook.rules().size(); i++) {
            WebhookRuleValidator.validate(
                    webhook.rules().get(i), at.child("rules").index(i), errors);
        }
        if (webhook.hasFailurePolicy()) {
            Check.oneOf(errors, at.child("failurePolicy"), webhook.failurePolicy(), List.of("Fail", "Ignore"));
        }
        if (webhook.hasMatchPolicy()) {
            Check.oneOf(errors, at.child("matchPolicy"), webhook.matchPolicy(), List.of("Equivalent", "Exact"));
        }
        if (webhook.hasSideEffects()) {
            Check.oneOf(errors, at.child("sideEffects"), webhook.sideEffects(), SIDE_EFFECTS);
        } else {
            errors.add(FieldError.required(
                    at.child("sideEffects"), "must specify one of " + String.join(", ", SIDE_EFFECTS)));
        }
        int seconds = webhook.timeoutSeconds();
        if (webhook.hasTimeoutSeconds() && (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX)) {
            errors.add(FieldError.invalid(
                    at.child("timeoutSeconds"), seconds, "the timeout value must be between 1 and 30 seconds"));
        }
        LabelSelectorValidator.validate(webhook.namespaceSelector(), at.child("namespaceSelector"), errors);
        LabelSelectorValidator.validate(webhook.objectSelector(), at.child("objectSelector"), errors);
        WebhookClientValidator.validate(webhook.clientConfig(), at.child("clientConfig"), errors);
        conditions(webhook.matchConditions(), at.child("matchConditions"), errors);
        reviewVersions(webhook.admissionReviewVersions(), at.child("admissionReviewVersions"), errors);
        if (!webhook.name().isEmpty() && !names.add(webhook.name())) {
            errors.add(FieldError.duplicate(at.child("name"), webhook.name()));
        }
    }

    /** A name of at least three segments. */
    private static void name(String name, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path, name)) {
            return;
        }
        List<String> wrong = Names.dns1123Subdomain(name);
        if (!wrong.isEmpty()) {
            errors.add(FieldError.invalid(path, name, String.join(",", wrong)));
        } else if (name.split("\\.", -1).length < 3) {
            errors.add(FieldError.invalid(
                    path, name, "should be a domain with at least three segments separated by dots"));
        }
    }

    private static void conditions(List<MatchCondition> conditions, FieldPath path, List<FieldError> errors) {
        if (conditions.size() > CONDITIONS_MAX) {
            errors.add(FieldError.tooMany(path, conditions.size(), CONDITIONS_MAX));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            String name = conditions.get(i).name();
            Check.present(
                    errors,
                    path.index(i).child("expression"),
                    conditions.get(i).expression().strip());
            if (Check.present(errors, path.index(i).child("name"), name)) {
                Check.rule(errors, path.index(i).child("name"), name, Names.qualifiedName(name));
                if (!names.add(name)) {
                    errors.add(FieldError.duplicate(path.index(i).child("name"), name));
                }
            }
        }
    }

    private static void reviewVersions(List<String> versions, FieldPath path, List<FieldError> errors) {
        String known = String.join(", ", REVIEW_VERSIONS);
        if (versions.isEmpty()) {
            errors.add(FieldError.required(path, "must specify one of " + known));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            if (seen.add(versions.get(i))) {
                Check.rule(errors, path.index(i), versions.get(i), Names.dns1035Label(versions.get(i)));
            } else {
                errors.add(FieldError.invalid(path.index(i), versions.get(i), "duplicate version"));
            }
        }
        if (versions.stream().noneMatch(REVIEW_VERSIONS::contains)) {
            errors.add(FieldError.invalid(path, versions, "must include at least one of " + known));
        }
    }
}
