package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingWebhook;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhook;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Webhooks that are asked for admission (pkg/apis/admissionregistration/validation). */
public final class WebhookValidator {
    private static final FieldPath WEBHOOKS = FieldPath.of("webhooks");
    private static final int TIMEOUT_SECONDS_MAX = 30;

    private WebhookValidator() {}

    /**
     * Checks the webhooks of a configuration.
     *
     * @param old those that it had before; null for a new one
     */
    public static void mutating(
            List<MutatingWebhook> webhooks, @Nullable List<MutatingWebhook> old, List<FieldError> errors) {
        List<ValidatingWebhook> before = old == null
                ? null
                : old.stream()
                        .map(webhook -> new ValidatingWebhook(webhook.struct()))
                        .toList();
        WebhookLeniency leniency = WebhookLeniency.of(
                webhooks.stream().map(MutatingWebhook::matchConditions).toList(), before);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            MutatingWebhook webhook = webhooks.get(i);
            // it has all fields of a validating one
            ValidatingWebhook shared = new ValidatingWebhook(webhook.struct());
            when(shared, leniency, WEBHOOKS.index(i), errors);
            if (webhook.hasReinvocationPolicy()) {
                Check.oneOf(
                        errors,
                        WEBHOOKS.index(i).child("reinvocationPolicy"),
                        webhook.reinvocationPolicy(),
                        List.of("IfNeeded", "Never"));
            }
            how(shared, leniency, WEBHOOKS.index(i), names, errors);
        }
    }

    /** As {@link #mutating}. */
    public static void validating(
            List<ValidatingWebhook> webhooks, @Nullable List<ValidatingWebhook> old, List<FieldError> errors) {
        WebhookLeniency leniency = WebhookLeniency.of(
                webhooks.stream().map(ValidatingWebhook::matchConditions).toList(), old);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < webhooks.size(); i++) {
            when(webhooks.get(i), leniency, WEBHOOKS.index(i), errors);
            how(webhooks.get(i), leniency, WEBHOOKS.index(i), names, errors);
        }
    }

    /** When a webhook is asked, and what of it is expected. */
    private static void when(
            ValidatingWebhook webhook, WebhookLeniency leniency, FieldPath at, List<FieldError> errors) {
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
        List<String> sideEffects =
                leniency.sideEffects() ? WebhookLeniency.SIDE_EFFECTS : WebhookLeniency.NO_SIDE_EFFECTS;
        if (webhook.hasSideEffects()) {
            Check.oneOf(errors, at.child("sideEffects"), webhook.sideEffects(), sideEffects);
        } else {
            errors.add(FieldError.required(
                    at.child("sideEffects"), "must specify one of " + String.join(", ", sideEffects)));
        }
        int seconds = webhook.timeoutSeconds();
        if (webhook.hasTimeoutSeconds() && (seconds < 1 || seconds > TIMEOUT_SECONDS_MAX)) {
            errors.add(FieldError.invalid(
                    at.child("timeoutSeconds"), seconds, "the timeout value must be between 1 and 30 seconds"));
        }
        boolean strict = !leniency.labelValues();
        LabelSelectorValidator.validate(webhook.namespaceSelector(), strict, at.child("namespaceSelector"), errors);
        LabelSelectorValidator.validate(webhook.objectSelector(), strict, at.child("objectSelector"), errors);
    }

    /** How it is reached, on what conditions, and in what form. */
    private static void how(
            ValidatingWebhook webhook,
            WebhookLeniency leniency,
            FieldPath at,
            Set<String> names,
            List<FieldError> errors) {
        WebhookClientValidator.validate(webhook.clientConfig(), at.child("clientConfig"), errors);
        if (!leniency.conditions()) {
            MatchConditionsValidator.validate(webhook.matchConditions(), false, at.child("matchConditions"), errors);
        }
        reviewVersions(
                webhook.admissionReviewVersions(),
                leniency.reviewVersions(),
                at.child("admissionReviewVersions"),
                errors);
        if (!leniency.names() && !webhook.name().isEmpty() && !names.add(webhook.name())) {
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

    private static void reviewVersions(
            List<String> versions, boolean lenient, FieldPath path, List<FieldError> errors) {
        String known = String.join(", ", WebhookLeniency.REVIEW_VERSIONS);
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
        if (!lenient && versions.stream().noneMatch(WebhookLeniency.REVIEW_VERSIONS::contains)) {
            errors.add(FieldError.invalid(path, versions, "must include at least one of " + known));
        }
    }
}
