package dev.carafe.kubernetes.apiserver;

import dev.carafe.etcd.EtcdException;
import dev.carafe.http.HttpExchange;
import dev.carafe.http.HttpServer;
import dev.carafe.http.TlsPolicy;
import dev.carafe.kubernetes.api.BuiltinResources;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionPlugin;
import dev.carafe.kubernetes.apiserver.admission.AdmissionPlugins;
import dev.carafe.kubernetes.apiserver.admission.DefaultTolerationSeconds;
import dev.carafe.kubernetes.apiserver.admission.PodTopologyLabels;
import dev.carafe.kubernetes.apiserver.apiextensions.DefinitionController;
import dev.carafe.kubernetes.apiserver.authentication.Authenticator;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.chain.AuditId;
import dev.carafe.kubernetes.apiserver.chain.AuditIds;
import dev.carafe.kubernetes.apiserver.chain.Authentication;
import dev.carafe.kubernetes.apiserver.chain.Authorization;
import dev.carafe.kubernetes.apiserver.chain.Dispatch;
import dev.carafe.kubernetes.apiserver.chain.Health;
import dev.carafe.kubernetes.apiserver.chain.Impersonation;
import dev.carafe.kubernetes.apiserver.chain.Instrumentation;
import dev.carafe.kubernetes.apiserver.chain.NonResources;
import dev.carafe.kubernetes.apiserver.chain.ProbabilisticGoaway;
import dev.carafe.kubernetes.apiserver.chain.Recovery;
import dev.carafe.kubernetes.apiserver.chain.RequestContext;
import dev.carafe.kubernetes.apiserver.chain.RequestDeadline;
import dev.carafe.kubernetes.apiserver.chain.RequestWaitGroup;
import dev.carafe.kubernetes.apiserver.chain.ServerVersion;
import dev.carafe.kubernetes.apiserver.chain.Step;
import dev.carafe.kubernetes.apiserver.chain.UnreadableErrors;
import dev.carafe.kubernetes.apiserver.controlplane.ServerIdentity;
import dev.carafe.kubernetes.apiserver.discovery.Discovery;
import dev.carafe.kubernetes.apiserver.endpoints.Endpoints;
import dev.carafe.kubernetes.apiserver.endpoints.PodBindings;
import dev.carafe.kubernetes.apiserver.endpoints.ResourceEndpoint;
import dev.carafe.kubernetes.apiserver.endpoints.Responder;
import dev.carafe.kubernetes.apiserver.endpoints.ServedResource;
import dev.carafe.kubernetes.apiserver.endpoints.UnreadDeletes;
import dev.carafe.kubernetes.apiserver.endpoints.WatchRules;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureEffect;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.kubelet.KubeletClient;
import dev.carafe.kubernetes.apiserver.kubelet.KubeletConnecters;
import dev.carafe.kubernetes.apiserver.kubelet.KubeletTls;
import dev.carafe.kubernetes.apiserver.metrics.HealthMetrics;
import dev.carafe.kubernetes.apiserver.metrics.Registry;
import dev.carafe.kubernetes.apiserver.metrics.ServerMetrics;
import dev.carafe.kubernetes.apiserver.openapi.Facts;
import dev.carafe.kubernetes.apiserver.openapi.OpenApiV2;
import dev.carafe.kubernetes.apiserver.openapi.OpenApiV3;
import dev.carafe.kubernetes.apiserver.proxy.Backends;
import dev.carafe.kubernetes.apiserver.proxy.ProxyConnecters;
import dev.carafe.kubernetes.apiserver.registry.Bootstrap;
import dev.carafe.kubernetes.apiserver.registry.BootstrapConfig;
import dev.carafe.kubernetes.apiserver.registry.allocator.IpRange;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import dev.carafe.kubernetes.apiserver.rest.Connecter;
import dev.carafe.kubernetes.apiserver.routes.Profiling;
import dev.carafe.kubernetes.apiserver.span.Spans;
import dev.carafe.kubernetes.apiserver.storage.Compactor;
import dev.carafe.kubernetes.apiserver.tracing.Tracing;
import dev.carafe.kubernetes.apiserver.tracing.TracingConfiguration;
import dev.carafe.kubernetes.apiserver.zpages.Flagz;
import dev.carafe.kubernetes.apiserver.zpages.Statusz;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A running API server. Thread-safe. */
public final class ApiServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ApiServer.class.getName());

    private final ResourceWiring wiring;
    private final ResourceEndpoint endpoint;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final NonResources others;
    private final KubeletClient kubelets;
    private final Backends backends = new Backends();
    private final Health health;
    private final ServerMetrics metrics = new ServerMetrics();
    private final Instrumentation instrumentation =
            new Instrumentation(metrics.requests(), this::served, System::nanoTime);
    private final HealthMetrics checked = new HealthMetrics();
    private final RequestDeadline deadline;
    private final RequestWaitGroup requests = new RequestWaitGroup();
    private final ServerRunOptions options;
    private final @Nullable Tracing tracing;
    private final Compactor compactor;
    private final BootstrapRun bootstrap = new BootstrapRun();
    private final ControlPlane controlPlane;
    private final DefinitionController definitions;
    private final HttpServer http;
    private volatile boolean closing;

    private ApiServer(ApiServerConfig config) throws IOException {
        InstantSource clock = InstantSource.system();
        options = config.options();
        deadline = new RequestDeadline(options.requestTimeout(), instrumentation::timedOut);
        TracingConfiguration traced = options.tracing();
        tracing = traced == null
                ? null
                : new Tracing(traced, new ServerIdentity(ControlPlane.hostname(), "").leaseName());
        options.features()
                .withLessEffect()
                .forEach((name, effect) -> LOG.log(
                        Level.WARNING,
                        effect.kind() == FeatureEffect.Kind.ABSENT
                                ? "The feature gate {0} has no effect here: {1}"
                                : "The feature gate {0} acts only in part here: {1}",
                        name,
                        effect.words()));
        BuiltinResources builtin = BuiltinResources.load();
        BuiltinResources served = builtin.only(options::serves);
        options.resources()
                .withoutEffect(builtin.versions())
                .forEach(version -> LOG.log(Level.WARNING, "Skipping API {0} because it has no resources.", version));
        SecureRandom random = new SecureRandom();
        AuditIds auditIds = new AuditIds(random);
        CompletableFuture<List<AdmissionPlugin>> admission = new CompletableFuture<>();
        Spans spans = tracing == null ? Spans.NONE : tracing.ofOperations();
        wiring = new ResourceWiring(config, builtin, clock, admission::join, spans, metrics);
        SecurityWiring security = new SecurityWiring(config, wiring, metrics.access(), clock);
        admission.complete(AdmissionPlugins.defaults(
                        wiring.objects(),
                        wiring.objects(),
                        random,
                        new DefaultTolerationSeconds(
                                options.notReadyTolerationSeconds(), options.unreachableTolerationSeconds()),
                        security.authorizer(),
                        security.roles(),
                        options.features())
                .stream()
                .filter(plugin -> !config.disabledAdmissionPlugins().contains(plugin.name()))
                .filter(plugin -> !(plugin instanceof PodTopologyLabels)
                        || options.features().isEnabled(FeatureGate.POD_TOPOLOGY_LABELS_ADMISSION))
                .toList());
        authenticator = security.authenticator();
        authorizer = security.authorizer();
        kubelets = new KubeletClient(
                KubeletTls.load(config.kubeletClientCertFile(), config.kubeletClientKeyFile(), config.kubeletCaFile()));
        endpoint = Endpoints.of(
                builtin,
                wiring.resources(),
                connecters(random),
                security.reviews(),
                new WatchRules(
                        options.minRequestTimeout(),
                        options.features().isEnabled(FeatureGate.WATCH_LIST),
                        options.features().isEnabled(FeatureGate.WATCH_LIST_COMPRESSION)),
                new PodBindings(
                        options.features().isEnabled(FeatureGate.CLEARING_NOMINATED_NODE_NAME_AFTER_BINDING),
                        options.features().isEnabled(FeatureGate.POD_TOPOLOGY_LABELS_ADMISSION)),
                new UnreadDeletes(
                        authorizer, options.features().isEnabled(FeatureGate.ALLOW_UNSAFE_MALFORMED_OBJECT_DELETION)),
                clock);
        Discovery discovery = new Discovery(served, options.features().isEnabled(FeatureGate.STORAGE_VERSION_HASH));
        OpenApiV3 openApi = new OpenApiV3(
                discovery.groupVersions(),
                ServerVersion.GIT_VERSION + builtin.fingerprint() + options.resources() + options.features(),
                kinds -> Facts.writer(ServerVersion.GIT_VERSION, served, kinds));
        OpenApiV2 openApiV2 = new OpenApiV2(kinds -> Facts.writer(ServerVersion.GIT_VERSION, served, kinds));
        definitions = wiring.serveDefinitions(custom -> {
            discovery.setCustom(custom.discovered());
            openApi.setCustom(custom.kinds());
            openApiV2.setCustom(custom.kinds());
        });
        health = new Health(
                new HealthChecks(wiring, definitions, bootstrap, options.livezGracePeriod(), clock).all(() -> closing),
                checked);
        describe(metrics);
        others = new NonResources(health, discovery, openApi, openApiV2, pages(security.pages(), clock), clock);
        Step.Next chain = chain(new Responder(
                clock, metrics.watches(), spans, options.features().isEnabled(FeatureGate.API_RESPONSE_COMPRESSION)));
        try {
            http = HttpServer.start(
                    config.bindAddress(),
                    new TlsPolicy(
                            config.tlsCertFile(),
                            config.tlsPrivateKeyFile(),
                            config.clientCaFile(),
                            config.tlsProtocols(),
                            config.tlsCipherSuites()),
                    exchange -> serve(chain, auditIds, exchange));
        } catch (IOException e) {
            closeBehindTheEdge(); // the caches watch the store already, which its owner closes next
            throw e;
        }
        metrics.addHandshakeErrors(http.handshakeErrors());
        compactor = Compactor.start(config.store(), wiring.keys(), options.etcdCompactionInterval());
        BootstrapConfig published = bootstrapConfig(config, http.address());
        controlPlane = new ControlPlane(wiring, published, options.reconcilesEndpoints(), options.features(), clock);
        bootstrap.start(
                new Bootstrap(wiring.objects(), wiring.objects(), published, served.versions(), clock),
                controlPlane::start);
    }

    /**
     * Starts a server; it serves when this returns, and is ready a moment later.
     *
     * @throws IOException when a file cannot be read or the address is in use
     */
    public static ApiServer start(ApiServerConfig config) throws IOException {
        return new ApiServer(config);
    }

    private Map<String, Connecter> connecters(SecureRandom random) {
        Map<String, Connecter> connecters = new HashMap<>(KubeletConnecters.of(
                wiring.objects(),
                kubelets,
                options.features().isEnabled("AuthorizePodWebsocketUpgradeCreatePermission")
                        ? Optional.of(authorizer)
                        : Optional.empty()));
        connecters.putAll(ProxyConnecters.of(wiring.objects(), backends, random));
        return connecters;
    }

    /** The request chain, from the top. Audit and flow control have their places after authentication. */
    private Step.Next chain(Responder responder) {
        List<Step> steps = new ArrayList<>(List.of(
                instrumentation, new Recovery(new UnreadableErrors(wiring.keys().root())), requests));
        if (options.goawayChance() > 0) {
            steps.add(new ProbabilisticGoaway(
                    options.goawayChance(), () -> ThreadLocalRandom.current().nextDouble()));
        }
        steps.addAll(List.of(deadline, new Authentication(authenticator, metrics.access())));
        Tracing traces = tracing;
        if (traces != null) {
            steps.add(traces.ofRequests());
        }
        steps.add(new Impersonation(authorizer, metrics.access()));
        steps.add(instrumentation.ofSelf());
        steps.add(new Authorization(authorizer, metrics.access()));
        if (options.profiling()) {
            steps.add(new Profiling());
        }
        if (traces != null) {
            steps.add(traces.ofHandlers());
        }
        return Step.chain(steps, new Dispatch(others, endpoint, responder, metrics));
    }

    private static BootstrapConfig bootstrapConfig(ApiServerConfig config, InetSocketAddress address)
            throws IOException {
        String advertised =
                config.advertiseAddress().isEmpty() ? address.getAddress().getHostAddress() : config.advertiseAddress();
        return new BootstrapConfig(
                advertised,
                address.getPort(),
                IpRange.parse(config.serviceClusterIpRange()).address(0),
                config.serviceClusterIpRange(),
                config.clientCaFile().isPresent()
                        ? Files.readString(config.clientCaFile().get())
                        : "");
    }

    private Map<String, NonResources.Page> pages(Map<String, NonResources.Page> documents, InstantSource clock) {
        Map<String, NonResources.Page> pages = new HashMap<>(documents);
        if (options.features().isEnabled(FeatureGate.COMPONENT_FLAGZ)) {
            pages.put(Flagz.PATH, new Flagz(options.flags())::write);
        }
        if (options.features().isEnabled(FeatureGate.COMPONENT_STATUSZ)) {
            pages.put(Statusz.PATH, statusz(clock)::write);
        }
        pages.put("/metrics", exchange -> exchange.reply(200, Registry.MEDIA_TYPE, metrics.text()));
        pages.put("/metrics/slis", exchange -> exchange.reply(200, Registry.MEDIA_TYPE, checked.text()));
        return pages;
    }

    private Statusz statusz(InstantSource clock) {
        Struct version = ServerVersion.document();
        return new Statusz(
                clock,
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
                String.valueOf(version.string("goVersion")),
                version.string("major") + "." + version.string("minor"),
                () -> others.paths());
    }

    /** Adds what is known from the start, and what is read when the page is made. */
    private void describe(ServerMetrics metrics) {
        metrics.addStorage(() -> wiring.cacheStates().iterator(), this::storeBytes);
        metrics.addAllocations(
                () -> orNone(wiring.services()::addressUses),
                () -> orNone(() -> List.of(wiring.services().portUse())));
        Struct version = ServerVersion.document();
        Map<String, String> build = new LinkedHashMap<>();
        List.of(
                        "buildDate",
                        "compiler",
                        "gitCommit",
                        "gitTreeState",
                        "gitVersion",
                        "goVersion",
                        "major",
                        "minor",
                        "platform")
                .forEach(field -> build.put(
                        field.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                        Objects.requireNonNullElse(version.string(field), "")));
        metrics.addBuild(build);
        String git = Objects.requireNonNullElse(version.string("gitVersion"), "");
        metrics.addVersion(
                git.replaceAll("^v|\\+.*$", ""),
                version.string("emulationMajor") + "." + version.string("emulationMinor"),
                version.string("minCompatibilityMajor") + "." + version.string("minCompatibilityMinor"));
        ServerMetrics.Features features = metrics.features();
        options.features()
                .features()
                .forEach(feature -> features.set(
                        feature.name(), feature.stage(), options.features().isEnabled(feature.name())));
    }

    private static <T> List<T> orNone(Supplier<List<T>> source) {
        try {
            return source.get();
        } catch (EtcdException | StatusError _) {
            return List.of(); // the rest of the page is told all the same
        }
    }

    private OptionalLong storeBytes() {
        try {
            return OptionalLong.of(wiring.store().status().dbSizeBytes());
        } catch (EtcdException _) {
            return OptionalLong.empty(); // the rest of the page is told all the same
        }
    }

    private Optional<ServedResource> served(RequestInfo info) {
        return wiring.resources()
                .find(info.group(), info.version(), info.resource())
                .filter(resource ->
                        info.subresource().isEmpty() || resource.subresources().containsKey(info.subresource()));
    }

    private static void serve(Step.Next chain, AuditIds auditIds, HttpExchange exchange) throws IOException {
        AuditId.echo(exchange, auditIds::next);
        exchange.setHeader("Cache-Control", "no-cache, private"); // whoever knows better says so
        RequestInfo info;
        try {
            info = RequestInfo.of(exchange.method(), exchange.path(), exchange.query());
        } catch (StatusError e) {
            Responder.error(exchange, e);
            return;
        }
        chain.handle(new RequestContext(exchange, info, UserInfo.ANONYMOUS));
    }

    /** The address that it serves on. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Whether {@code /readyz} says so. */
    public boolean isReady() {
        return health.isReady();
    }

    /**
     * The server for a client in this JVM that acts as a user.
     *
     * @param userAgent what the client calls itself; its writes are noted under this name
     */
    public InProcess inProcess(UserInfo user, String userAgent) {
        return new InProcess(user, userAgent, authorizer, endpoint, others);
    }

    /** Stops serving as {@link ShutdownSequence} says, then breaks what connections are left. The store is left open. */
    @Override
    public void close() {
        bootstrap.close();
        controlPlane.close();
        compactor.close();
        new ShutdownSequence(options.shutdownDelayDuration(), options.shutdownSendRetryAfter(), new Ending()).run();
        http.close();
        deadline.close();
        kubelets.close();
        backends.close();
        endTracing();
    }

    private void endTracing() {
        Tracing traces = tracing;
        if (traces != null) {
            traces.close();
        }
    }

    private final class Ending implements ShutdownSequence.Steps {
        @Override
        public void failReadiness() {
            closing = true;
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }

        @Override
        public void sendRetryAfter() {
            requests.sendRetryAfter();
        }

        @Override
        public void stopListening() {
            http.stopListening();
        }

        @Override
        public void drainRequests(Duration most) throws InterruptedException {
            if (!requests.drain(most)) {
                LOG.log(
                        Level.WARNING,
                        "Requests are still under way after {0} s, and are broken off",
                        most.toSeconds());
            }
        }

        @Override
        public void endWatches() {
            definitions.close();
            wiring.close();
        }

        @Override
        public void awaitWatches(Duration most) throws InterruptedException {
            if (!requests.awaitWatches(most)) {
                LOG.log(Level.WARNING, "Clients of watches read nothing for {0} s, and are cut off", most.toSeconds());
            }
        }
    }

    private void closeBehindTheEdge() {
        definitions.close();
        wiring.close();
        deadline.close();
        kubelets.close();
        backends.close();
        endTracing();
    }
}
