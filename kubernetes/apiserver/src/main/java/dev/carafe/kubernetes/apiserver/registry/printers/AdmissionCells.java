package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.carafe.kubernetes.api.admissionregistration.v1.ParamKind;
import dev.carafe.kubernetes.api.admissionregistration.v1.ParamRef;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import java.util.List;

/** Rows of webhook configurations, admission policies and their bindings. */
public final class AdmissionCells {
    private AdmissionCells() {}

    /** Name, Webhooks, Age. */
    public static List<Object> webhooks(ValidatingWebhookConfiguration configuration) {
        return List.of(
                configuration.name(), (long) configuration.webhooks().size(), Cell.age(configuration.metadata()));
    }

    /** Name, Webhooks, Age. */
    public static List<Object> webhooks(MutatingWebhookConfiguration configuration) {
        return List.of(
                configuration.name(), (long) configuration.webhooks().size(), Cell.age(configuration.metadata()));
    }

    /** Name, Validations, ParamKind, Age. */
    public static List<Object> policy(ValidatingAdmissionPolicy policy) {
        return List.of(
                policy.name(),
                (long) policy.spec().validations().size(),
                policy.spec().hasParamKind() ? kind(policy.spec().paramKind()) : Cell.UNSET,
                Cell.age(policy.metadata()));
    }

    /** Name, Mutations, ParamKind, Age. */
    public static List<Object> policy(MutatingAdmissionPolicy policy) {
        return List.of(
                policy.name(),
                (long) policy.spec().mutations().size(),
                policy.spec().hasParamKind() ? kind(policy.spec().paramKind()) : Cell.UNSET,
                Cell.age(policy.metadata()));
    }

    /** Name, PolicyName, ParamRef, Age. */
    public static List<Object> binding(ValidatingAdmissionPolicyBinding binding) {
        return List.of(
                binding.name(),
                binding.spec().policyName(),
                binding.spec().hasParamRef() ? reference(binding.spec().paramRef()) : Cell.UNSET,
                Cell.age(binding.metadata()));
    }

    /** Name, PolicyName, ParamRef, Age. */
    public static List<Object> binding(MutatingAdmissionPolicyBinding binding) {
        return List.of(
                binding.name(),
                binding.spec().policyName(),
                binding.spec().hasParamRef() ? reference(binding.spec().paramRef()) : Cell.UNSET,
                Cell.age(binding.metadata()));
    }

    private static String kind(ParamKind kind) {
        return kind.apiVersion() + "/" + kind.kind();
    }

    private static String reference(ParamRef reference) {
        if (reference.name().isEmpty()) {
            return reference.namespace().isEmpty() ? "*" : reference.namespace() + "/*";
        }
        return reference.namespace().isEmpty() ? reference.name() : reference.namespace() + "/" + reference.name();
    }
}
