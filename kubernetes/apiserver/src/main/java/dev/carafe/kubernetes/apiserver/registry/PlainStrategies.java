package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicy;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicyBinding;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingWebhookConfiguration;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingWebhookConfiguration;
import dev.carafe.kubernetes.api.apiregistration.v1.APIService;
import dev.carafe.kubernetes.api.apiserverinternal.v1alpha1.StorageVersion;
import dev.carafe.kubernetes.api.certificates.v1.ClusterTrustBundle;
import dev.carafe.kubernetes.api.certificates.v1.PodCertificateRequest;
import dev.carafe.kubernetes.api.coordination.v1beta1.LeaseCandidate;
import dev.carafe.kubernetes.api.flowcontrol.v1.FlowSchema;
import dev.carafe.kubernetes.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.carafe.kubernetes.api.node.v1.RuntimeClass;
import dev.carafe.kubernetes.api.resource.v1.DeviceClass;
import dev.carafe.kubernetes.api.resource.v1.DeviceTaintRule;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaim;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaimTemplate;
import dev.carafe.kubernetes.api.resource.v1.ResourceSlice;
import dev.carafe.kubernetes.api.storage.v1.CSIStorageCapacity;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttributesClass;
import dev.carafe.kubernetes.api.storagemigration.v1.StorageVersionMigration;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.PlainStrategy.Rules;
import dev.carafe.kubernetes.apiserver.registry.defaults.AdmissionDefaults;
import dev.carafe.kubernetes.apiserver.registry.defaults.ExtensionDefaults;
import dev.carafe.kubernetes.apiserver.registry.defaults.FlowControlDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.AdmissionCells;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.printers.ExtensionCells;
import dev.carafe.kubernetes.apiserver.registry.printers.SchedulingCells;
import dev.carafe.kubernetes.apiserver.registry.printers.StoredVersionCells;
import dev.carafe.kubernetes.apiserver.registry.validation.admission.MutatingPolicyValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.admission.ValidatingPolicyValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.admission.WebhookValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.certificates.PodCertificateValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.certificates.TrustBundleValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.ClusterValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.LeaseCandidateValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.MigrationValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.device.ClaimAllocationValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.device.DeviceClaimValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.device.DeviceClassValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.device.DeviceValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.device.ResourceSliceValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.extension.ApiServiceValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.FlowSchemaValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.PriorityLevelValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.StorageValidator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Kinds that differ in their defaults, their cells and their rules alone. */
final class PlainStrategies {
    static final Map<String, Function<Kind, Strategy>> ALL = Map.ofEntries(
            of(
                    "admissionregistration.k8s.io/validatingwebhookconfigurations",
                    tree -> AdmissionDefaults.webhooks(new ValidatingWebhookConfiguration(tree))
                            .struct(),
                    tree -> AdmissionCells.webhooks(new ValidatingWebhookConfiguration(tree)),
                    (tree, old, errors) -> WebhookValidator.validating(
                            new ValidatingWebhookConfiguration(tree).webhooks(),
                            old == null ? null : new ValidatingWebhookConfiguration(old).webhooks(),
                            errors),
                    Rules.NONE),
            of(
                    "admissionregistration.k8s.io/mutatingwebhookconfigurations",
                    tree -> AdmissionDefaults.webhooks(new MutatingWebhookConfiguration(tree))
                            .struct(),
                    tree -> AdmissionCells.webhooks(new MutatingWebhookConfiguration(tree)),
                    (tree, old, errors) -> WebhookValidator.mutating(
                            new MutatingWebhookConfiguration(tree).webhooks(),
                            old == null ? null : new MutatingWebhookConfiguration(old).webhooks(),
                            errors),
                    Rules.NONE),
            of(
                    "admissionregistration.k8s.io/validatingadmissionpolicies",
                    tree -> AdmissionDefaults.policy(new ValidatingAdmissionPolicy(tree))
                            .struct(),
                    tree -> AdmissionCells.policy(new ValidatingAdmissionPolicy(tree)),
                    (tree, old, errors) -> ValidatingPolicyValidator.policy(
                            new ValidatingAdmissionPolicy(tree),
                            old == null ? null : new ValidatingAdmissionPolicy(old),
                            errors),
                    (tree, _, errors) ->
                            ValidatingPolicyValidator.status(new ValidatingAdmissionPolicy(tree).status(), errors)),
            of(
                    "admissionregistration.k8s.io/validatingadmissionpolicybindings",
                    tree -> AdmissionDefaults.binding(new ValidatingAdmissionPolicyBinding(tree))
                            .struct(),
                    tree -> AdmissionCells.binding(new ValidatingAdmissionPolicyBinding(tree)),
                    (tree, errors) -> ValidatingPolicyValidator.binding(
                            new ValidatingAdmissionPolicyBinding(tree).spec(), errors)),
            of(
                    "admissionregistration.k8s.io/mutatingadmissionpolicies",
                    tree -> AdmissionDefaults.policy(new MutatingAdmissionPolicy(tree))
                            .struct(),
                    tree -> AdmissionCells.policy(new MutatingAdmissionPolicy(tree)),
                    (tree, old, errors) -> MutatingPolicyValidator.policy(
                            new MutatingAdmissionPolicy(tree).spec(),
                            old == null ? null : new MutatingAdmissionPolicy(old).spec(),
                            errors),
                    Rules.NONE),
            of(
                    "admissionregistration.k8s.io/mutatingadmissionpolicybindings",
                    tree -> AdmissionDefaults.binding(new MutatingAdmissionPolicyBinding(tree))
                            .struct(),
                    tree -> AdmissionCells.binding(new MutatingAdmissionPolicyBinding(tree)),
                    (tree, errors) ->
                            MutatingPolicyValidator.binding(new MutatingAdmissionPolicyBinding(tree).spec(), errors)),
            of(
                    "apiregistration.k8s.io/apiservices",
                    tree -> ExtensionDefaults.apiService(new APIService(tree)).struct(),
                    tree -> ExtensionCells.apiService(new APIService(tree)),
                    (tree, errors) -> ApiServiceValidator.validate(new APIService(tree), errors)),
            of(
                    "certificates.k8s.io/clustertrustbundles",
                    UnaryOperator.identity(),
                    null,
                    (tree, old, errors) -> TrustBundleValidator.bundle(
                            new ClusterTrustBundle(tree), old == null ? null : new ClusterTrustBundle(old), errors),
                    Rules.NONE),
            of(
                    "certificates.k8s.io/podcertificaterequests",
                    UnaryOperator.identity(),
                    null,
                    (tree, old, errors) -> {
                        if (old == null) {
                            PodCertificateValidator.request(new PodCertificateRequest(tree).spec(), errors);
                        }
                    },
                    (tree, old, errors) -> PodCertificateValidator.status(
                            new PodCertificateRequest(tree),
                            new PodCertificateRequest(Objects.requireNonNull(old)),
                            errors)),
            of(
                    "coordination.k8s.io/leasecandidates",
                    UnaryOperator.identity(),
                    tree -> ClusterCells.leaseCandidate(new LeaseCandidate(tree)),
                    (tree, old, errors) -> LeaseCandidateValidator.candidate(
                            new LeaseCandidate(tree).spec(),
                            old == null ? null : new LeaseCandidate(old).spec(),
                            errors),
                    Rules.NONE),
            of(
                    "internal.apiserver.k8s.io/storageversions",
                    UnaryOperator.identity(),
                    tree -> StoredVersionCells.storageVersion(new StorageVersion(tree)),
                    (_, _) -> {}),
            of(
                    "scheduling.k8s.io/compositepodgroups",
                    UnaryOperator.identity(),
                    SchedulingCells::composite,
                    (_, _) -> {}),
            of(
                    "storagemigration.k8s.io/storageversionmigrations",
                    UnaryOperator.identity(),
                    tree -> StoredVersionCells.migration(new StorageVersionMigration(tree)),
                    (tree, old, errors) -> MigrationValidator.migration(
                            new StorageVersionMigration(tree),
                            old == null ? null : new StorageVersionMigration(old),
                            errors),
                    (tree, old, errors) -> MigrationValidator.status(
                            new StorageVersionMigration(tree),
                            new StorageVersionMigration(Objects.requireNonNull(old)),
                            errors)),
            of(
                    "resource.k8s.io/devicetaintrules",
                    UnaryOperator.identity(),
                    tree -> ExtensionCells.taintRule(new DeviceTaintRule(tree)),
                    (tree, errors) -> DeviceValidator.taintRule(new DeviceTaintRule(tree).spec(), errors)),
            of(
                    "storage.k8s.io/csistoragecapacities",
                    (tree, errors) -> StorageValidator.capacity(new CSIStorageCapacity(tree), errors)),
            of(
                    "flowcontrol.apiserver.k8s.io/flowschemas",
                    tree -> FlowControlDefaults.schema(new FlowSchema(tree)).struct(),
                    tree -> ExtensionCells.flowSchema(new FlowSchema(tree)),
                    (tree, _, errors) -> FlowSchemaValidator.schema(new FlowSchema(tree), errors),
                    (tree, _, errors) -> FlowSchemaValidator.status(new FlowSchema(tree).status(), errors)),
            of(
                    "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations",
                    tree -> FlowControlDefaults.level(new PriorityLevelConfiguration(tree))
                            .struct(),
                    tree -> ExtensionCells.priorityLevel(new PriorityLevelConfiguration(tree)),
                    (tree, _, errors) -> PriorityLevelValidator.level(new PriorityLevelConfiguration(tree), errors),
                    (tree, _, errors) ->
                            PriorityLevelValidator.status(new PriorityLevelConfiguration(tree).status(), errors)),
            of(
                    "node.k8s.io/runtimeclasses",
                    UnaryOperator.identity(),
                    tree -> ExtensionCells.runtimeClass(new RuntimeClass(tree)),
                    (tree, errors) -> ClusterValidator.runtimeClass(new RuntimeClass(tree), errors)),
            of(
                    "resource.k8s.io/resourceclaims",
                    tree -> ExtensionDefaults.claim(new ResourceClaim(tree)).struct(),
                    tree -> ExtensionCells.claim(new ResourceClaim(tree)),
                    features -> (tree, old, errors) -> {
                        if (old == null) {
                            DeviceClaimValidator.claim(
                                    new ResourceClaim(tree).spec().devices(),
                                    features,
                                    FieldPath.of("spec", "devices"),
                                    errors);
                        }
                    },
                    (tree, old, errors) -> ClaimAllocationValidator.status(
                            new ResourceClaim(tree), new ResourceClaim(Objects.requireNonNull(old)), errors)),
            of(
                    "resource.k8s.io/resourceclaimtemplates",
                    tree -> ExtensionDefaults.template(new ResourceClaimTemplate(tree))
                            .struct(),
                    tree -> ExtensionCells.template(new ResourceClaimTemplate(tree)),
                    features -> (tree, old, errors) -> {
                        if (old == null) {
                            DeviceClaimValidator.template(new ResourceClaimTemplate(tree).spec(), features, errors);
                        }
                    },
                    Rules.NONE),
            of(
                    "resource.k8s.io/deviceclasses",
                    UnaryOperator.identity(),
                    null,
                    features -> (tree, old, errors) -> DeviceClassValidator.deviceClass(
                            new DeviceClass(tree).spec(),
                            old == null ? null : new DeviceClass(old).spec(),
                            features,
                            errors),
                    Rules.NONE),
            of(
                    "resource.k8s.io/resourceslices",
                    UnaryOperator.identity(),
                    tree -> ExtensionCells.slice(new ResourceSlice(tree)),
                    features -> (tree, old, errors) -> ResourceSliceValidator.slice(
                            new ResourceSlice(tree).spec(),
                            old == null ? null : new ResourceSlice(old).spec(),
                            features,
                            errors),
                    Rules.NONE),
            of(
                    "storage.k8s.io/volumeattributesclasses",
                    UnaryOperator.identity(),
                    tree -> ExtensionCells.attributesClass(new VolumeAttributesClass(tree)),
                    (tree, errors) -> StorageValidator.attributesClass(new VolumeAttributesClass(tree), errors)));

    private PlainStrategies() {}

    private static Map.Entry<String, Function<Kind, Strategy>> of(
            String key,
            UnaryOperator<Struct> defaults,
            Function<Struct, List<Object>> cells,
            BiConsumer<Struct, List<FieldError>> rules) {
        return of(key, defaults, cells, (object, _, errors) -> rules.accept(object, errors), Rules.NONE);
    }

    private static Map.Entry<String, Function<Kind, Strategy>> of(
            String key, BiConsumer<Struct, List<FieldError>> rules) {
        return of(key, UnaryOperator.identity(), null, (object, _, errors) -> rules.accept(object, errors), Rules.NONE);
    }

    private static Map.Entry<String, Function<Kind, Strategy>> of(
            String key,
            UnaryOperator<Struct> defaults,
            @Nullable Function<Struct, List<Object>> cells,
            Rules rules,
            Rules status) {
        return of(key, defaults, cells, _ -> rules, status);
    }

    /** Kinds whose rules look at which features are on. */
    private static Map.Entry<String, Function<Kind, Strategy>> of(
            String key,
            UnaryOperator<Struct> defaults,
            @Nullable Function<Struct, List<Object>> cells,
            Function<FeatureGate, Rules> rules,
            Rules status) {
        return Map.entry(
                key,
                kind -> new PlainStrategy(
                        kind, defaults, cells, rules.apply(kind.capabilities().features()), status));
    }
}
