package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.admissionregistration.v1.MatchResources;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingWebhook;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.carafe.kubernetes.api.admissionregistration.v1.NamedRuleWithOperations;
import dev.carafe.kubernetes.api.admissionregistration.v1.RuleWithOperations;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhook;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.carafe.kubernetes.api.admissionregistration.v1.WebhookClientConfig;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import java.util.List;

/** Defaults of webhooks and admission policies (pkg/apis/admissionregistration/v1/defaults.go). */
public final class AdmissionDefaults {
    private static final String FAIL = "Fail";
    private static final String EQUIVALENT = "Equivalent";
    private static final String ALL_SCOPES = "*";
    private static final int TIMEOUT_SECONDS = 10;
    private static final int HTTPS_PORT = 443;

    private AdmissionDefaults() {}

    public static ValidatingWebhookConfiguration webhooks(ValidatingWebhookConfiguration configuration) {
        return configuration.webhooks().isEmpty()
                ? configuration
                : configuration.withWebhooks(configuration.webhooks().stream()
                        .map(AdmissionDefaults::webhook)
                        .toList());
    }

    public static MutatingWebhookConfiguration webhooks(MutatingWebhookConfiguration configuration) {
        return configuration.webhooks().isEmpty()
                ? configuration
                : configuration.withWebhooks(configuration.webhooks().stream()
                        .map(AdmissionDefaults::webhook)
                        .map(webhook ->
                                webhook.hasReinvocationPolicy() ? webhook : webhook.withReinvocationPolicy("Never"))
                        .toList());
    }

    private static ValidatingWebhook webhook(ValidatingWebhook webhook) {
        ValidatingWebhook changed = webhook.withClientConfig(client(webhook.clientConfig()));
        changed = changed.hasFailurePolicy() ? changed : changed.withFailurePolicy(FAIL);
        changed = changed.hasMatchPolicy() ? changed : changed.withMatchPolicy(EQUIVALENT);
        changed = changed.hasNamespaceSelector() ? changed : changed.withNamespaceSelector(new LabelSelector());
        changed = changed.hasObjectSelector() ? changed : changed.withObjectSelector(new LabelSelector());
        changed = changed.hasTimeoutSeconds() ? changed : changed.withTimeoutSeconds(TIMEOUT_SECONDS);
        return changed.hasRules() ? changed.withRules(rules(changed.rules())) : changed;
    }

    /** A mutating webhook has the fields of a validating one and one more. */
    private static MutatingWebhook webhook(MutatingWebhook webhook) {
        return new MutatingWebhook(
                webhook(new ValidatingWebhook(webhook.struct())).struct());
    }

    private static WebhookClientConfig client(WebhookClientConfig client) {
        return client.hasService() && !client.service().hasPort()
                ? client.withService(client.service().withPort(HTTPS_PORT))
                : client;
    }

    private static List<RuleWithOperations> rules(List<RuleWithOperations> rules) {
        return rules.stream()
                .map(rule -> rule.hasScope() ? rule : rule.withScope(ALL_SCOPES))
                .toList();
    }

    public static ValidatingAdmissionPolicy policy(ValidatingAdmissionPolicy policy) {
        var spec = policy.spec();
        spec = spec.hasFailurePolicy() ? spec : spec.withFailurePolicy(FAIL);
        spec = spec.hasMatchConstraints() ? spec.withMatchConstraints(match(spec.matchConstraints())) : spec;
        return policy.withSpec(spec);
    }

    public static MutatingAdmissionPolicy policy(MutatingAdmissionPolicy policy) {
        var spec = policy.spec();
        spec = spec.hasFailurePolicy() ? spec : spec.withFailurePolicy(FAIL);
        spec = spec.hasMatchConstraints() ? spec.withMatchConstraints(match(spec.matchConstraints())) : spec;
        return policy.withSpec(spec);
    }

    public static ValidatingAdmissionPolicyBinding binding(ValidatingAdmissionPolicyBinding binding) {
        var spec = binding.spec();
        return spec.hasMatchResources()
                ? binding.withSpec(spec.withMatchResources(match(spec.matchResources())))
                : binding;
    }

    public static MutatingAdmissionPolicyBinding binding(MutatingAdmissionPolicyBinding binding) {
        var spec = binding.spec();
        return spec.hasMatchResources()
                ? binding.withSpec(spec.withMatchResources(match(spec.matchResources())))
                : binding;
    }

    private static MatchResources match(MatchResources match) {
        MatchResources changed = match.hasMatchPolicy() ? match : match.withMatchPolicy(EQUIVALENT);
        changed = changed.hasNamespaceSelector() ? changed : changed.withNamespaceSelector(new LabelSelector());
        changed = changed.hasObjectSelector() ? changed : changed.withObjectSelector(new LabelSelector());
        changed = changed.hasResourceRules() ? changed.withResourceRules(namedRules(changed.resourceRules())) : changed;
        return changed.hasExcludeResourceRules()
                ? changed.withExcludeResourceRules(namedRules(changed.excludeResourceRules()))
                : changed;
    }

    private static List<NamedRuleWithOperations> namedRules(List<NamedRuleWithOperations> rules) {
        return rules.stream()
                .map(rule -> rule.hasScope() ? rule : rule.withScope(ALL_SCOPES))
                .toList();
    }
}
