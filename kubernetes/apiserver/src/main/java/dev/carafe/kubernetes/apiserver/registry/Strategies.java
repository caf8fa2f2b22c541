package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.BuiltinDeclarations;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.structural.Defaulter;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Which strategy serves which resource. Thread-safe. */
public final class Strategies {
    private static final Map<String, Function<Kind, Strategy>> SPECIAL = Map.ofEntries(
            Map.entry("/configmaps", ConfigMapStrategy::new),
            Map.entry("/endpoints", EndpointsStrategy::new),
            Map.entry("/events", EventStrategy::new),
            Map.entry("/limitranges", LimitRangeStrategy::new),
            Map.entry("/namespaces", NamespaceStrategy::new),
            Map.entry("/nodes", NodeStrategy::new),
            Map.entry("/persistentvolumeclaims", PersistentVolumeClaimStrategy::new),
            Map.entry("/persistentvolumes", PersistentVolumeStrategy::new),
            Map.entry("/pods", PodStrategy::new),
            Map.entry("/podtemplates", PodTemplateStrategy::new),
            Map.entry("/replicationcontrollers", ReplicationControllerStrategy::new),
            Map.entry("/resourcequotas", ResourceQuotaStrategy::new),
            Map.entry("/secrets", SecretStrategy::new),
            Map.entry("/serviceaccounts", ServiceAccountStrategy::new),
            Map.entry("/services", ServiceStrategy::new),
            Map.entry("apiextensions.k8s.io/customresourcedefinitions", CustomResourceDefinitionStrategy::new),
            Map.entry("apps/controllerrevisions", ControllerRevisionStrategy::new),
            Map.entry("apps/daemonsets", DaemonSetStrategy::new),
            Map.entry("apps/deployments", DeploymentStrategy::new),
            Map.entry("apps/replicasets", ReplicaSetStrategy::new),
            Map.entry("apps/statefulsets", StatefulSetStrategy::new),
            Map.entry("autoscaling/horizontalpodautoscalers", HorizontalPodAutoscalerStrategy::new),
            Map.entry("batch/cronjobs", CronJobStrategy::new),
            Map.entry("batch/jobs", JobStrategy::new),
            Map.entry("certificates.k8s.io/certificatesigningrequests", CertificateSigningRequestStrategy::new),
            Map.entry("coordination.k8s.io/leases", LeaseStrategy::new),
            Map.entry("discovery.k8s.io/endpointslices", EndpointSliceStrategy::new),
            Map.entry("events.k8s.io/events", EventStrategy::new),
            Map.entry("networking.k8s.io/ingressclasses", IngressClassStrategy::new),
            Map.entry("networking.k8s.io/ingresses", IngressStrategy::new),
            Map.entry("networking.k8s.io/ipaddresses", IpAddressStrategy::new),
            Map.entry("networking.k8s.io/networkpolicies", NetworkPolicyStrategy::new),
            Map.entry("networking.k8s.io/servicecidrs", ServiceCidrStrategy::new),
            Map.entry("policy/poddisruptionbudgets", PodDisruptionBudgetStrategy::new),
            Map.entry("rbac.authorization.k8s.io/clusterrolebindings", RoleBindingStrategy::new),
            Map.entry("rbac.authorization.k8s.io/clusterroles", ClusterRoleStrategy::new),
            Map.entry("rbac.authorization.k8s.io/rolebindings", RoleBindingStrategy::new),
            Map.entry("rbac.authorization.k8s.io/roles", RoleStrategy::new),
            Map.entry("resource.k8s.io/resourcepoolstatusrequests", PoolStatusStrategy::new),
            Map.entry("scheduling.k8s.io/podgroups", GroupedPodsStrategy.OfGroups::new),
            Map.entry("scheduling.k8s.io/priorityclasses", PriorityClassStrategy::new),
            Map.entry("scheduling.k8s.io/workloads", GroupedPodsStrategy.OfWorkloads::new),
            Map.entry("storage.k8s.io/csidrivers", CsiDriverStrategy::new),
            Map.entry("storage.k8s.io/csinodes", CsiNodeStrategy::new),
            Map.entry("storage.k8s.io/storageclasses", StorageClassStrategy::new),
            Map.entry("storage.k8s.io/volumeattachments", VolumeAttachmentStrategy::new));

    /** Kinds whose name is one part of a DNS name. */
    private static final Set<String> LABEL_NAMES = Set.of("/namespaces", "/services", "apps/statefulsets");

    /** Kinds whose name need only fit into a URL's path. */
    private static final Set<String> PATH_NAMES = Set.of(
            "rbac.authorization.k8s.io/clusterrolebindings",
            "rbac.authorization.k8s.io/clusterroles",
            "rbac.authorization.k8s.io/rolebindings",
            "rbac.authorization.k8s.io/roles",
            "/events",
            "apiregistration.k8s.io/apiservices",
            "certificates.k8s.io/certificatesigningrequests",
            "certificates.k8s.io/clustertrustbundles",
            "networking.k8s.io/ipaddresses",
            "policy/poddisruptionbudgets");

    /** Kinds whose metadata.generation upstream never counts. */
    private static final Set<String> WITHOUT_GENERATION = Set.of(
            "/configmaps",
            "/endpoints",
            "/events",
            "/limitranges",
            "/namespaces",
            "/nodes",
            "/persistentvolumeclaims",
            "/persistentvolumes",
            "/resourcequotas",
            "/secrets",
            "/serviceaccounts",
            "/services",
            "apps/controllerrevisions",
            "certificates.k8s.io/certificatesigningrequests",
            "coordination.k8s.io/leasecandidates",
            "coordination.k8s.io/leases",
            "events.k8s.io/events",
            "internal.apiserver.k8s.io/storageversions",
            "networking.k8s.io/ipaddresses",
            "networking.k8s.io/servicecidrs",
            "node.k8s.io/runtimeclasses",
            "rbac.authorization.k8s.io/clusterrolebindings",
            "rbac.authorization.k8s.io/clusterroles",
            "rbac.authorization.k8s.io/rolebindings",
            "rbac.authorization.k8s.io/roles",
            "resource.k8s.io/resourceclaims",
            "resource.k8s.io/resourceclaimtemplates",
            "resource.k8s.io/resourcepoolstatusrequests",
            "scheduling.k8s.io/compositepodgroups",
            "scheduling.k8s.io/podgroups",
            "scheduling.k8s.io/workloads",
            "storage.k8s.io/csidrivers",
            "storage.k8s.io/csinodes",
            "storage.k8s.io/csistoragecapacities",
            "storage.k8s.io/storageclasses",
            "storage.k8s.io/volumeattachments",
            "storage.k8s.io/volumeattributesclasses",
            "storagemigration.k8s.io/storageversionmigrations",
            "apiregistration.k8s.io/apiservices");

    /** Kinds that an update creates where they are missing. */
    private static final Set<String> CREATED_BY_UPDATE = Set.of(
            "/endpoints",
            "/events",
            "/limitranges",
            "/services",
            "coordination.k8s.io/leasecandidates",
            "coordination.k8s.io/leases",
            "events.k8s.io/events",
            "node.k8s.io/runtimeclasses",
            "rbac.authorization.k8s.io/clusterrolebindings",
            "rbac.authorization.k8s.io/clusterroles",
            "rbac.authorization.k8s.io/rolebindings",
            "rbac.authorization.k8s.io/roles");

    /** Kinds whose dependents stay where a delete does not say what becomes of them, as it was before there were owners. */
    private static final Set<String> ORPHANING = Set.of("/replicationcontrollers", "batch/jobs");

    /** Texts, beyond name and namespace, that a field selector may name. */
    private static final Map<String, List<String>> SELECTABLE = Map.of(
            "certificates.k8s.io/clustertrustbundles", List.of("spec.signerName"),
            "certificates.k8s.io/podcertificaterequests", List.of("spec.signerName", "spec.podName", "spec.nodeName"),
            "resource.k8s.io/resourceslices", List.of("spec.nodeName", "spec.driver", "spec.pool.name"));

    /** Kinds of which an update must say what version it is of. */
    private static final Set<String> VERSIONED_UPDATES = Set.of(
            "admissionregistration.k8s.io/mutatingwebhookconfigurations",
            "admissionregistration.k8s.io/validatingwebhookconfigurations",
            "coordination.k8s.io/leasecandidates",
            "coordination.k8s.io/leases",
            "internal.apiserver.k8s.io/storageversions",
            "policy/poddisruptionbudgets",
            "resource.k8s.io/resourcepoolstatusrequests",
            "scheduling.k8s.io/compositepodgroups",
            "scheduling.k8s.io/podgroups",
            "scheduling.k8s.io/workloads",
            "storagemigration.k8s.io/storageversionmigrations",
            "storage.k8s.io/csinodes",
            "storage.k8s.io/csidrivers",
            "storage.k8s.io/volumeattachments",
            "apiregistration.k8s.io/apiservices",
            "apiextensions.k8s.io/customresourcedefinitions");

    private Strategies() {}

    /** The table of resources, read when the first strategy is made. */
    private static final class Table {
        static final BuiltinResources RESOURCES = BuiltinResources.load();
    }

    /** The strategy of a resource where nothing is allowed that a flag must allow; a subresource has its parent's. */
    public static Strategy of(ResourceDeclaration resource) {
        return of(resource, Capabilities.DEFAULT);
    }

    /** The strategy of a resource in a cluster that lets containers have {@code capabilities}. */
    public static Strategy of(ResourceDeclaration resource, Capabilities capabilities) {
        Kind kind = kind(resource, capabilities);
        String key = key(resource);
        return SPECIAL.getOrDefault(key, PlainStrategies.ALL.getOrDefault(key, DefaultStrategy::new))
                .apply(kind);
    }

    /**
     * The strategy of a resource for requests in another version than the one that is stored; it sees objects in the
     * stored one's form all the same.
     *
     * @param strategy the one for requests in the version that is stored
     */
    public static Strategy servedAs(ResourceDeclaration served, ResourceDeclaration stored, Strategy strategy) {
        return key(served).equals("events.k8s.io/events")
                ? new EventStrategy(kind(stored, Capabilities.DEFAULT), true)
                : strategy;
    }

    static List<String> selectable(ResourceDeclaration resource) {
        return SELECTABLE.getOrDefault(key(resource), List.of());
    }

    static boolean countsGenerations(ResourceDeclaration resource) {
        return !WITHOUT_GENERATION.contains(key(resource));
    }

    static boolean orphansByDefault(ResourceDeclaration resource) {
        return ORPHANING.contains(key(resource));
    }

    static boolean allowsCreateOnUpdate(ResourceDeclaration resource) {
        return CREATED_BY_UPDATE.contains(key(resource));
    }

    static boolean allowsUnconditionalUpdate(ResourceDeclaration resource) {
        return !VERSIONED_UPDATES.contains(key(resource));
    }

    /** What all tables here go by: group and resource, of a subresource its parent's. */
    static String key(ResourceDeclaration resource) {
        int slash = resource.name().indexOf('/');
        return resource.group() + "/"
                + (slash < 0 ? resource.name() : resource.name().substring(0, slash));
    }

    private static Kind kind(ResourceDeclaration resource, Capabilities capabilities) {
        String key = key(resource);
        Function<String, List<String>> nameRule = Names::dns1123Subdomain;
        if (LABEL_NAMES.contains(key)) {
            nameRule = Names::dns1123Label;
        } else if (PATH_NAMES.contains(key)) {
            nameRule = Names::pathSegment;
        } else if (key.equals("coordination.k8s.io/leasecandidates")) {
            nameRule = Values::configMapKey;
        }
        Optional<FieldDeclaration> status = status(resource);
        return new Kind(
                resource,
                Table.RESOURCES.columns(resource),
                status.isPresent(),
                status.flatMap(Strategies::emptyStatus),
                nameRule,
                capabilities);
    }

    /** A status without content, with the zero values that upstream writes all the same. */
    private static Optional<Object> emptyStatus(FieldDeclaration status) {
        Defaulter defaulter = new Defaulter(BuiltinDeclarations.instance());
        return status.defaultValue()
                .map(value -> value instanceof Struct struct && status.type() instanceof TypeRef.Named(String name)
                        ? withZeroes(defaulter.apply(struct, name), name)
                        : value);
    }

    /** In a status upstream writes every number that its declarations give a zero, required or not. */
    private static Struct withZeroes(Struct status, String structure) {
        Struct filled = status;
        for (FieldDeclaration field :
                BuiltinDeclarations.instance().get(structure).fields().values()) {
            Object value = field.defaultValue().orElse("");
            if (value instanceof Long && !filled.has(field.name())) {
                filled = filled.with(field.name(), value);
            }
        }
        return filled;
    }

    private static Optional<FieldDeclaration> status(ResourceDeclaration resource) {
        String schema = Table.RESOURCES.schemaOf(resource.group(), resource.version(), resource.kind());
        StructDeclaration declaration =
                schema == null ? null : BuiltinDeclarations.instance().find(schema);
        return declaration == null ? Optional.empty() : Optional.ofNullable(declaration.field("status"));
    }
}
