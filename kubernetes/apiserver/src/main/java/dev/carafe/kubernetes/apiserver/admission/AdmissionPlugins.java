package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.names.GeneratedNames;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.authorization.RbacAuthorizer;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.quota.QuotaLedger;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.ObjectWriter;
import java.util.List;
import java.util.random.RandomGenerator;

/** The plugins that are on by default, in upstream's order. */
public final class AdmissionPlugins {
    /** The plugins of {@link #defaults}, by upstream's names: those that can be named to a server. */
    public static final List<String> NAMES = List.of(
            "NamespaceLifecycle",
            "LimitRanger",
            "ServiceAccount",
            "NodeRestriction",
            "TaintNodesByCondition",
            "Priority",
            "DefaultTolerationSeconds",
            "DefaultStorageClass",
            "StorageObjectInUseProtection",
            "PersistentVolumeClaimResize",
            "RuntimeClass",
            "DefaultIngressClass",
            "PodTopologyLabels",
            "PodResizeValidator",
            "ResourceQuota");

    private AdmissionPlugins() {}

    /**
     * The chain's plugins.
     *
     * @param writer charges quotas
     * @param random for generated names; used by many threads
     * @param tolerations for how long pods stay on a node that is gone
     * @param authorizer and {@code roles}: nobody grants more than they have
     * @param features what kubelets may do more
     */
    public static List<AdmissionPlugin> defaults(
            ObjectReader reader,
            ObjectWriter writer,
            RandomGenerator random,
            DefaultTolerationSeconds tolerations,
            Authorizer authorizer,
            RbacAuthorizer roles,
            FeatureGate features) {
        return List.of(
                new NamespaceLifecycle(reader),
                new LimitRanger(reader),
                new ServiceAccountAdmission(reader, prefix -> GeneratedNames.generate(prefix, random)),
                new NodeRestriction(reader, features),
                new TaintNodesByCondition(),
                new Priority(reader),
                tolerations,
                new DefaultStorageClass(reader),
                new StorageObjectInUseProtection(),
                new PersistentVolumeClaimResize(reader),
                new RuntimeClassAdmission(reader),
                new DefaultIngressClass(reader),
                new PodTopologyLabels(reader),
                new PodResizeValidator(reader),
                new SigningRequestor(),
                new RbacEscalation(authorizer, roles),
                new ResourceQuotaAdmission(new QuotaLedger(reader, writer)));
    }
}
