package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apiregistration.v1.APIService;
import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRoleBinding;
import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import dev.carafe.kubernetes.api.rbac.v1.Subject;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.errors.StatusReason;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Makes what every cluster has: system namespaces, roles and bindings, priority classes, the service {@code kubernetes}
 * (upstream's post-start hooks). Idempotent: it runs at each start, and changes only what is missing.
 * Thread-safe.
 */
public final class Bootstrap {
    private static final String RBAC = "rbac.authorization.k8s.io";
    private static final String FLOW_CONTROL = "flowcontrol.apiserver.k8s.io";
    private static final String REGISTRATION = "apiregistration.k8s.io";
    private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";
    private static final String AUTO_MANAGED = "kube-aggregator.kubernetes.io/automanaged";
    private static final int WRITES_AT_ONCE = 32;

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final BootstrapConfig config;
    private final Set<GroupVersion> served;
    private final InstantSource clock;
    private volatile Stage stage = Stage.NOTHING;

    /**
     * What makes them.
     *
     * @param served the built-in versions that are served; no APIService tells of another one
     */
    public Bootstrap(
            ObjectReader reader,
            ObjectWriter writer,
            BootstrapConfig config,
            Set<GroupVersion> served,
            InstantSource clock) {
        this.reader = reader;
        this.writer = writer;
        this.config = config;
        this.served = Set.copyOf(served);
        this.clock = clock;
    }

    /** How far it has come. */
    public enum Stage {
        NOTHING,
        /** What lies in no namespace is there, the system's namespaces among it. */
        CLUSTER_OBJECTS,
        EVERYTHING
    }

    /** How far the last run, or the one that goes on, has come. */
    public Stage stage() {
        return stage;
    }

    /**
     * Makes all of it and returns when it is stored.
     *
     * @throws StatusError when a write fails for another reason than that the object is there
     */
    public void run() throws InterruptedException {
        BootstrapPolicy policy = BootstrapPolicy.load();
        List<Runnable> first = new ArrayList<>();
        ensureAll(policy, first, "", "namespaces", "v1", "Namespace", UnaryOperator.identity());
        ensureAll(
                policy,
                first,
                "scheduling.k8s.io",
                "priorityclasses",
                "scheduling.k8s.io/v1",
                "PriorityClass",
                UnaryOperator.identity());
        String version = RBAC + "/v1";
        for (Struct role : policy.objects("clusterroles")) {
            first.add(() -> ensure(RBAC, "clusterroles", typed(role, version, "ClusterRole"), withRules(role)));
        }
        for (Struct binding : policy.objects("clusterrolebindings")) {
            first.add(() -> ensure(
                    RBAC, "clusterrolebindings", typed(binding, version, "ClusterRoleBinding"), withSubjects(binding)));
        }
        all(first);
        stage = Stage.CLUSTER_OBJECTS;
        List<Runnable> second = new ArrayList<>(); // they lie in namespaces made above
        ensureAll(policy, second, RBAC, "roles", version, "Role", UnaryOperator.identity());
        ensureAll(policy, second, RBAC, "rolebindings", version, "RoleBinding", UnaryOperator.identity());
        ensureAll(
                policy,
                second,
                FLOW_CONTROL,
                "prioritylevelconfigurations",
                FLOW_CONTROL + "/v1",
                "PriorityLevelConfiguration",
                UnaryOperator.identity());
        for (Struct schema : policy.objects("flowschemas")) {
            Struct object = typed(schema, FLOW_CONTROL + "/v1", "FlowSchema");
            second.add(() -> ensureWithStatus(FLOW_CONTROL, "flowschemas", object, BootstrapStatus::flowSchema));
        }
        for (Struct service : policy.objects("apiservices")) {
            Struct object = typed(service, REGISTRATION + "/v1", "APIService");
            if (!isServed(object)) {
                second.add(() -> removeService(object));
                continue;
            }
            second.add(() -> ensureWithStatus(REGISTRATION, "apiservices", object, BootstrapStatus::apiService));
        }
        second.add(this::publishServiceRange);
        second.add(this::publishService);
        second.add(this::publishClientCa);
        all(second);
        stage = Stage.EVERYTHING;
    }

    private boolean isServed(Struct service) {
        Struct spec = Objects.requireNonNullElse(service.struct("spec"), Struct.EMPTY);
        return served.contains(new GroupVersion(
                Objects.requireNonNullElse(spec.string("group"), ""),
                Objects.requireNonNullElse(spec.string("version"), "")));
    }

    /** Takes away what an earlier start made, unless it has become somebody else's. */
    private void removeService(Struct service) {
        APIService wanted = new APIService(service);
        String name = wanted.metadata().name();
        boolean ours = reader.getLatest(REGISTRATION, "apiservices", "", name)
                .map(APIService::new)
                .filter(found -> Objects.equals(
                        found.metadata().labels().get(AUTO_MANAGED),
                        wanted.metadata().labels().get(AUTO_MANAGED)))
                .isPresent();
        if (ours) {
            writer.delete(REGISTRATION, "apiservices", "", name);
        }
    }

    private void ensureAll(
            BootstrapPolicy policy,
            List<Runnable> tasks,
            String group,
            String resource,
            String apiVersion,
            String kind,
            UnaryOperator<Struct> repair) {
        for (Struct object : policy.objects(resource)) {
            tasks.add(() -> ensure(group, resource, typed(object, apiVersion, kind), repair));
        }
    }

    private static Struct typed(Struct object, String apiVersion, String kind) {
        Struct.Builder builder = Struct.builder().put("apiVersion", apiVersion).put("kind", kind);
        object.forEach(builder::put);
        return builder.build();
    }

    /** Writes go out side by side, so that they share the log's syncs. */
    private static void all(List<Runnable> tasks) throws InterruptedException {
        Semaphore slots = new Semaphore(WRITES_AT_ONCE);
        List<Future<?>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Runnable task : tasks) {
                slots.acquire();
                results.add(threads.submit(() -> {
                    try {
                        task.run();
                    } finally {
                        slots.release();
                    }
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StatusError status ? status : new IllegalStateException(e.getCause());
        }
    }

    /** Of the core group there may be very many, such as config maps: to be ready must not wait for a cache of all of them. */
    private Optional<Struct> find(String group, String resource, String namespace, String name) {
        return group.isEmpty()
                ? reader.getLatest(group, resource, namespace, name)
                : reader.get(group, resource, namespace, name);
    }

    private void ensure(String group, String resource, Struct object, UnaryOperator<Struct> repair) {
        Struct metadata = Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY);
        String name = Objects.requireNonNullElse(metadata.string("name"), "");
        String namespace = Objects.requireNonNullElse(metadata.string("namespace"), "");
        Struct found = find(group, resource, namespace, name).orElse(null);
        if (found == null) {
            try {
                writer.create(group, resource, object);
                return;
            } catch (StatusError e) {
                if (e.reason() != StatusReason.ALREADY_EXISTS) {
                    throw e;
                }
            }
        } else if (repair.apply(found).equals(found)) {
            return;
        }
        writer.update(group, resource, namespace, name, repair);
    }

    private void publishServiceRange() {
        Struct range = Struct.builder()
                .put("apiVersion", "networking.k8s.io/v1")
                .put("kind", "ServiceCIDR")
                .put("metadata", Struct.of("name", "kubernetes"))
                .put("spec", Struct.of("cidrs", List.of(config.serviceRange())))
                .build();
        ensureWithStatus("networking.k8s.io", "servicecidrs", range, BootstrapStatus::serviceCidr);
    }

    /** An object of the whole cluster, whose status only the server knows, since it is made apart from the object. */
    private void ensureWithStatus(
            String group, String resource, Struct object, BiFunction<Struct, Instant, Struct> status) {
        ensure(group, resource, object, UnaryOperator.identity());
        String name = String.valueOf(Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY)
                .string("name"));
        Struct stored = reader.getLatest(group, resource, "", name).orElse(Struct.EMPTY);
        if (Objects.requireNonNullElse(stored.struct("status"), Struct.EMPTY).has("conditions")) {
            return;
        }
        Struct conditions = status.apply(object, clock.instant());
        writer.updateStatus(group, resource, "", name, found -> found.with("status", conditions));
    }

    /** Puts back rules that upstream's policy has and the stored role lacks, unless the role is the user's to keep. */
    private static UnaryOperator<Struct> withRules(Struct policy) {
        List<PolicyRule> wanted = new ClusterRole(policy).rules();
        return stored -> {
            ClusterRole role = new ClusterRole(stored);
            if (isProtected(role.metadata().annotations()) || role.rules().containsAll(wanted)) {
                return stored;
            }
            List<PolicyRule> rules = new ArrayList<>(role.rules());
            wanted.stream().filter(rule -> !rules.contains(rule)).forEach(rules::add);
            return role.withRules(rules).struct();
        };
    }

    private static UnaryOperator<Struct> withSubjects(Struct policy) {
        List<Subject> wanted = new ClusterRoleBinding(policy).subjects();
        return stored -> {
            ClusterRoleBinding binding = new ClusterRoleBinding(stored);
            if (isProtected(binding.metadata().annotations())
                    || binding.subjects().containsAll(wanted)) {
                return stored;
            }
            List<Subject> subjects = new ArrayList<>(binding.subjects());
            wanted.stream().filter(subject -> !subjects.contains(subject)).forEach(subjects::add);
            return binding.withSubjects(subjects).struct();
        };
    }

    private static boolean isProtected(Map<String, String> annotations) {
        return "false".equals(annotations.get(AUTO_UPDATE));
    }

    private void publishService() {
        ensure("", "services", new KubernetesService(config).service(), UnaryOperator.identity());
    }

    private void publishClientCa() {
        if (config.clientCa().isEmpty()) {
            return;
        }
        Map<String, String> data = Map.of("client-ca-file", config.clientCa());
        Struct map = Struct.builder()
                .put("apiVersion", "v1")
                .put("kind", "ConfigMap")
                .put("metadata", Struct.of("name", "extension-apiserver-authentication", "namespace", "kube-system"))
                .put("data", Struct.of(data))
                .build();
        ensure(
                "",
                "configmaps",
                map,
                stored -> new ConfigMap(stored).withData(data).struct());
    }
}
