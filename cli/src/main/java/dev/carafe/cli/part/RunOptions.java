package dev.carafe.cli.part;

import dev.carafe.kubernetes.apiserver.ServerRunOptions;
import dev.carafe.kubernetes.apiserver.chain.ProbabilisticGoaway;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.resourceconfig.ResourceConfig;
import dev.carafe.kubernetes.apiserver.tracing.TracingConfiguration;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags that upstream's API server has whatever it serves. */
final class RunOptions {
    private static final String NO_RECONCILER = "none";
    private static final List<String> RECONCILERS = List.of("lease", NO_RECONCILER);

    @Nullable
    private CommandSpec command;

    @Option(
            names = "--feature-gates",
            split = ",",
            paramLabel = "NAME=true|false",
            description = "Features to have on or off; they stand below, /metrics tells which are on.")
    List<String> featureGates = new ArrayList<>();

    @Option(
            names = "--runtime-config",
            split = ",",
            paramLabel = "API=true|false",
            description =
                    "Built-in APIs to serve or not: api/all, api/ga, api/beta, api/alpha, GROUP/VERSION (v1 for the core"
                            + " group) or GROUP/VERSION/RESOURCE.")
    List<String> runtimeConfig = new ArrayList<>();

    @Option(
            names = "--etcd-prefix",
            paramLabel = "PREFIX",
            defaultValue = "/registry",
            description = "The prefix of all keys in etcd (${DEFAULT-VALUE}).")
    String etcdPrefix = "";

    @Option(
            names = "--etcd-compaction-interval",
            paramLabel = "DURATION",
            defaultValue = "5m0s",
            converter = GoDuration.class,
            description =
                    "How often what is older than that is forgotten by the store; 0 for never (${DEFAULT-VALUE}).")
    Duration etcdCompactionInterval = Duration.ofMinutes(5);

    @Option(
            names = "--event-ttl",
            paramLabel = "DURATION",
            defaultValue = "1h0m0s",
            converter = GoDuration.class,
            description = "How long events are kept (${DEFAULT-VALUE}).")
    Duration eventTtl = Duration.ofHours(1);

    @Option(
            names = "--request-timeout",
            paramLabel = "DURATION",
            defaultValue = "1m0s",
            converter = GoDuration.class,
            description = "How long a request may take that is not a watch or the like (${DEFAULT-VALUE}).")
    Duration requestTimeout = Duration.ofMinutes(1);

    @Option(
            names = "--min-request-timeout",
            paramLabel = "SECONDS",
            defaultValue = "1800",
            description =
                    "A watch that names no time ends after this many seconds, or up to twice as many (${DEFAULT-VALUE}).")
    int minRequestTimeout = 1800;

    @Option(
            names = "--livez-grace-period",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = GoDuration.class,
            description =
                    "For how long after the start /livez does not look at what a start has to do (${DEFAULT-VALUE}).")
    Duration livezGracePeriod = Duration.ZERO;

    @Option(
            names = "--endpoint-reconciler-type",
            paramLabel = "TYPE",
            defaultValue = "lease",
            description = "How the addresses are kept that the kubernetes Service leads to: lease, or none for not at"
                    + " all (${DEFAULT-VALUE}).")
    String endpointReconcilerType = "";

    @Option(
            names = "--default-not-ready-toleration-seconds",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long a pod that does not say so stays on a node that is not ready (${DEFAULT-VALUE}).")
    long notReadyTolerationSeconds = 300;

    @Option(
            names = "--default-unreachable-toleration-seconds",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long a pod that does not say so stays on a node that is not reached (${DEFAULT-VALUE}).")
    long unreachableTolerationSeconds = 300;

    @Option(
            names = "--allow-privileged",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "Whether containers may be privileged (${DEFAULT-VALUE}).")
    boolean allowPrivileged;

    @Option(
            names = "--profiling",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether to serve /debug/pprof/ (${DEFAULT-VALUE}).")
    boolean profiling = true;

    @Option(
            names = "--shutdown-delay-duration",
            paramLabel = "DURATION",
            defaultValue = "0s",
            converter = GoDuration.class,
            description = "How long to serve on when asked to end, while /readyz fails (${DEFAULT-VALUE}).")
    Duration shutdownDelay = Duration.ZERO;

    @Option(
            names = "--shutdown-send-retry-after",
            arity = "0..1",
            defaultValue = "false",
            fallbackValue = "true",
            description = "When ending, answer new requests with 429 until the last one before is answered.")
    boolean shutdownSendRetryAfter;

    @Option(
            names = "--goaway-chance",
            paramLabel = "SHARE",
            defaultValue = "0",
            description =
                    "The share of requests over HTTP/2, at most 0.02, whose clients are told to connect anew, so that several servers"
                            + " behind a load balancer share them (${DEFAULT-VALUE}).")
    double goawayChance;

    @Option(
            names = "--tracing-config-file",
            paramLabel = "FILE",
            description = "A TracingConfiguration: where to send OpenTelemetry's traces, and how many.")
    @Nullable
    Path tracingConfigFile;

    /** Has the command's help list the features; they are read when it is shown, not before. */
    @Spec(Spec.Target.MIXEE)
    void setCommand(CommandSpec mixee) {
        command = mixee;
        mixee.usageMessage()
                .sectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> help.footer()
                                + FeatureGate.defaults().knownFeatures().stream()
                                        .map(feature -> "  " + feature + System.lineSeparator())
                                        .collect(Collectors.joining(
                                                "", "%nFeatures (--feature-gates):%n".formatted(), "")));
    }

    /** What was asked for. */
    ServerRunOptions options() {
        CommandSpec spec = java.util.Objects.requireNonNull(command);
        notNegative(spec, "--shutdown-delay-duration", shutdownDelay.isNegative());
        notNegative(spec, "--request-timeout", requestTimeout.isNegative());
        if (livezGracePeriod.isNegative()) {
            throw new ParameterException(spec.commandLine(), "--livez-grace-period can not be a negative value");
        }
        notNegative(spec, "--min-request-timeout", minRequestTimeout < 0);
        notNegative(spec, "--etcd-compaction-interval", etcdCompactionInterval.isNegative());
        if (eventTtl.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new ParameterException(spec.commandLine(), "--event-ttl takes a second or more");
        }
        if (!RECONCILERS.contains(endpointReconcilerType)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--endpoint-reconciler-type takes lease or none, not " + endpointReconcilerType);
        }
        if (!(goawayChance >= 0 && goawayChance <= ProbabilisticGoaway.CHANCE_MAX)) {
            throw new ParameterException(
                    spec.commandLine(), "--goaway-chance can not be less than 0 or greater than 0.02");
        }
        FeatureGate features;
        try {
            features = FeatureGate.defaults().with(featureGates);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "invalid argument \"" + String.join(",", featureGates) + "\" for \"--feature-gates\" flag: "
                            + e.getMessage());
        }
        return ServerRunOptions.builder()
                .features(features)
                .resources(resources(spec))
                .flags(values(spec))
                .etcdPrefix(etcdPrefix)
                .etcdCompactionInterval(etcdCompactionInterval)
                .eventTtl(eventTtl)
                .requestTimeout(requestTimeout)
                .minRequestTimeout(Duration.ofSeconds(minRequestTimeout))
                .livezGracePeriod(livezGracePeriod)
                .allowPrivileged(allowPrivileged)
                .profiling(profiling)
                .shutdownDelayDuration(shutdownDelay)
                .shutdownSendRetryAfter(shutdownSendRetryAfter)
                .goawayChance(goawayChance)
                .reconcilesEndpoints(!endpointReconcilerType.equals(NO_RECONCILER))
                .notReadyTolerationSeconds(notReadyTolerationSeconds)
                .unreachableTolerationSeconds(unreachableTolerationSeconds)
                .tracing(tracing(spec))
                .build();
    }

    private static void notNegative(CommandSpec spec, String option, boolean negative) {
        if (negative) {
            throw new ParameterException(spec.commandLine(), option + " can not be negative value");
        }
    }

    private @Nullable TracingConfiguration tracing(CommandSpec spec) {
        Path file = tracingConfigFile;
        if (file == null) {
            return null;
        }
        try {
            return TracingConfiguration.read(file);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private ResourceConfig resources(CommandSpec spec) {
        if (runtimeConfig.isEmpty()) {
            return ResourceConfig.defaults();
        }
        try {
            return ResourceConfig.parse(runtimeConfig);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    /** The value of each flag, as Go would print it; none of them holds a secret itself. */
    private static Map<String, String> values(CommandSpec spec) {
        Map<String, String> values = new TreeMap<>();
        for (OptionSpec option : spec.options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                values.put(option.longestName().replaceFirst("^-+", ""), text(option.getValue()));
            }
        }
        return values;
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Collection<?> all -> all.stream().map(RunOptions::text).collect(Collectors.joining(",", "[", "]"));
            case Duration duration -> GoDuration.format(duration);
            case Double number ->
                BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
            case PortRange range -> range.first() + "-" + range.last();
            default -> value.toString();
        };
    }
}
